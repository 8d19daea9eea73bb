// What only a privileged process may do on Linux, and no guest ever: always refused.
#include "internal.h"

#include <unistd.h>

/** Refused: a guest's root is what the policy gives it. Source: chroot(2). */
int chroot(const char *path) { return __isthmus_fail(__isthmus_is_memory(path, 1) ? LINUX_EPERM : LINUX_EFAULT); }

/** Refused. Source: acct(2). */
int acct(const char *path) {
  (void)path;
  return __isthmus_fail(LINUX_EPERM);
}

/** Refused. Source: vhangup(2). */
int vhangup(void) { return __isthmus_fail(LINUX_EPERM); }

/** Refused: linear memory belongs to malloc. Source: brk(2). */
int brk(void *end) {
  (void)end;
  return __isthmus_fail(LINUX_ENOMEM);
}
