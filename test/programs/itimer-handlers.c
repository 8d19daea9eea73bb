// alarm and the interval timers with handlers: in loops that make no call, around calls that wait, from handlers, with
// longjmp; which calls go on and which end with EINTR.
#include <setjmp.h>
#include <sys/time.h>
#include <time.h>

#include "show.h"

static volatile sig_atomic_t handled;
static volatile int last_signal, last_code;

static void count(int number, siginfo_t *info, void *context) {
  (void)context;
  last_signal = number;
  last_code = info->si_code;
  handled++;
}

/* Where the handler tells that it has run; nowhere, unless somebody listens. */
static int told = -1;

static void count_and_tell(int number, siginfo_t *info, void *context) {
  count(number, info, context);
  check(write(told, "!", 1) == 1);
}

static void handle(int number, int flags) {
  struct sigaction action = {.sa_sigaction = count, .sa_flags = SA_SIGINFO | flags};
  check(sigaction(number, &action, NULL) == 0);
  handled = 0;
}

static void arm(int which, int microseconds, int interval) {
  struct itimerval value = {.it_value = {microseconds / 1000000, microseconds % 1000000},
                            .it_interval = {interval / 1000000, interval % 1000000}};
  check(setitimer(which, &value, NULL) == 0);
}

static void busy(void) {
  static const int timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  static const int numbers[] = {SIGALRM, SIGVTALRM, SIGPROF};
  for (int i = 0; i < 3; i++) {
    handle(numbers[i], 0);
    arm(timers[i], 2000, 0);
    while (!handled)
      ;
    printf("once: %d, code %s\n", last_signal == numbers[i], last_code == SI_KERNEL ? "SI_KERNEL" : "another");
    arm(timers[i], 2000, 2000);
    while (handled < 6)
      ;
    arm(timers[i], 0, 0);
    struct itimerval left;
    check(getitimer(timers[i], &left) == 0);
    printf("stopped: %d\n", left.it_value.tv_sec == 0 && left.it_value.tv_usec == 0);
  }
  puts("all at once");
  for (int i = 0; i < 3; i++) {
    handle(numbers[i], 0);
    arm(timers[i], 3000, 3000);
  }
  while (handled < 30)
    ;
  for (int i = 0; i < 3; i++)
    arm(timers[i], 0, 0);
}

static void again(int number) {
  (void)number;
  handled++;
  if (handled < 3)
    ualarm(3000, 0);
}

static void waiting(void) {
  puts("pause and alarm");
  handle(SIGALRM, 0);
  sigset_t set, former;
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  check(sigprocmask(SIG_BLOCK, &set, &former) == 0);
  show(alarm(1));
  show(sigsuspend(&former));
  show(handled);
  puts("armed again by its handler");
  struct sigaction action = {.sa_handler = again};
  check(sigaction(SIGALRM, &action, NULL) == 0);
  handled = 0;
  ualarm(3000, 0);
  while (handled < 3)
    sigsuspend(&former);
  show(handled);
  check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);

  puts("a read that is interrupted, and one that goes on");
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  handle(SIGALRM, 0);
  arm(ITIMER_REAL, 10000, 10000);
  show(read(ends[0], &byte, 1));
  show(handled >= 1);
  arm(ITIMER_REAL, 0, 0);
  int rung[2];
  check(pipe(rung) == 0);
  told = rung[1];
  handle(SIGALRM, SA_RESTART);
  struct sigaction telling = {.sa_sigaction = count_and_tell, .sa_flags = SA_SIGINFO | SA_RESTART};
  check(sigaction(SIGALRM, &telling, NULL) == 0);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    /* Not before the timer has rung. */
    check(read(rung[0], &byte, 1) == 1);
    usleep(100000);
    check(write(ends[1], "x", 1) == 1);
    _exit(0);
  }
  arm(ITIMER_REAL, 10000, 10000);
  show(read(ends[0], &byte, 1));
  while (!handled)
    ; /* The child was faster. */
  arm(ITIMER_REAL, 0, 0);
  show(handled >= 1);
  int status;
  check(waitpid(pid, &status, 0) == pid && status == 0);

  puts("only once");
  handle(SIGALRM, SA_RESETHAND);
  ualarm(1000, 0);
  while (!handled)
    ;
  struct sigaction now;
  check(sigaction(SIGALRM, NULL, &now) == 0);
  show(now.sa_handler == SIG_DFL);
}

static sigjmp_buf timeout;

static void give_up(int number) {
  (void)number;
  siglongjmp(timeout, 1);
}

static void jumping(void) {
  puts("away from a read, and from a loop");
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  check(signal(SIGALRM, give_up) == SIG_DFL);
  for (volatile int round = 0; round < 3; round++) {
    if (sigsetjmp(timeout, 1) == 0) {
      ualarm(5000, 0);
      show(read(ends[0], &byte, 1));
    } else {
      puts("timed out");
    }
    if (sigsetjmp(timeout, 1) == 0) {
      ualarm(5000, 0);
      for (;;)
        ;
    }
    puts("left the loop");
  }
  sigset_t set;
  check(sigprocmask(SIG_BLOCK, NULL, &set) == 0);
  show(sigismember(&set, SIGALRM));
}

int main(void) {
  begin();
  busy();
  waiting();
  jumping();
  return 0;
}
