// core.wasm: the calls on any descriptor, and the buffer through which arguments pass. All descriptors are the embedded
// guest's; nothing here blocks except core_wait, as long as the descriptors are non-blocking, which their makers see
// to.
#include "core.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

_Alignas(16) unsigned char core_scratch[CORE_SCRATCH_SIZE];

int core_result(int result) { return result == -1 ? -__isthmus_linux_errno(errno) : result; }

CORE_EXPORT(core_buffer) unsigned char *core_buffer(void) { return core_scratch; }

CORE_EXPORT(core_buffer_size) size_t core_buffer_size(void) { return sizeof core_scratch; }

/* Reads into the buffer; the count, 0 at the end. */
CORE_EXPORT(core_read) int core_read(int fd, size_t length) { return core_result((int)read(fd, core_scratch, length)); }

/* Writes from the buffer; the count. */
CORE_EXPORT(core_write) int core_write(int fd, size_t length) {
  return core_result((int)write(fd, core_scratch, length));
}

CORE_EXPORT(core_close) int core_close(int fd) { return core_result(close(fd)); }

/* poll(2) on one descriptor: the events that came, 0 when the time (milliseconds, -1 for ever) passed. */
CORE_EXPORT(core_wait) int core_wait(int fd, int events, int timeout) {
  struct pollfd entry = {.fd = fd, .events = (short)events};
  int count = poll(&entry, 1, timeout);
  return count > 0 ? entry.revents : core_result(count);
}

/* Bytes that can be read at once. */
CORE_EXPORT(core_available) int core_available(int fd) {
  int count = 0;
  int result = ioctl(fd, FIONREAD, &count);
  return result == -1 ? core_result(result) : count;
}

/* Sets or clears O_NONBLOCK of an open file description. */
CORE_EXPORT(core_set_nonblocking) int core_set_nonblocking(int fd, int on) {
  int flags = fcntl(fd, F_GETFL);
  if (flags == -1)
    return core_result(flags);
  return core_result(fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK));
}

/* A second descriptor of the same open file description. */
CORE_EXPORT(core_duplicate) int core_duplicate(int fd) { return core_result(fcntl(fd, F_DUPFD_CLOEXEC, 0)); }
