// POSIX timers: every clock and every way to be told, what they show when armed, one-shot, periodic, absolute, expired;
// that they end with fork and exec, and what becomes of their signals without a handler.
// isthmus: --allow-exec=/bin/sleep
#include <sys/syscall.h>
#include <time.h>

#include "show.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static timer_t make(clockid_t clock, int notify, int number) {
  timer_t timer;
  struct sigevent event = {.sigev_notify = notify, .sigev_signo = number, .sigev_value.sival_int = 5};
  if (notify == SIGEV_THREAD_ID)
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
  check(timer_create(clock, &event, &timer) == 0);
  return timer;
}

static int arm(timer_t timer, int flags, long long nanoseconds, long long interval) {
  struct itimerspec value = {.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000},
                             .it_interval = {interval / 1000000000, interval % 1000000000}};
  return timer_settime(timer, flags, &value, NULL);
}

static void block(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
}

static void unblock(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  check(sigprocmask(SIG_UNBLOCK, &set, NULL) == 0);
}

static int pending(int number) {
  sigset_t set;
  check(sigpending(&set) == 0);
  return sigismember(&set, number);
}

/* Uses up processor time, if a clock of that is waited for. */
static void await_pending(int number) {
  volatile unsigned turns = 0;
  while (!pending(number))
    for (int i = 0; i < 10000; i++)
      turns = turns + 1;
}

/* Takes it away without a handler: ignoring drops what is pending. */
static void drop(int number) {
  signal(number, SIG_IGN);
  signal(number, SIG_DFL);
}

static void show_left(timer_t timer) {
  struct itimerspec left;
  check(timer_gettime(timer, &left) == 0);
  printf("  left %lld to %lld s, every %lld s %ld ns\n", (long long)left.it_value.tv_sec / 100 * 100,
         (long long)left.it_value.tv_sec / 100 * 100 + 100, (long long)left.it_interval.tv_sec,
         left.it_interval.tv_nsec);
}

static void clocks(void) {
  static const struct {
    clockid_t clock;
    const char *name;
  } all[] = {{CLOCK_REALTIME, "CLOCK_REALTIME"},
             {CLOCK_MONOTONIC, "CLOCK_MONOTONIC"},
             {CLOCK_BOOTTIME, "CLOCK_BOOTTIME"},
             {CLOCK_TAI, "CLOCK_TAI"},
             {CLOCK_PROCESS_CPUTIME_ID, "CLOCK_PROCESS_CPUTIME_ID"},
             {CLOCK_THREAD_CPUTIME_ID, "CLOCK_THREAD_CPUTIME_ID"}};
  block(SIGUSR1);
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    puts(all[i].name);
    timer_t timer = make(all[i].clock, SIGEV_SIGNAL, SIGUSR1);
    show_left(timer);
    check(arm(timer, 0, 1050000000000, 7000000009) == 0);
    show_left(timer);
    check(arm(timer, 0, 10000000, 0) == 0);
    await_pending(SIGUSR1);
    show_left(timer);
    drop(SIGUSR1);
    /* Until a time: long ago, and soon. */
    check(arm(timer, TIMER_ABSTIME, 1, 0) == 0);
    await_pending(SIGUSR1);
    drop(SIGUSR1);
    struct timespec now;
    check(clock_gettime(all[i].clock, &now) == 0);
    check(arm(timer, TIMER_ABSTIME, now.tv_sec * 1000000000LL + now.tv_nsec + 10000000, 0) == 0);
    await_pending(SIGUSR1);
    drop(SIGUSR1);
    /* Disarmed, it tells nothing. */
    check(arm(timer, 0, 1000000000000, 0) == 0);
    check(arm(timer, 0, 0, 5000000000) == 0);
    show_left(timer);
    show(timer_delete(timer));
    show(timer_delete(timer));
  }
  clockid_t own;
  check(clock_getcpuclockid(getpid(), &own) == 0);
  timer_t timer = make(own, SIGEV_SIGNAL, SIGUSR1);
  check(arm(timer, 0, 10000000, 0) == 0);
  await_pending(SIGUSR1);
  drop(SIGUSR1);
  show(timer_delete(timer));
}

static void ways(void) {
  puts("a process's signal, a thread's, a real-time one");
  block(SIGRTMIN + 1);
  timer_t timer = make(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGUSR1);
  check(arm(timer, 0, 1000000, 0) == 0);
  await_pending(SIGUSR1);
  drop(SIGUSR1);
  check(timer_delete(timer) == 0);
  timer = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGRTMIN + 1);
  check(arm(timer, 0, 1000000, 1000000) == 0);
  await_pending(SIGRTMIN + 1);
  check(timer_delete(timer) == 0);
  drop(SIGRTMIN + 1);
  puts("no signal at all");
  timer = make(CLOCK_MONOTONIC, SIGEV_NONE, 0);
  check(arm(timer, 0, 1000000, 0) == 0);
  struct itimerspec left;
  do
    check(timer_gettime(timer, &left) == 0);
  while (left.it_value.tv_sec != 0 || left.it_value.tv_nsec != 0);
  show(timer_getoverrun(timer));
  check(arm(timer, 0, 1000000, 1050000000000) == 0);
  do
    check(timer_gettime(timer, &left) == 0);
  while (left.it_value.tv_sec < 900);
  show_left(timer);
  check(timer_delete(timer) == 0);
  puts("null means SIGALRM");
  block(SIGALRM);
  show(timer_create(CLOCK_MONOTONIC, NULL, &timer));
  check(arm(timer, 0, 1000000, 0) == 0);
  await_pending(SIGALRM);
  drop(SIGALRM);
  show(timer_getoverrun(timer));
  puts("what it was before");
  struct itimerspec value = {.it_value.tv_sec = 1000, .it_interval = {1, 2}}, former;
  show(timer_settime(timer, 0, &value, &former));
  printf("  %lld %ld\n", (long long)former.it_value.tv_sec, former.it_value.tv_nsec);
  value = (struct itimerspec){.it_interval.tv_sec = 3};
  show(timer_settime(timer, 0, &value, &former));
  printf("  %d, every %lld s %ld ns\n", former.it_value.tv_sec > 0, (long long)former.it_interval.tv_sec,
         former.it_interval.tv_nsec);
  show(timer_settime(timer, 0, &value, &former));
  printf("  %lld %ld\n", (long long)former.it_value.tv_sec, former.it_value.tv_nsec);
  check(timer_delete(timer) == 0);
  puts("many at once, each its own");
  timer_t many[50];
  for (int i = 0; i < 50; i++) {
    many[i] = make(CLOCK_MONOTONIC, SIGEV_NONE, 0);
    for (int j = 0; j < i; j++)
      check(many[i] != many[j]);
    check(arm(many[i], 0, (i + 1) * 1000000000000, 0) == 0);
  }
  for (int i = 0; i < 50; i += 2)
    check(timer_delete(many[i]) == 0);
  for (int i = 0; i < 50; i++) {
    int result = timer_gettime(many[i], &left);
    check(i % 2 == 0 ? result == -1 && errno == EINVAL : result == 0 && left.it_value.tv_sec / 1000 == i);
  }
  for (int i = 1; i < 50; i += 2)
    check(timer_delete(many[i]) == 0);
}

static void reap(const char *what, pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("%s: %s\n", what, status_name(status));
}

static void deaths(void) {
  static const int numbers[] = {SIGALRM, SIGTERM, SIGKILL, SIGUSR2, SIGPROF};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
      sigset_t none;
      sigemptyset(&none);
      sigprocmask(SIG_SETMASK, &none, NULL);
      check(arm(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, numbers[i]), 0, 5000000, 0) == 0);
      for (;;)
        pause();
    }
    reap("sleeping", pid);
    pid = fork();
    if (pid == 0) {
      sigset_t none;
      sigemptyset(&none);
      sigprocmask(SIG_SETMASK, &none, NULL);
      check(arm(make(CLOCK_PROCESS_CPUTIME_ID, SIGEV_SIGNAL, numbers[i]), 0, 5000000, 0) == 0);
      for (volatile unsigned turns = 0;; turns = turns + 1)
        ;
    }
    reap("computing", pid);
  }
  pid_t pid = fork();
  if (pid == 0) {
    timer_t timer = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGSTOP);
    check(arm(timer, 0, 5000000, 0) == 0);
    struct itimerspec left = {.it_value.tv_nsec = 1};
    while (left.it_value.tv_nsec != 0)
      check(timer_gettime(timer, &left) == 0);
    _exit(3);
  }
  int status;
  check(waitpid(pid, &status, WUNTRACED) == pid);
  puts(status_name(status));
  check(kill(pid, SIGCONT) == 0);
  reap("continued", pid);
  pid = fork();
  if (pid == 0) {
    signal(SIGTERM, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    check(arm(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGTERM), 0, 1000000, 1000000) == 0);
    nanosleep(&(struct timespec){0, 20000000}, NULL);
    _exit(4);
  }
  reap("ignored", pid);
}

/* exec is made in time before a timer's signal, and the program outlives that. If it was not in time, it is tried again
 * with more of it. */
static void replaced(const char *what, const char *program, const char *word) {
  int status;
  for (int seconds = 1;; seconds *= 2) {
    char time[16];
    snprintf(time, sizeof time, "%d.3", seconds);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
      check(arm(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGTERM), 0, seconds * 1000000000LL, 0) == 0);
      if (word == NULL)
        execl(program, program, time, (char *)NULL);
      else
        execl(program, program, word, time, (char *)NULL);
      _exit(99);
    }
    check(waitpid(pid, &status, 0) == pid);
    if (!WIFSIGNALED(status) || seconds == 4)
      break;
  }
  printf("%s: %s\n", what, status_name(status));
}

static void families(void) {
  struct itimerspec left;
  timer_t timer = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGTERM);
  /* Its signal is blocked until the parent has set it to another time, however long that takes. */
  block(SIGTERM);
  check(arm(timer, 0, 100000000, 0) == 0);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    unblock(SIGTERM);
    puts("a child has none of its parent's");
    show(timer_gettime(timer, &left));
    show(timer_settime(timer, 0, &left, NULL));
    show(timer_getoverrun(timer));
    show(timer_delete(timer));
    timer_t own = make(CLOCK_MONOTONIC, SIGEV_NONE, 0);
    check(arm(own, 0, 2050000000000, 0) == 0);
    show_left(own);
    nanosleep(&(struct timespec){0, 150000000}, NULL);
    fflush(stdout);
    _exit(5);
  }
  check(arm(timer, 0, 3050000000000, 0) == 0);
  drop(SIGTERM);
  unblock(SIGTERM);
  reap("child", pid);
  show_left(timer);
  check(timer_delete(timer) == 0);
  fflush(stdout);
  replaced("a native program", "/bin/sleep", NULL);
  replaced("the same program", "./prog", "executed");
  pid = fork();
  if (pid == 0) {
    /* An exec that fails leaves them as they are. */
    timer = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGTERM);
    check(arm(timer, 0, 5050000000000, 0) == 0);
    show(execl("./none", "none", (char *)NULL));
    show_left(timer);
    _exit(0);
  }
  reap("no program", pid);
}

/* After exec: whatever number it had, it isn't there. */
static int executed(double seconds) {
  struct itimerspec left;
  for (long id = 0; id < 100; id++)
    check(timer_gettime((timer_t)id, &left) == -1 && errno == EINVAL);
  timer_t timer = make(CLOCK_MONOTONIC, SIGEV_NONE, 0);
  check(arm(timer, 0, 1050000000000, 0) == 0);
  show_left(timer);
  nanosleep(&(struct timespec){(time_t)seconds, 300000000}, NULL);
  return 6;
}

int main(int argc, char **argv) {
  begin();
  if (argc > 2)
    return executed(atof(argv[2]));
  clocks();
  ways();
  deaths();
  families();
  show(sysconf(_SC_TIMERS));
  show(sysconf(_SC_TIMER_MAX));
  show(sysconf(_SC_DELAYTIMER_MAX));
  return 0;
}
