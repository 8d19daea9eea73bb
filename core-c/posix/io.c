// Reading, writing and seeking on descriptors. Buffers and iovec arrays go to the host as they are.
#include "netlink.h"

#include <sys/uio.h>
#include <unistd.h>

/** Reads up to `size` bytes; blocks. Source: read(2). */
ssize_t read(int fd, void *buffer, size_t size) {
  return __isthmus_result(__isthmus_netlink_received(fd, buffer, size, __isthmus_read(fd, BUFFER(buffer, size))));
}

/** Writes up to `size` bytes; blocks. Source: write(2). */
ssize_t write(int fd, const void *buffer, size_t size) {
  return __isthmus_result(__isthmus_write(fd, BUFFER(buffer, size)));
}

/** Reads at an offset, which leaves the file's own alone. Source: pread(2). */
ssize_t pread(int fd, void *buffer, size_t size, off_t offset) {
  return __isthmus_result(__isthmus_pread(fd, BUFFER(buffer, size), offset));
}

/** Writes at an offset, which leaves the file's own alone. Source: pwrite(2). */
ssize_t pwrite(int fd, const void *buffer, size_t size, off_t offset) {
  return __isthmus_result(__isthmus_pwrite(fd, BUFFER(buffer, size), offset));
}

/* A negative count must reach the host as one that is too large, so that a bad descriptor comes first. */
#define VECTOR(vector, count) (vector), ((count) < 0 ? SIZE_MAX : (size_t)(count))

/** Reads into several buffers; blocks. Source: readv(2). */
ssize_t readv(int fd, const struct iovec *vector, int count) {
  int32_t result = __isthmus_readv(fd, VECTOR(vector, count));
  if (result > 0)
    __isthmus_netlink_errors(fd, vector, (size_t)count, (size_t)result);
  return __isthmus_result(result);
}

/** Writes from several buffers; blocks. Source: writev(2). */
ssize_t writev(int fd, const struct iovec *vector, int count) {
  return __isthmus_result(__isthmus_writev(fd, VECTOR(vector, count)));
}

/** Reads into several buffers at an offset (-1: the file's own), with RWF_ flags. Source: preadv2(2). */
ssize_t preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags) {
  return __isthmus_result(__isthmus_preadv2(fd, VECTOR(vector, count), offset, flags));
}

/** Writes from several buffers at an offset (-1: the file's own), with RWF_ flags. Source: pwritev2(2). */
ssize_t pwritev2(int fd, const struct iovec *vector, int count, off_t offset, int flags) {
  return __isthmus_result(__isthmus_pwritev2(fd, VECTOR(vector, count), offset, flags));
}

/** Reads into several buffers at an offset. Source: preadv(2). */
ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset) {
  /* To preadv2 an offset of -1 means the file's own, to preadv every negative one is wrong. */
  return preadv2(fd, vector, count, offset == -1 ? -2 : offset, 0);
}

/** Writes from several buffers at an offset. Source: pwritev(2). */
ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset) {
  return pwritev2(fd, vector, count, offset == -1 ? -2 : offset, 0);
}

/** Moves the file offset; also SEEK_DATA and SEEK_HOLE. Source: lseek(2). */
off_t lseek(int fd, off_t offset, int whence) { return __isthmus_result64(__isthmus_lseek(fd, offset, whence)); }

/* The names by which wasi-libc's stdio seeks and tells. */
off_t __lseek(int fd, off_t offset, int whence) __attribute__((alias("lseek")));

off_t __wasilibc_tell(int fd) { return lseek(fd, 0, SEEK_CUR); }
