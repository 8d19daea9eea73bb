// Length, space and persistence of files: truncate, allocate, advise, sync.
// Reading and writing is in io.c.
#include "internal.h"

#include <fcntl.h>
#include <unistd.h>

/** Sets a file's length. Source: truncate(2). */
int truncate(const char *path, off_t length) { return __isthmus_result(__isthmus_truncate(PATH(path), length)); }

/** Sets an open file's length. Source: ftruncate(2). */
int ftruncate(int fd, off_t length) { return __isthmus_result(__isthmus_ftruncate(fd, length)); }

/** Allocates or frees space of a file, with FALLOC_FL_ modes. Source: fallocate(2). */
int fallocate(int fd, int mode, off_t offset, off_t length) {
  return __isthmus_result(__isthmus_fallocate(fd, mode, offset, length));
}

/* Where a file system can't allocate: writes one byte into each block that the file doesn't have yet. */
static int allocate_by_writing(int fd, off_t offset, off_t length) {
  enum { BLOCK = 4096 };
  off_t end = offset + length;
  off_t size = lseek(fd, 0, SEEK_END);
  if (size < 0)
    return errno;
  for (off_t at = offset < size ? size : offset; at < end; at += BLOCK - at % BLOCK)
    if (pwrite(fd, "", 1, at) < 0)
      return errno;
  return pwrite(fd, "", 1, end - 1) < 0 ? errno : 0;
}

/** Makes sure that a range of a file has space; the result is an errno. Source: posix_fallocate(3). */
int posix_fallocate(int fd, off_t offset, off_t length) {
  int32_t result = __isthmus_fallocate(fd, 0, offset, length);
  return result == -LINUX_EOPNOTSUPP ? allocate_by_writing(fd, offset, length) : __isthmus_error(result);
}

/** Announces how a file will be read; the result is an errno. Source: posix_fadvise(2). */
int posix_fadvise(int fd, off_t offset, off_t length, int advice) {
  /* wasi-libc numbers two of them the other way round. */
  if (advice == POSIX_FADV_SEQUENTIAL || advice == POSIX_FADV_RANDOM)
    advice = POSIX_FADV_SEQUENTIAL + POSIX_FADV_RANDOM - advice;
  return __isthmus_error(__isthmus_fadvise(fd, offset, length, advice));
}

/** Reads ahead into the page cache: only a hint. EBADF for what is not open for reading. Source: readahead(2). */
ssize_t readahead(int fd, off_t offset, size_t count) {
  enum { LINUX_ESPIPE = 29 };
  int mode = fcntl(fd, F_GETFL);
  if (mode >= 0 && (mode & O_ACCMODE) == O_WRONLY)
    return __isthmus_fail(LINUX_EBADF);
  int32_t result = __isthmus_fadvise(fd, offset, (int64_t)count, POSIX_FADV_WILLNEED);
  return __isthmus_result(result == -LINUX_ESPIPE ? -LINUX_EINVAL : result);
}

/** Waits until a file is on its device. Source: fsync(2). */
int fsync(int fd) { return __isthmus_result(__isthmus_fsync(fd)); }

/** Waits until a file's data is on its device. Source: fdatasync(2). */
int fdatasync(int fd) { return __isthmus_result(__isthmus_fdatasync(fd)); }

/** Writes a range to the device: the whole file's data here. Source: sync_file_range(2). */
int sync_file_range(int fd, off_t offset, off_t length, unsigned flags) {
  const unsigned known = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
  if (offset < 0 || length < 0 || (flags & ~known) != 0)
    return __isthmus_fail(LINUX_EINVAL);
  return fdatasync(fd);
}

/** Writes a file system to its device: here the file alone, since a guest has no say over others' files. */
int syncfs(int fd) { return fsync(fd); }

/** Asks for everything to be written, which the kernel does anyhow: no guest may make it hurry for all. Source:
 * sync(2). */
void sync(void) {}
