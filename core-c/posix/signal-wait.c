// Taking signals without a handler, sending them with a value, and alternate stacks: refused with ENOSYS until the
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

/** sigaltstack(2): ENOSYS. */
int sigaltstack(const stack_t *restrict stack, stack_t *restrict former) {
  (void)stack;
  (void)former;
  return not_offered();
}

/** siginterrupt(3): ENOSYS. */
int siginterrupt(int signal, int interrupt) {
  (void)signal;
  (void)interrupt;
  return not_offered();
}
