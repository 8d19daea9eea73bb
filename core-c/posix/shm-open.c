// POSIX shared memory objects: files in /dev/shm, which the host shows to the guest. They are mapped by mmap.
#include "internal.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shm-name.h"

int __isthmus_shm_path(struct shm_path *path, const char *prefix, const char *name) {
  name += strspn(name, "/");
  size_t length = strlen(name);
  if (length == 0 || strchr(name, '/') != NULL) {
    errno = EINVAL;
    return 0;
  }
  if (length > NAME_MAX) {
    errno = ENAMETOOLONG;
    return 0;
  }
  stpcpy(stpcpy(stpcpy(path->text, SHM_DIRECTORY), prefix), name);
  return 1;
}

/** Opens or makes a shared memory object; a descriptor with FD_CLOEXEC. `flags`: O_RDONLY or O_RDWR, O_CREAT, O_EXCL,
 * O_TRUNC. EINVAL, ENAMETOOLONG, EEXIST, ENOENT, EACCES. shm_open(3). */
int shm_open(const char *name, int flags, mode_t mode) {
  struct shm_path path;
  if (!__isthmus_shm_path(&path, "", name))
    return -1;
  int fd = open(path.text, flags | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0 && errno == EISDIR)
    errno = EINVAL;
  return fd;
}

/** Removes an object's name; who has it open keeps it. ENOENT, EACCES. shm_unlink(3). */
int shm_unlink(const char *name) {
  struct shm_path path;
  if (!__isthmus_shm_path(&path, "", name)) {
    if (errno == EINVAL)
      errno = ENOENT;
    return -1;
  }
  int result = unlink(path.text);
  if (result < 0 && errno == EPERM)
    errno = EACCES;
  return result;
}
