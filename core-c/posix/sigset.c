// Sets of signals, and the older calls that change the mask or a disposition one signal at a time.
#include <signal.h>

#include "internal.h"

/* glibc keeps 32 and 33 for itself and takes them for no signals of the program's. */
static int is_program_signal(int signal) { return signal > 0 && signal < NSIG && signal != 32 && signal != 33; }

static unsigned long long bit(int signal) { return 1ULL << (signal - 1); }

static int invalid(void) { return __isthmus_fail(LINUX_EINVAL); }

/** Takes all signals out. sigemptyset(3). */
int sigemptyset(sigset_t *set) {
  set->__bits = 0;
  return 0;
}

/** Puts all signals in. sigfillset(3). */
int sigfillset(sigset_t *set) {
  set->__bits = ~(bit(32) | bit(33));
  return 0;
}

/** Puts a signal in. EINVAL for a number that is none. sigaddset(3). */
int sigaddset(sigset_t *set, int signal) {
  if (!is_program_signal(signal))
    return invalid();
  set->__bits |= bit(signal);
  return 0;
}

/** Takes a signal out. EINVAL for a number that is none. sigdelset(3). */
int sigdelset(sigset_t *set, int signal) {
  if (!is_program_signal(signal))
    return invalid();
  set->__bits &= ~bit(signal);
  return 0;
}

/** Whether a signal is in. EINVAL for a number that is none. sigismember(3). */
int sigismember(const sigset_t *set, int signal) {
  if (signal <= 0 || signal >= NSIG)
    return invalid();
  return (set->__bits & bit(signal)) != 0;
}

/** Whether no signal is in. sigisemptyset(3). */
int sigisemptyset(const sigset_t *set) { return set->__bits == 0; }

/** The union of two sets. sigorset(3). */
int sigorset(sigset_t *into, const sigset_t *first, const sigset_t *second) {
  into->__bits = first->__bits | second->__bits;
  return 0;
}

/** What is in both sets. sigandset(3). */
int sigandset(sigset_t *into, const sigset_t *first, const sigset_t *second) {
  into->__bits = first->__bits & second->__bits;
  return 0;
}

static int change_mask(int how, int signal) {
  sigset_t set = {0};
  return sigaddset(&set, signal) < 0 ? -1 : sigprocmask(how, &set, NULL);
}

/** Blocks a signal. sighold(3). */
int sighold(int signal) { return change_mask(SIG_BLOCK, signal); }

/** Lets a signal through. sigrelse(3). */
int sigrelse(int signal) { return change_mask(SIG_UNBLOCK, signal); }

/** Ignores a signal. sigignore(3). */
int sigignore(int number) { return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0; }
