// Older ways to handle signals, in terms of sigaction and sigprocmask: System V's, and those of 4.2BSD.
#include <limits.h>
#include <signal.h>

#include "internal.h"

static void (*handle(int signal, void (*handler)(int), int flags))(int) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, former;
  if (handler == SIG_ERR || signal < 1 || signal >= NSIG) {
    errno = EINVAL;
    return SIG_ERR;
  }
  return sigaction(signal, &action, &former) < 0 ? SIG_ERR : former.sa_handler;
}

/** signal of System V: for one time, interrupting calls, blocking nothing. sysv_signal(3). */
void (*__sysv_signal(int signal, void (*handler)(int)))(int) {
  return handle(signal, handler, (int)(SA_RESETHAND | SA_NODEFER | SA_INTERRUPT));
}

void (*sysv_signal(int, void (*)(int)))(int) __attribute__((alias("__sysv_signal")));

/** signal of BSD: until it is changed, restarting calls, blocking the signal. bsd_signal(3). */
void (*bsd_signal(int number, void (*handler)(int)))(int) { return signal(number, handler); }

/** signal under another name. gsignal(3). */
void (*ssignal(int number, void (*handler)(int)))(int) { return signal(number, handler); }

/** raise under another name. gsignal(3). */
int gsignal(int signal) { return raise(signal); }

/** Handles a signal and lets it through, or blocks it with SIG_HOLD. Returns what was before: SIG_HOLD if it was
 * blocked. sigset(3). */
void (*sigset(int signal, void (*handler)(int)))(int) {
  sigset_t set, former_mask;
  sigemptyset(&set);
  if (sigaddset(&set, signal) < 0)
    return SIG_ERR;
  void (*former)(int);
  if (handler == SIG_HOLD) {
    struct sigaction action;
    if (sigaction(signal, NULL, &action) < 0)
      return SIG_ERR;
    former = action.sa_handler;
  } else {
    former = handle(signal, handler, 0);
    if (former == SIG_ERR)
      return SIG_ERR;
  }
  if (sigprocmask(handler == SIG_HOLD ? SIG_BLOCK : SIG_UNBLOCK, &set, &former_mask) < 0)
    return SIG_ERR;
  return sigismember(&former_mask, signal) ? SIG_HOLD : former;
}

/* The first 31 signals as 4.2BSD has them; the 32nd is glibc's own, which no program can block. */
static sigset_t from_word(int mask) { return (sigset_t){.__bits = (unsigned)mask & INT_MAX}; }

static int to_word(const sigset_t *set) { return (int)set->__bits; }

static int change(int how, int mask) {
  sigset_t set = from_word(mask), former;
  return sigprocmask(how, &set, &former) < 0 ? -1 : to_word(&former);
}

/** Blocks the signals of a mask more. Returns the former mask. sigblock(3). */
int sigblock(int mask) { return change(SIG_BLOCK, mask); }

/** Blocks the signals of a mask and no others. Returns the former mask. sigsetmask(3). */
int sigsetmask(int mask) { return change(SIG_SETMASK, mask); }

/** The mask. siggetmask(3). */
int siggetmask(void) { return sigblock(0); }

/** Waits for a signal, with the present mask but for one signal. Always -1, with EINTR or EINVAL. sigpause(3). */
int __xpg_sigpause(int signal) {
  sigset_t set;
  if (sigprocmask(SIG_BLOCK, NULL, &set) < 0 || sigdelset(&set, signal) < 0)
    return -1;
  return sigsuspend(&set);
}

/** Waits for a signal, with another mask of the first 32: 4.2BSD's sigpause, which no header declares any more.
 * sigpause(3). */
int __isthmus_sigpause(int mask) __asm__("sigpause");
int __isthmus_sigpause(int mask) {
  sigset_t set = from_word(mask);
  return sigsuspend(&set);
}

/** Either of the two. glibc's name for them. */
int __sigpause(int signal_or_mask, int is_signal) {
  return is_signal ? __xpg_sigpause(signal_or_mask) : __isthmus_sigpause(signal_or_mask);
}
