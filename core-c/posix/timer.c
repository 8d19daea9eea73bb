// Interval timers, which need signal handlers to be of use: refused with ENOSYS (docs/status.md).
#include <sys/time.h>

#include "internal.h"

/** getitimer(2): ENOSYS. */
int getitimer(int which, struct itimerval *value) {
  (void)which;
  (void)value;
  return __isthmus_fail(LINUX_ENOSYS);
}

/** setitimer(2): ENOSYS. */
int setitimer(int which, const struct itimerval *restrict value, struct itimerval *restrict former) {
  (void)which;
  (void)value;
  (void)former;
  return __isthmus_fail(LINUX_ENOSYS);
}
