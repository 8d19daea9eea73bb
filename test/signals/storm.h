// What the parts of storm.c share: what the handlers have counted, and that something is wrong.
#ifndef STORM_H
#define STORM_H
#include <signal.h>

#include "show.h"

/* Set by the last signal: work is over. */
static volatile sig_atomic_t over;
/* Queued signals, which must come one after the other, and all; standard ones, which coalesce. */
static volatile sig_atomic_t received, standard, disorder;
/* The handler of the standard one jumps here, if it may. */
static volatile sig_atomic_t may_jump;
/* How much work was done, for the curious. */
static unsigned long rounds;

/* Signals stay out. */
static void shut(void) {
  sigset_t all;
  sigfillset(&all);
  check(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
}

static void open_again(void) {
  sigset_t none;
  sigemptyset(&none);
  check(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
}

#endif
