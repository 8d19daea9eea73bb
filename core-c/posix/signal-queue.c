// Sending signals with a value, and to threads. Sending to processes and groups is signal.c's, by descriptor pidfd.c's.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "siginfo.h"

/** Queues a signal with a value to a process; 0 only asks. EAGAIN beyond RLIMIT_SIGPENDING, ESRCH, EPERM as kill,
 * EINVAL for what is no signal. sigqueue(3). */
int sigqueue(pid_t pid, int signal, union sigval value) {
  struct kernel_siginfo information = __isthmus_queued_siginfo(signal, value);
  return __isthmus_result(__isthmus_rt_sigqueueinfo(pid, signal, &information));
}

/** sigqueue, for the only thread there is. Returns the errno, ESRCH for another thread. pthread_sigqueue(3). */
int pthread_sigqueue(pthread_t thread, int signal, union sigval value) {
  if (thread != pthread_self())
    return ESRCH;
  /* As glibc has it: the two that it keeps are no signals for threads. */
  if (signal == 32 || signal == 33)
    return EINVAL;
  struct kernel_siginfo information = __isthmus_queued_siginfo(signal, value);
  return __isthmus_error(__isthmus_rt_tgsigqueueinfo(getpid(), gettid(), signal, &information));
}

/** Sends a signal to a thread of a process: the own one, or the first of another process. ESRCH for others, EINVAL
 * where an id is below 1. tgkill(2). */
int tgkill(pid_t process, pid_t thread, int signal) {
  return __isthmus_result(__isthmus_tgkill(process, thread, signal));
}
