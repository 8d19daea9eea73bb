// Timers that are descriptors. Reading how often one expired is io.c's, waiting for it poll.c's.
#include <sys/timerfd.h>

#include "internal.h"
#include "itimerspec.h"

_Static_assert(TFD_NONBLOCK == O_NONBLOCK && TFD_CLOEXEC == O_CLOEXEC, "as everywhere on Linux");

/** Makes a timer of CLOCK_REALTIME, CLOCK_MONOTONIC or CLOCK_BOOTTIME, and returns its descriptor. EINVAL for other
 * clocks and flags, EPERM for clocks that wake the machine, EMFILE. timerfd_create(2). */
int timerfd_create(int clock, int flags) {
  if (flags & ~(TFD_NONBLOCK | TFD_CLOEXEC))
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_timerfd_create(clock, __isthmus_open_flags(flags)));
}

/** Arms a timer for a time, or with TFD_TIMER_ABSTIME until it; zero disarms it. EINVAL, EFAULT, ECANCELED where the
 * clock was set meanwhile and TFD_TIMER_CANCEL_ON_SET asked for that. timerfd_create(2). */
int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *former) {
  struct kernel_itimerspec kernel, kernel_former;
  if (IS_MEMORY(value))
    kernel = __isthmus_kernel_itimerspec(value);
  else if (value != NULL)
    return __isthmus_fail(LINUX_EFAULT);
  int result =
      __isthmus_result(__isthmus_timerfd_settime(fd, flags, STRUCT(value, kernel), STRUCT(former, kernel_former)));
  if (result == 0 && former != NULL)
    *former = __isthmus_itimerspec(&kernel_former);
  return result;
}

/** What is left of a timer, and its interval. EINVAL, EFAULT. timerfd_create(2). */
int timerfd_gettime(int fd, struct itimerspec *value) {
  struct kernel_itimerspec kernel;
  int result = __isthmus_result(__isthmus_timerfd_gettime(fd, STRUCT(value, kernel)));
  if (result == 0)
    *value = __isthmus_itimerspec(&kernel);
  return result;
}
