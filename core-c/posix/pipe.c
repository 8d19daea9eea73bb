// Pipes, and the calls that move data between descriptors inside the kernel.
// FIFOs have names and so are made in file.c.
#include "internal.h"

#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

/** Makes a pipe, read end first, with O_CLOEXEC, O_NONBLOCK and O_DIRECT. Source: pipe(2). */
int pipe2(int fds[2], int flags) {
  if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_pipe2(fds, __isthmus_open_flags(flags)));
}

/** Makes a pipe, read end first. Source: pipe(2). */
int pipe(int fds[2]) { return pipe2(fds, 0); }

/** Moves data between a pipe and another descriptor; blocks without SPLICE_F_NONBLOCK. Source: splice(2). */
ssize_t splice(int in, off_t *in_offset, int out, off_t *out_offset, size_t length, unsigned flags) {
  return __isthmus_result(__isthmus_splice(in, in_offset, out, out_offset, length, flags));
}

/** Copies data from pipe to pipe without taking it; blocks without SPLICE_F_NONBLOCK. Source: tee(2). */
ssize_t tee(int in, int out, size_t length, unsigned flags) {
  return __isthmus_result(__isthmus_tee(in, out, length, flags));
}

/** Puts memory into a pipe, or a pipe's data into memory; blocks without SPLICE_F_NONBLOCK. Source: vmsplice(2). */
ssize_t vmsplice(int fd, const struct iovec *vector, size_t count, unsigned flags) {
  return __isthmus_result(__isthmus_vmsplice(fd, vector, count, flags));
}

/** Copies between descriptors; with an offset the input's own stays. Source: sendfile(2). */
ssize_t sendfile(int out, int in, off_t *offset, size_t count) {
  return __isthmus_result(__isthmus_sendfile(out, in, offset, count));
}

/** Copies a range between two files. Source: copy_file_range(2). */
ssize_t copy_file_range(int in, off_t *in_offset, int out, off_t *out_offset, size_t length, unsigned flags) {
  return __isthmus_result(__isthmus_copy_file_range(in, in_offset, out, out_offset, length, flags));
}
