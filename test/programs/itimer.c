// The three interval timers and alarm: what they show, how they share and round, their errors, their signals while
// blocked, and that fork leaves them behind and exec takes them along.
// isthmus: --allow-exec=/bin/sleep
#include <sys/time.h>
#include <time.h>

#include "show.h"

static const struct {
  int which;
  const char *name;
  int number;
} timers[] = {{ITIMER_REAL, "ITIMER_REAL", SIGALRM},
              {ITIMER_VIRTUAL, "ITIMER_VIRTUAL", SIGVTALRM},
              {ITIMER_PROF, "ITIMER_PROF", SIGPROF}};

static int arm(int which, long long seconds, long long microseconds, long long interval, long long interval_micro) {
  struct itimerval value = {.it_value = {seconds, microseconds}, .it_interval = {interval, interval_micro}};
  return setitimer(which, &value, NULL);
}

/* Times are shown coarsely, for they pass. */
static void show_left(int which) {
  struct itimerval left;
  check(getitimer(which, &left) == 0);
  printf("  left %lld to %lld s, every %lld s %lld us\n", (long long)left.it_value.tv_sec / 100 * 100,
         (long long)left.it_value.tv_sec / 100 * 100 + 100, (long long)left.it_interval.tv_sec,
         (long long)left.it_interval.tv_usec);
}

static int pending(int number) {
  sigset_t set;
  check(sigpending(&set) == 0);
  return sigismember(&set, number);
}

/* In user mode mostly, for ITIMER_VIRTUAL. */
static void await_pending(int number) {
  volatile unsigned turns = 0;
  while (!pending(number))
    for (int i = 0; i < 100000; i++)
      turns = turns + 1;
}

static void drop(int number) {
  signal(number, SIG_IGN);
  signal(number, SIG_DFL);
}

static void each(void) {
  for (int i = 0; i < 3; i++) {
    int which = timers[i].which;
    struct itimerval former;
    puts(timers[i].name);
    show_left(which);
    show(arm(which, 1050, 999999, 7, 999999));
    show_left(which);
    show(setitimer(which, &(struct itimerval){.it_interval.tv_sec = 3}, &former));
    printf("  %d, every %lld s\n", former.it_value.tv_sec > 1000, (long long)former.it_interval.tv_sec);
    show_left(which);
    /* Its signal becomes pending, once; with an interval it goes on, but the real one not before the signal is taken.
     */
    check(arm(which, 0, 5000, 0, 0) == 0);
    await_pending(timers[i].number);
    struct itimerval left;
    check(getitimer(which, &left) == 0);
    printf("  over: %lld %lld\n", (long long)left.it_value.tv_sec, (long long)left.it_value.tv_usec);
    drop(timers[i].number);
    check(arm(which, 0, 5000, 0, 5000) == 0);
    await_pending(timers[i].number);
    if (which != ITIMER_REAL) {
      drop(timers[i].number);
      await_pending(timers[i].number);
    }
    check(getitimer(which, &left) == 0);
    printf("  goes on: %d\n", left.it_value.tv_sec != 0 || left.it_value.tv_usec != 0);
    check(setitimer(which, NULL, NULL) == 0);
    show_left(which);
    drop(timers[i].number);
    puts("  errors");
    show(arm(which, 0, 1000000, 0, 0));
    show(arm(which, 0, -1, 0, 0));
    show(arm(which, -1, 0, 0, 0));
    show(arm(which, 1, 0, 0, 1000000));
    show(arm(which, 1, 0, 0, -1));
    show(arm(which, 1, 0, -1, 0));
    show_left(which);
    show(getitimer(which, NULL));
  }
  struct itimerval value = {.it_value.tv_sec = 1};
  show(getitimer(-1, &value));
  show(getitimer(3, &value));
  show(setitimer(-1, &value, NULL));
  show(setitimer(3, &value, NULL));
  show(setitimer(3, NULL, NULL));
}

/* What alarm says is left of a time, unless so much of it passed meanwhile that it says something else. */
static unsigned rounded(long long seconds, long long microseconds) {
  for (;;) {
    struct timespec start, end;
    check(clock_gettime(CLOCK_MONOTONIC, &start) == 0);
    check(arm(ITIMER_REAL, seconds, microseconds, 0, 0) == 0);
    unsigned left = alarm(0);
    check(clock_gettime(CLOCK_MONOTONIC, &end) == 0);
    if ((end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec) < 200000000)
      return left;
  }
}

static void alarms(void) {
  puts("alarm is the real timer, and rounds");
  show(alarm(1000));
  struct itimerval left;
  check(getitimer(ITIMER_REAL, &left) == 0);
  printf("  %d\n", left.it_value.tv_sec > 900 && left.it_interval.tv_sec == 0 && left.it_interval.tv_usec == 0);
  show(rounded(1000, 490000));
  show(rounded(1000, 750000));
  show(rounded(1000, 999999));
  show(rounded(0, 400000));
  check(arm(ITIMER_REAL, 1000, 0, 5, 0) == 0);
  show(alarm(2050) > 900);
  show_left(ITIMER_REAL);
  show(alarm(0) > 1900);
  show(alarm(0));
  show(alarm(0xffffffff));
  show(alarm(0) > 0xfffff000);
  puts("ualarm");
  useconds_t former, rest;
  /* Again, if it rang meanwhile. */
  do {
    drop(SIGALRM);
    former = ualarm(999999, 999999);
    check(getitimer(ITIMER_REAL, &left) == 0);
    rest = ualarm(0, 0);
  } while (pending(SIGALRM));
  show(former);
  printf("  %d %lld\n", left.it_value.tv_sec == 0 && left.it_value.tv_usec > 0, (long long)left.it_interval.tv_usec);
  show(rest > 0 && rest <= 999999);
  drop(SIGALRM);
  show((int)ualarm(1000000, 0));
  show((int)ualarm(1, 1000000));
  check(arm(ITIMER_REAL, 1000, 0, 0, 0) == 0);
  show(ualarm(1000, 1000) > 900000000);
  await_pending(SIGALRM);
  show(ualarm(0, 0) <= 1000);
  drop(SIGALRM);
}

static void reap(const char *what, pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("%s: %s\n", what, status_name(status));
}

static void unblock(void) {
  sigset_t none;
  sigemptyset(&none);
  check(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
}

static void families(void) {
  puts("fork and exec");
  for (int i = 0; i < 3; i++)
    check(arm(timers[i].which, 1050, 0, 1, 2) == 0);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < 3; i++)
      show_left(timers[i].which);
    show(alarm(0));
    _exit(0);
  }
  reap("child", pid);
  for (int i = 0; i < 3; i++)
    show_left(timers[i].which);
  pid = fork();
  if (pid == 0) {
    for (int i = 0; i < 3; i++)
      check(arm(timers[i].which, 1000 * (i + 1) + 50, 0, 1, 2) == 0);
    execl("./prog", "prog", "executed", (char *)NULL);
    _exit(99);
  }
  reap("the same program", pid);
  pid = fork();
  if (pid == 0) {
    unblock();
    check(arm(ITIMER_REAL, 0, 300000, 0, 0) == 0);
    execl("/bin/sleep", "sleep", "100", (char *)NULL);
    _exit(99);
  }
  reap("a native program", pid);
  pid = fork();
  if (pid == 0) {
    /* The mask goes along too, and a blocked signal. */
    check(arm(ITIMER_REAL, 0, 1000, 0, 0) == 0);
    await_pending(SIGALRM);
    execl("./prog", "prog", "pending", (char *)NULL);
    _exit(99);
  }
  reap("a pending signal", pid);
  for (int i = 0; i < 3; i++)
    check(setitimer(timers[i].which, NULL, NULL) == 0);
  for (int i = 0; i < 3; i++) {
    pid = fork();
    if (pid == 0) {
      unblock();
      check(arm(timers[i].which, 0, 5000, 0, 0) == 0);
      for (volatile unsigned turns = 0;; turns = turns + 1)
        ;
    }
    reap(timers[i].name, pid);
  }
  pid = fork();
  if (pid == 0) {
    unblock();
    signal(SIGALRM, SIG_IGN);
    check(arm(ITIMER_REAL, 0, 1000, 0, 1000) == 0);
    struct timespec rest = {0, 30000000};
    show(nanosleep(&rest, NULL));
    _exit(0);
  }
  reap("ignored", pid);
}

static int executed(const char *what) {
  if (strcmp(what, "pending") == 0) {
    show(pending(SIGALRM));
    unblock();
    return 1;
  }
  for (int i = 0; i < 3; i++)
    show_left(timers[i].which);
  return 3;
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1)
    return executed(argv[1]);
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < 3; i++)
    sigaddset(&set, timers[i].number);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  each();
  alarms();
  families();
  return 0;
}
