// sigsuspend loses no signal: two processes that wake each other thousands of times, each asleep or just about to be.
#include "signals.h"

enum { rounds = 2000 };
static volatile sig_atomic_t runs;

static void count(int number) {
  (void)number;
  runs++;
}

/* Waits for one signal with sigsuspend, pause's atomic sister, until the handler has run. */
static void await(int round) {
  sigset_t open = blocked();
  sigdelset(&open, SIGUSR1);
  sigdelset(&open, SIGUSR2);
  while (runs < round)
    check(sigsuspend(&open) == -1 && errno == EINTR);
  check(runs == round);
}

int main(void) {
  begin();
  sigset_t both = set_of(SIGUSR1, SIGUSR2, 0);
  check(sigprocmask(SIG_BLOCK, &both, NULL) == 0);
  install(SIGUSR1, count, 0);
  install(SIGUSR2, count, 0);
  pid_t parent = getpid(), child = fork();
  check(child >= 0);
  for (int round = 1; round <= rounds; round++) {
    if (child == 0) {
      await(round);
      check(kill(parent, SIGUSR2) == 0);
    } else {
      check(kill(child, SIGUSR1) == 0);
      await(round);
    }
  }
  if (child == 0)
    _exit(runs == rounds ? 0 : 1);
  reap("child", child);
  printf("%d of %d\n", (int)runs, rounds);
  printf("pending: %s\n", pending_text());
  return 0;
}
