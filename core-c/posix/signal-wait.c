// Taking pending signals without a handler, as the kernel gives them; from a descriptor it's signalfd.c's.
#include <signal.h>

#include "siginfo.h"

/** Takes a pending signal of a set and tells about it, or waits for one as long as a time (null: for ever). Returns the
 * signal, or -1 with EAGAIN when the time is over, EINTR after the handler of another signal, EINVAL for a wrong time.
 * sigtimedwait(2). */
int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict information,
                 const struct timespec *restrict timeout) {
  struct kernel_siginfo kernel;
  struct kernel_timespec kernel_timeout;
  if (IS_MEMORY(timeout))
    kernel_timeout = __isthmus_kernel_timespec(timeout);
  int signal =
      __isthmus_result(__isthmus_rt_sigtimedwait(set, STRUCT(information, kernel), STRUCT(timeout, kernel_timeout)));
  if (signal > 0 && information != NULL) {
    __isthmus_siginfo(information, &kernel);
    /* As glibc has it: raise(3) is kill(2) to the own process. */
    if (information->si_code == SI_TKILL)
      information->si_code = SI_USER;
  }
  return signal;
}

/** sigtimedwait that waits for ever. sigwaitinfo(2). */
int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict information) {
  return sigtimedwait(set, information, NULL);
}

/** Takes a pending signal of a set, or waits for one, whatever handlers run meanwhile. Returns the errno. sigwait(3).
 */
int sigwait(const sigset_t *restrict set, int *restrict signal) {
  int32_t result;
  do
    result = __isthmus_rt_sigtimedwait(set, NULL, NULL);
  while (result == -LINUX_EINTR);
  if (result < 0)
    return __isthmus_error(result);
  *signal = result;
  return 0;
}
