// Signals as far as they go without handlers: sending, masks, and the dispositions SIG_DFL and SIG_IGN.
// The kernel does it all; calling a handler is refused with ENOSYS (docs/status.md).
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "internal.h"

/* Dispositions on the wire. */
enum { ASK = -1, DEFAULT = 0, IGNORE = 1 };

/** Sets one of the two dispositions, or asks; returns the former one or -1. */
static int dispose(int signal, int disposition) {
  if (signal >= NSIG) {
    errno = EINVAL;
    return -1;
  }
  return __isthmus_result(__isthmus_sigaction(signal, disposition));
}

/** Sets what a signal does, SIG_DFL or SIG_IGN, and tells what it did before. EINVAL for SIGKILL, SIGSTOP and numbers
 * that are no signal, ENOSYS for a handler. sigaction(2). */
int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict former) {
  int asked = dispose(signal, ASK);
  if (asked < 0)
    return -1;
  if (action != NULL) {
    if (signal == SIGKILL || signal == SIGSTOP) {
      errno = EINVAL;
      return -1;
    }
    if (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN) {
      errno = ENOSYS;
      return -1;
    }
    if (dispose(signal, action->sa_handler == SIG_IGN ? IGNORE : DEFAULT) < 0)
      return -1;
  }
  if (former != NULL)
    *former = (struct sigaction){.sa_handler = asked == IGNORE ? SIG_IGN : SIG_DFL};
  return 0;
}

/** Sets what a signal does and returns what it did before, or SIG_ERR. signal(2). */
void (*signal(int signal, void (*handler)(int)))(int) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  struct sigaction former;
  return sigaction(signal, &action, &former) < 0 ? SIG_ERR : former.sa_handler;
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

/** Sends a signal to this process. raise(3). */
int raise(int signal) { return kill(getpid(), signal); }

/** raise, for the only thread there is: returns the errno, ESRCH for another. pthread_kill(3). */
int pthread_kill(pthread_t thread, int signal) {
  if (thread != pthread_self())
    return ESRCH;
  return __isthmus_error(__isthmus_kill(getpid(), signal));
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
int sigsuspend(const sigset_t *set) { return __isthmus_result(__isthmus_ppoll(NULL, 0, NULL, set)); }

/** Waits for a signal that ends the process or calls a handler. pause(2). */
int pause(void) { return __isthmus_result(__isthmus_ppoll(NULL, 0, NULL, NULL)); }

/** The first real-time signal that is free for programs. */
int __libc_current_sigrtmin(void) { return 34; }

/** The last real-time signal. */
int __libc_current_sigrtmax(void) { return 64; }
