// The working directory, and path names made absolute or cut into parts.
#include "internal.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

/** Changes the working directory. Source: chdir(2). */
int chdir(const char *path) { return __isthmus_result(__isthmus_chdir(PATH(path))); }

/** Changes the working directory to an open one. Source: fchdir(2). */
int fchdir(int fd) { return __isthmus_result(__isthmus_fchdir(fd)); }

/** The name of the working directory, in memory of its own when there is no buffer. Source: getcwd(3). */
char *getcwd(char *buffer, size_t size) {
  if (buffer != NULL) {
    if (size == 0) {
      errno = EINVAL;
      return NULL;
    }
    return __isthmus_result(__isthmus_getcwd(buffer, size)) < 0 ? NULL : buffer;
  }
  char name[PATH_MAX];
  int length = __isthmus_result(__isthmus_getcwd(name, sizeof name));
  if (length < 0)
    return NULL;
  if (size != 0 && size < (size_t)length) {
    errno = ERANGE;
    return NULL;
  }
  char *copy = malloc(size != 0 ? size : (size_t)length);
  return copy == NULL ? NULL : memcpy(copy, name, (size_t)length);
}

/** The same, but PWD's name if it names the same directory. Source: get_current_dir_name(3). */
char *get_current_dir_name(void) {
  const char *name = getenv("PWD");
  struct stat named, current;
  if (name != NULL && *name == '/' && stat(name, &named) == 0 && stat(".", &current) == 0 &&
      named.st_dev == current.st_dev && named.st_ino == current.st_ino)
    return strdup(name);
  return getcwd(NULL, 0);
}

/** The working directory's name, in a buffer of PATH_MAX bytes. Source: getwd(3). */
char *getwd(char *buffer) { return getcwd(buffer, PATH_MAX); }

/* A path name on its way to its canonical form: what is resolved, and what is still to be. */
struct walk {
  char resolved[PATH_MAX];
  size_t length;
  char rest[PATH_MAX];
  int links;
};

/* Puts more in front of the rest; an errno of Linux's. */
static int prepend(struct walk *walk, const char *text, size_t length, const char *rest) {
  size_t rest_length = strlen(rest);
  if (length + rest_length >= sizeof walk->rest)
    return LINUX_ENAMETOOLONG;
  memmove(walk->rest + length, rest, rest_length + 1);
  memcpy(walk->rest, text, length);
  return 0;
}

/* Takes one component. A link is put in front of the rest, anything else must be there, and be a directory when more
 * follows. */
static int take(struct walk *walk, const char *name, size_t name_length, const char *rest) {
  size_t before = walk->length;
  if (before + 1 + name_length >= sizeof walk->resolved)
    return LINUX_ENAMETOOLONG;
  walk->resolved[walk->length++] = '/';
  memcpy(walk->resolved + walk->length, name, name_length);
  walk->length += name_length;
  walk->resolved[walk->length] = '\0';
  char target[PATH_MAX];
  int32_t target_length = __isthmus_readlinkat(LINUX_AT_FDCWD, PATH(walk->resolved), target, sizeof target);
  if (target_length < 0) {
    /* EINVAL: it is no link. */
    memmove(walk->rest, rest, strlen(rest) + 1);
    if (target_length != -LINUX_EINVAL)
      return -target_length;
    struct stat status;
    if (*rest != '\0' && lstat(walk->resolved, &status) == 0 && !S_ISDIR(status.st_mode))
      return __isthmus_linux_errno(ENOTDIR);
    return 0;
  }
  if (++walk->links > 40)
    return __isthmus_linux_errno(ELOOP);
  walk->length = *target == '/' ? 0 : before;
  walk->resolved[walk->length] = '\0';
  return prepend(walk, target, (size_t)target_length, rest);
}

static int resolve(struct walk *walk, const char *path) {
  walk->length = 0;
  walk->links = 0;
  walk->resolved[0] = '\0';
  if (*path != '/') {
    int32_t length = __isthmus_getcwd(walk->resolved, sizeof walk->resolved);
    if (length < 0)
      return -length;
    /* The root alone is the empty string until the end. */
    walk->length = length == 2 ? 0 : (size_t)length - 1;
  }
  int error = prepend(walk, path, strlen(path), "");
  while (error == 0 && *walk->rest != '\0') {
    const char *name = walk->rest + strspn(walk->rest, "/");
    size_t length = strcspn(name, "/");
    const char *rest = name + length;
    if (length == 0 || (length == 1 && *name == '.')) {
      memmove(walk->rest, rest, strlen(rest) + 1);
    } else if (length == 2 && memcmp(name, "..", 2) == 0) {
      while (walk->length > 0 && walk->resolved[--walk->length] != '/') {
      }
      walk->resolved[walk->length] = '\0';
      memmove(walk->rest, rest, strlen(rest) + 1);
    } else {
      error = take(walk, name, length, rest);
    }
  }
  return error;
}

/** The absolute name without links and dots, in memory of its own when there is no buffer. Source: realpath(3). */
char *realpath(const char *restrict path, char *restrict buffer) {
  if (path == NULL || *path == '\0') {
    errno = path == NULL ? EINVAL : ENOENT;
    return NULL;
  }
  struct walk walk;
  int error = resolve(&walk, path);
  if (walk.length == 0)
    strcpy(walk.resolved, "/");
  if (error != 0) {
    /* As on Linux the buffer shows what could not be resolved. */
    if (buffer != NULL)
      strcpy(buffer, walk.resolved);
    errno = __isthmus_errno(error);
    return NULL;
  }
  return buffer == NULL ? strdup(walk.resolved) : strcpy(buffer, walk.resolved);
}

/** realpath in memory of its own. Source: canonicalize_file_name(3). */
char *canonicalize_file_name(const char *path) { return realpath(path, NULL); }

/** The last component as GNU sees it: after the last slash, even if that is nothing. Source: basename(3). */
char *__isthmus_gnu_basename(const char *path) {
  const char *slash = strrchr(path, '/');
  return (char *)(slash == NULL ? path : slash + 1);
}

/* What doesn't depend on the file. */
static long limit(int name) {
  switch (name) {
  case _PC_LINK_MAX:
    return 127;
  case _PC_MAX_CANON:
  case _PC_MAX_INPUT:
    return 255;
  case _PC_PATH_MAX:
  case _PC_PIPE_BUF:
  case _PC_REC_XFER_ALIGN:
  case _PC_REC_MIN_XFER_SIZE:
  case _PC_ALLOC_SIZE_MIN:
    return 4096;
  case _PC_CHOWN_RESTRICTED:
  case _PC_NO_TRUNC:
  case _PC_2_SYMLINKS:
    return 1;
  case _PC_VDISABLE:
    return 0;
  case _PC_FILESIZEBITS:
    return 64;
  case _PC_SYNC_IO:
  case _PC_ASYNC_IO:
  case _PC_PRIO_IO:
  case _PC_SOCK_MAXBUF:
  case _PC_REC_INCR_XFER_SIZE:
  case _PC_REC_MAX_XFER_SIZE:
  case _PC_SYMLINK_MAX:
    return -1;
  default:
    return __isthmus_fail(LINUX_EINVAL);
  }
}

/** Limits of a file; -1 with errno as it was where there is none. Source: pathconf(3). */
long pathconf(const char *path, int name) {
  struct statfs status;
  if (*path == '\0')
    return __isthmus_fail(LINUX_ENOENT);
  if (name != _PC_NAME_MAX)
    return limit(name);
  return statfs(path, &status) < 0 ? -1 : status.f_namelen;
}

/** Limits of an open file; as in glibc most of them hold for any number. Source: fpathconf(3). */
long fpathconf(int fd, int name) {
  struct statfs status;
  if (fd < 0)
    return __isthmus_fail(LINUX_EBADF);
  if (name != _PC_NAME_MAX)
    return limit(name);
  return fstatfs(fd, &status) < 0 ? -1 : status.f_namelen;
}
