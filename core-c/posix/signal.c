// Signals: sending, masks, and the simple way to set a disposition. The kernel does it all; sigaction and running
// handlers are handler.c's.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "background.h"
#include "internal.h"
#include "thread.h"

/* Of siginterrupt: signals whose handlers, set by signal(), end calls. */
static sigset_t interrupting;

/** Sets what a signal does and returns what it did before, or SIG_ERR. signal(2). */
void (*signal(int signal, void (*handler)(int)))(int) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  struct sigaction former;
  if (handler == SIG_ERR || sigaddset(&action.sa_mask, signal) < 0) {
    errno = EINVAL;
    return SIG_ERR;
  }
  if (sigismember(&interrupting, signal) > 0)
    action.sa_flags = 0;
  return sigaction(signal, &action, &former) < 0 ? SIG_ERR : former.sa_handler;
}

/** Whether a signal's handler ends calls that it interrupts, now and when set by signal() later. siginterrupt(3). */
int siginterrupt(int signal, int interrupt) {
  struct sigaction action;
  if (sigaction(signal, NULL, &action) < 0)
    return -1;
  if (interrupt) {
    action.sa_flags &= ~SA_RESTART;
    sigaddset(&interrupting, signal);
  } else {
    action.sa_flags |= SA_RESTART;
    sigdelset(&interrupting, signal);
  }
  return sigaction(signal, &action, NULL);
}

/** Sends a signal to a process, a group (0: the own one, negative: that one) or all of the run (-1); 0 only asks.
 * Others than the run's give EPERM unless the policy allows them. kill(2). */
int kill(pid_t pid, int signal) { return __isthmus_result(__isthmus_kill(pid, signal)); }

/** kill of a whole group. killpg(3). */
int killpg(pid_t group, int signal) {
  if (group < 0) {
    errno = EINVAL;
    return -1;
  }
  return kill(-group, signal);
}

/* The only thread there is, so its number is the process's. */
static int32_t signal_thread(int signal) {
  int thread = __isthmus_thread_id();
  return __isthmus_tgkill(thread, thread, signal);
}

/** Sends a signal to this thread. raise(3). */
int raise(int signal) { return __isthmus_result(signal_thread(signal)); }

/** raise, for the only thread there is: returns the errno, ESRCH for another. pthread_kill(3). */
int pthread_kill(pthread_t thread, int signal) {
  return thread != pthread_self() ? ESRCH : __isthmus_error(signal_thread(signal));
}

/** Changes and tells the signal mask. sigprocmask(2). */
int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict former) {
  return __isthmus_result(__isthmus_sigprocmask(how, set, former));
}

/** sigprocmask, returning the errno. pthread_sigmask(3). */
int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict former) {
  return __isthmus_error(__isthmus_sigprocmask(how, set, former));
}

/** The signals that are blocked and waiting. sigpending(2). */
int sigpending(sigset_t *set) { return __isthmus_result(__isthmus_sigpending(set)); }

/** Waits with another mask for a signal that ends the process or calls a handler. sigsuspend(2). */
int sigsuspend(const sigset_t *set) { return __isthmus_result(__isthmus_wait(NULL, 0, NULL, set)); }

/** Waits for a signal that ends the process or calls a handler. pause(2). */
int pause(void) { return __isthmus_result(__isthmus_wait(NULL, 0, NULL, NULL)); }

/** The first real-time signal that is free for programs. */
int __libc_current_sigrtmin(void) { return 34; }

/** The last real-time signal. */
int __libc_current_sigrtmax(void) { return 64; }
