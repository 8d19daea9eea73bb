// Counters that are descriptors. Waiting for one is poll.c's.
#include <sys/eventfd.h>
#include <unistd.h>

#include "internal.h"

_Static_assert(EFD_NONBLOCK == O_NONBLOCK && EFD_CLOEXEC == O_CLOEXEC, "as everywhere on Linux");

/** Makes a counter, which a write adds to and a read takes all of, or with EFD_SEMAPHORE one; returns its descriptor.
 * EINVAL for other flags, EMFILE. eventfd(2). */
int eventfd(unsigned value, int flags) {
  if (flags & ~(EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC))
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(
      __isthmus_eventfd2(value, (flags & EFD_SEMAPHORE) | __isthmus_open_flags(flags & ~EFD_SEMAPHORE)));
}

/** Takes a counter's value, waiting as long as it is zero; EAGAIN with EFD_NONBLOCK. 0 or -1. eventfd(2). */
int eventfd_read(int fd, eventfd_t *value) { return read(fd, value, sizeof *value) == sizeof *value ? 0 : -1; }

/** Adds to a counter, waiting as long as there is no room; EAGAIN with EFD_NONBLOCK, EINVAL for the greatest value. 0
 * or -1. eventfd(2). */
int eventfd_write(int fd, eventfd_t value) { return write(fd, &value, sizeof value) == sizeof value ? 0 : -1; }
