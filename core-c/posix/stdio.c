// What of stdio depends on descriptors: opening files, the buffers of the standard streams, locking of streams.
// All the rest is wasi-libc's. Temporary files are in temp.c, popen in popen.c.
#include "internal.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

FILE *__fdopen(int, const char *);

/* The open flags of a mode such as "r+" or "wxe"; -1 for what is none. */
static int flags_of(const char *mode) {
  int flags = strchr(mode, '+') != NULL ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
  switch (*mode) {
  case 'r':
    break;
  case 'w':
    flags |= O_CREAT | O_TRUNC;
    break;
  case 'a':
    flags |= O_CREAT | O_APPEND;
    break;
  default:
    return -1;
  }
  if (strchr(mode, 'x') != NULL)
    flags |= O_EXCL;
  if (strchr(mode, 'e') != NULL)
    flags |= O_CLOEXEC;
  return flags;
}

/** The open flags of a mode: what wasi-libc's freopen asks for. */
int __fmodeflags(const char *mode) {
  int flags = flags_of(mode);
  return flags < 0 ? O_RDONLY : flags;
}

/** Opens a file as a stream; "x" demands a new one, "e" closes it on exec. Source: fopen(3). */
FILE *fopen(const char *restrict path, const char *restrict mode) {
  int flags = flags_of(mode);
  if (flags < 0) {
    errno = EINVAL;
    return NULL;
  }
  int fd = open(path, flags, 0666);
  if (fd < 0)
    return NULL;
  FILE *stream = __fdopen(fd, mode);
  if (stream == NULL)
    __isthmus_close(fd);
  return stream;
}

/* The name that objects compiled without these headers may use. */
#undef fopen64
FILE *fopen64(const char *restrict path, const char *restrict mode) __attribute__((alias("fopen")));

/** Makes a stream of a descriptor; EINVAL when it is not open for what the mode wants. Source: fdopen(3). */
FILE *fdopen(int fd, const char *mode) {
  int wanted = flags_of(mode);
  int flags = wanted < 0 ? 0 : fcntl(fd, F_GETFL);
  if (flags < 0)
    return NULL;
  int access = flags & O_ACCMODE;
  if (wanted < 0 || (access != O_RDWR && access != (wanted & O_ACCMODE))) {
    errno = EINVAL;
    return NULL;
  }
  return __fdopen(fd, mode);
}

/* A process has one thread, so a stream is never locked by another. */

/** Locks a stream. Source: flockfile(3). */
void flockfile(FILE *stream) { (void)stream; }

/** Locks a stream if it isn't: always. Source: flockfile(3). */
int ftrylockfile(FILE *stream) {
  (void)stream;
  return 0;
}

/** Unlocks a stream. Source: flockfile(3). */
void funlockfile(FILE *stream) { (void)stream; }

/** Flushes all streams; they end with the process. Source: fcloseall(3). */
int fcloseall(void) { return fflush(NULL); }
