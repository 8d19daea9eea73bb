// Descriptors from which pending signals are read. Reading and waiting are io.c's and poll.c's; what is read has one
// layout everywhere.
#include <sys/signalfd.h>

#include "internal.h"

_Static_assert(sizeof(struct signalfd_siginfo) == 128, "as in the kernel");

/** Makes a descriptor for the signals of a set (fd -1), or changes the set of one. EINVAL for a wrong flag or a
 * descriptor of another kind, EBADF. signalfd(2). */
int signalfd(int fd, const sigset_t *set, int flags) {
  if (flags & ~(SFD_CLOEXEC | SFD_NONBLOCK))
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_signalfd4(fd, set, __isthmus_open_flags(flags)));
}
