// Taking signals without a handler and sending them with a value: refused with ENOSYS until the
// bridge offers them (docs/status.md). Masks, dispositions and kill are in signal.c.
#include <signal.h>

#include "internal.h"

static int not_offered(void) { return __isthmus_fail(LINUX_ENOSYS); }

/** sigwaitinfo(2): ENOSYS. */
int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict information) {
  (void)set;
  (void)information;
  return not_offered();
}

/** sigtimedwait(2): ENOSYS. */
int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict information,
                 const struct timespec *restrict timeout) {
  (void)set;
  (void)information;
  (void)timeout;
  return not_offered();
}

/** sigwait(3): returns ENOSYS. */
int sigwait(const sigset_t *restrict set, int *restrict signal) {
  (void)set;
  (void)signal;
  return ENOSYS;
}

/** sigqueue(3): ENOSYS. */
int sigqueue(pid_t pid, int signal, union sigval value) {
  (void)pid;
  (void)signal;
  (void)value;
  return not_offered();
}
