// A worker with a heartbeat by setitimer, and a watcher that misses it when the worker hangs, ends it, and starts
// another.
#include <sys/time.h>
#include <time.h>

#include "show.h"

static volatile sig_atomic_t beats;
static pid_t watcher;

static void beat(int number) {
  (void)number;
  kill(watcher, SIGUSR1);
}

static void count(int number) {
  (void)number;
  beats++;
}

/* Computes; the heartbeat comes by itself. */
static pid_t start(void) {
  pid_t worker = fork();
  check(worker >= 0);
  if (worker > 0)
    return worker;
  struct itimerval pulse = {.it_value.tv_usec = 2000, .it_interval.tv_usec = 2000};
  signal(SIGUSR1, SIG_DFL);
  signal(SIGALRM, beat);
  check(setitimer(ITIMER_REAL, &pulse, NULL) == 0);
  for (volatile unsigned long work = 0;; work++)
    ;
}

static sigset_t outside, usr1;

static void await_beats(int wanted) {
  beats = 0;
  while (beats < wanted)
    sigsuspend(&outside);
}

/* Whether a beat comes within this time. */
static int alive(int milliseconds) {
  struct timespec limit = {0, milliseconds * 1000000};
  return sigtimedwait(&usr1, NULL, &limit) == SIGUSR1;
}

int main(void) {
  begin();
  watcher = getpid();
  signal(SIGUSR1, count);
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  check(sigprocmask(SIG_BLOCK, &usr1, &outside) == 0);
  for (int round = 1; round <= 3; round++) {
    int status;
    pid_t worker = start();
    await_beats(10);
    printf("worker %d lives\n", round);
    check(kill(worker, SIGSTOP) == 0);
    check(waitpid(worker, &status, WUNTRACED) == worker && WIFSTOPPED(status));
    /* A beat may still be pending. */
    alive(0);
    printf("it hangs: %d\n", !alive(30));
    check(kill(worker, SIGCONT) == 0);
    await_beats(5);
    puts("it lives again");
    check(kill(worker, SIGKILL) == 0 && waitpid(worker, &status, 0) == worker);
    alive(0);
    puts(status_name(status));
  }
  return 0;
}
