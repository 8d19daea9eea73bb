// Named POSIX semaphores: files in /dev/shm that hold a sem_t, mapped once by each process however often it opens them.
#include "internal.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "semaphore-layout.h"
#include "shm-name.h"

/* What the process has open. */
struct opened {
  struct opened *next;
  sem_t *semaphore;
  int count;
  dev_t device;
  ino_t inode;
};

static struct opened *first_opened;

/* The semaphore of an open file, mapped if it isn't yet. */
static sem_t *map(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return SEM_FAILED;
  if (status.st_size < (off_t)sizeof(sem_t)) {
    errno = EINVAL;
    return SEM_FAILED;
  }
  for (struct opened *one = first_opened; one != NULL; one = one->next)
    if (one->device == status.st_dev && one->inode == status.st_ino) {
      if (one->count == INT_MAX) {
        errno = EOVERFLOW;
        return SEM_FAILED;
      }
      one->count++;
      return one->semaphore;
    }
  struct opened *made = malloc(sizeof *made);
  if (made == NULL)
    return SEM_FAILED;
  void *memory = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    free(made);
    return SEM_FAILED;
  }
  *made = (struct opened){first_opened, memory, 1, status.st_dev, status.st_ino};
  first_opened = made;
  return memory;
}

static void close_quietly(int fd) {
  int error = errno;
  close(fd);
  errno = error;
}

enum { RANDOM_LETTERS = 6, LONGEST_CORE = 240, MOST_ATTEMPTS = 100 };

/* A name in the same directory that nobody has: that of the semaphore, which may be cut, and six random letters. */
static int open_temporary(const struct shm_path *path, struct shm_path *temporary, mode_t mode) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  size_t length = strnlen(path->text, sizeof SHM_DIRECTORY - 1 + LONGEST_CORE);
  memcpy(temporary->text, path->text, length);
  temporary->text[length++] = '.';
  temporary->text[length + RANDOM_LETTERS] = '\0';
  for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    unsigned char bytes[RANDOM_LETTERS];
    if (getentropy(bytes, sizeof bytes) != 0)
      return -1;
    for (size_t i = 0; i < RANDOM_LETTERS; i++)
      temporary->text[length + i] = letters[bytes[i] % (sizeof letters - 1)];
    int fd = open(temporary->text, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EEXIST)
      return fd;
  }
  errno = EAGAIN;
  return -1;
}

/* Makes the semaphore ready under another name and links it, so that it is there as a whole or not at all. */
static sem_t *make(const struct shm_path *path, mode_t mode, unsigned value) {
  struct shm_path temporary;
  struct semaphore initial = {.data = value, .shared = SEMAPHORE_SHARED};
  int fd = open_temporary(path, &temporary, mode);
  if (fd < 0)
    return SEM_FAILED;
  sem_t *semaphore = SEM_FAILED;
  if (write(fd, &initial, sizeof initial) == (ssize_t)sizeof initial && link(temporary.text, path->text) == 0) {
    semaphore = map(fd);
    if (semaphore == SEM_FAILED) {
      int error = errno;
      unlink(path->text);
      errno = error;
    }
  }
  close_quietly(fd);
  int error = errno;
  unlink(temporary.text);
  errno = error;
  return semaphore;
}

static sem_t *find(const struct shm_path *path) {
  int fd = open(path->text, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return SEM_FAILED;
  sem_t *semaphore = map(fd);
  close_quietly(fd);
  return semaphore;
}

/** Opens or makes a named semaphore; with O_CREAT come its mode (less the umask) and its value. The same one is at the
 * same address, and has to be closed as often as it was opened. EINVAL, ENAMETOOLONG, ENOENT, EEXIST, EACCES.
 * sem_open(3). */
sem_t *sem_open(const char *name, int flags, ...) {
  struct shm_path path;
  if (!__isthmus_shm_path(&path, "sem.", name))
    return SEM_FAILED;
  bool creates = flags & O_CREAT, exclusive = creates && (flags & O_EXCL);
  mode_t mode = 0;
  unsigned value = 0;
  if (creates) {
    va_list list;
    va_start(list, flags);
    mode = ARGUMENT(list, mode_t);
    value = ARGUMENT(list, unsigned);
    va_end(list);
  }
  for (;;) {
    if (!exclusive) {
      sem_t *found = find(&path);
      if (found != SEM_FAILED || errno != ENOENT || !creates)
        return found;
    }
    if (value > SEM_VALUE_MAX) {
      errno = EINVAL;
      return SEM_FAILED;
    }
    sem_t *made = make(&path, mode, value);
    /* Another process may have been faster. */
    if (made != SEM_FAILED || errno != EEXIST || exclusive)
      return made;
  }
}

/** Closes a named semaphore as often as it was opened; EINVAL for any other. sem_close(3). */
int sem_close(sem_t *semaphore) {
  for (struct opened **link = &first_opened; *link != NULL; link = &(*link)->next) {
    struct opened *one = *link;
    if (one->semaphore != semaphore)
      continue;
    if (--one->count == 0) {
      *link = one->next;
      munmap(semaphore, sizeof(sem_t));
      free(one);
    }
    return 0;
  }
  return __isthmus_fail(LINUX_EINVAL);
}

/** Removes a semaphore's name; who has it open keeps it. ENOENT, EACCES, EINVAL. sem_unlink(3). */
int sem_unlink(const char *name) {
  struct shm_path path;
  if (!__isthmus_shm_path(&path, "sem.", name)) {
    if (errno == EINVAL)
      errno = ENOENT;
    return -1;
  }
  int result = unlink(path.text);
  if (result < 0 && errno == EPERM)
    errno = EACCES;
  return result;
}
