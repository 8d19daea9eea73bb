// What POSIX timers tell with their signals: code, value, id and overruns, by sigwaitinfo, sigtimedwait and handlers;
// several timers with one signal; real-time signals in order; a handler in a loop that makes no call; and that a storm
// of them is over with exec.
// isthmus: --allow-exec=/bin/grep
#include <limits.h>
#include <sys/syscall.h>
#include <time.h>

#include "show.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static timer_t make(clockid_t clock, int notify, int number, int value) {
  timer_t timer;
  struct sigevent event = {.sigev_notify = notify, .sigev_signo = number, .sigev_value.sival_int = value};
  if (notify == SIGEV_THREAD_ID)
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
  check(timer_create(clock, &event, &timer) == 0);
  return timer;
}

static void arm(timer_t timer, int flags, long long nanoseconds, long long interval) {
  struct itimerspec value = {.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000},
                             .it_interval = {interval / 1000000000, interval % 1000000000}};
  check(timer_settime(timer, flags, &value, NULL) == 0);
}

static void show_information(const siginfo_t *info, timer_t timer) {
  printf("signal %s, code %s, value %d, error %d, of this timer %d, overrun %d\n", signal_name(info->si_signo),
         info->si_code == SI_TIMER ? "SI_TIMER" : "another", info->si_value.sival_int, info->si_errno,
         info->si_timerid == (int)(intptr_t)timer, info->si_overrun);
}

static sigset_t one(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  return set;
}

static void waiting(void) {
  puts("by waiting");
  static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI};
  sigset_t set = one(SIGUSR1);
  siginfo_t info;
  for (int i = 0; i < 4; i++) {
    timer_t timer = make(clocks[i], i % 2 ? SIGEV_THREAD_ID : SIGEV_SIGNAL, SIGUSR1, -i);
    arm(timer, 0, 3000000, 0);
    check(sigwaitinfo(&set, &info) == SIGUSR1);
    show_information(&info, timer);
    show(timer_getoverrun(timer));
    struct timespec never = {0, 0};
    show(sigtimedwait(&set, &info, &never));
    check(timer_delete(timer) == 0);
  }
  puts("overruns");
  timer_t timer = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 7);
  arm(timer, 0, 1000000, 1000000);
  struct timespec rest = {0, 60000000};
  while (nanosleep(&rest, &rest) != 0)
    ;
  check(sigwaitinfo(&set, &info) == SIGUSR1);
  printf("at least 50: %d, the same by call: %d\n", info.si_overrun >= 50, timer_getoverrun(timer) == info.si_overrun);
  int total = info.si_overrun + 1;
  while (total < 100) {
    check(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_overrun >= 0);
    total += info.si_overrun + 1;
  }
  arm(timer, 0, 0, 0);
  struct timespec never = {0, 0};
  sigtimedwait(&set, NULL, &never);
  arm(timer, TIMER_ABSTIME, 1, 1);
  check(sigwaitinfo(&set, &info) == SIGUSR1);
  printf("as many as can be counted: %d %d\n", info.si_overrun == DELAYTIMER_MAX,
         timer_getoverrun(timer) == DELAYTIMER_MAX);
  check(timer_delete(timer) == 0);
  sigtimedwait(&set, NULL, &never);
}

static void await_pending(int number) {
  sigset_t set;
  do
    check(sigpending(&set) == 0);
  while (!sigismember(&set, number));
}

static void several(void) {
  puts("three timers, one signal: each tells");
  for (int round = 0; round < 2; round++) {
    int number = round == 0 ? SIGUSR1 : SIGRTMIN + 2;
    sigset_t set = one(number);
    siginfo_t info;
    timer_t timers[3];
    int values = 0;
    for (int i = 0; i < 3; i++) {
      timers[i] = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, number, 1 << i);
      arm(timers[i], TIMER_ABSTIME, 1, 0);
    }
    for (int i = 0; i < 3; i++) {
      check(sigwaitinfo(&set, &info) == number && info.si_code == SI_TIMER);
      values |= info.si_value.sival_int;
    }
    struct timespec never = {0, 0};
    show(values);
    show(sigtimedwait(&set, &info, &never));
    for (int i = 0; i < 3; i++)
      check(timer_delete(timers[i]) == 0);
  }
  puts("the lowest real-time signal first");
  sigset_t set;
  sigemptyset(&set);
  timer_t timers[4];
  for (int i = 3; i >= 0; i--) {
    sigaddset(&set, SIGRTMIN + i);
    timers[i] = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGRTMIN + i, i);
    arm(timers[i], TIMER_ABSTIME, 1, 0);
  }
  /* Once all of them have come. */
  for (int i = 0; i < 4; i++)
    await_pending(SIGRTMIN + i);
  for (int i = 0; i < 4; i++) {
    siginfo_t info;
    check(sigwaitinfo(&set, &info) > 0);
    show(info.si_value.sival_int);
    check(timer_delete(timers[i]) == 0);
  }
}

static volatile sig_atomic_t handled;
static siginfo_t last;

static void handler(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  last = *info;
  handled++;
}

static void handlers(void) {
  puts("by a handler");
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  check(sigaction(SIGUSR2, &action, NULL) == 0);
  check(sigaction(SIGALRM, &action, NULL) == 0);
  timer_t timer = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR2, 11);
  arm(timer, 0, 3000000, 0);
  while (!handled)
    ;
  show_information(&last, timer);
  handled = 0;
  arm(timer, 0, 2000000, 2000000);
  while (handled < 5)
    ;
  arm(timer, 0, 0, 0);
  check(timer_delete(timer) == 0);
  puts("one that counts processor time");
  handled = 0;
  timer = make(CLOCK_PROCESS_CPUTIME_ID, SIGEV_SIGNAL, SIGUSR2, 12);
  arm(timer, 0, 3000000, 3000000);
  while (handled < 3)
    ;
  show(last.si_value.sival_int);
  check(timer_delete(timer) == 0);
  puts("one of the thread");
  handled = 0;
  timer = make(CLOCK_THREAD_CPUTIME_ID, SIGEV_THREAD_ID, SIGUSR2, 13);
  arm(timer, 0, 3000000, 0);
  while (!handled)
    ;
  show_information(&last, timer);
  check(timer_delete(timer) == 0);
  puts("null means SIGALRM");
  handled = 0;
  check(timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0);
  arm(timer, 0, 1000000, 0);
  while (!handled)
    ;
  printf("%s %d %d\n", signal_name(last.si_signo), last.si_code == SI_TIMER, last.si_timerid == (int)(intptr_t)timer);
  check(timer_delete(timer) == 0);
  puts("overruns while blocked, told at delivery");
  sigset_t set = one(SIGUSR2), former;
  timer = make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR2, 14);
  handled = 0;
  check(sigprocmask(SIG_BLOCK, &set, &former) == 0);
  arm(timer, TIMER_ABSTIME, 1, 1000000000000000000);
  await_pending(SIGUSR2);
  check(handled == 0);
  check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);
  show(handled);
  show_information(&last, timer);
  show(timer_getoverrun(timer));
  check(timer_delete(timer) == 0);
  puts("a pointer as value");
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2, .sigev_value.sival_ptr = &timer};
  check(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
  handled = 0;
  arm(timer, TIMER_ABSTIME, 1, 0);
  while (!handled)
    ;
  show(last.si_value.sival_ptr == &timer);
  check(timer_delete(timer) == 0);
}

static void storm(void) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  handled = 0;
  check(sigaction(SIGUSR2, &action, NULL) == 0);
  arm(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR2, 1), 0, 100000, 100000);
  arm(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR2, 2), 0, 130000, 130000);
  while (handled < 3)
    ;
}

static int is_blocked(int number) {
  sigset_t set;
  check(sigprocmask(SIG_BLOCK, NULL, &set) == 0);
  return sigismember(&set, number);
}

/* Executes this program again and again, amid signals that would end it if one came later. */
static int execute(int left) {
  static char text[16];
  check(is_blocked(SIGUSR1) && !is_blocked(SIGUSR2));
  if (left == 0) {
    puts("nothing came after exec");
    return 0;
  }
  storm();
  snprintf(text, sizeof text, "%d", left - 1);
  execl("./prog", "prog", text, (char *)NULL);
  return 99;
}

static void programs(void) {
  puts("native programs, and none");
  for (int i = 0; i < 10; i++) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
      storm();
      check(execl("./none", "none", (char *)NULL) == -1 && !is_blocked(SIGUSR2));
      execl("/bin/grep", "grep", "-E", "Sig(Blk|Cgt)", "/proc/self/status", (char *)NULL);
      _exit(99);
    }
    int status;
    check(waitpid(pid, &status, 0) == pid);
    puts(status_name(status));
  }
}

/* What timers have sent is dropped by exec, what others have sent is kept. Who sends a signal to itself may say
 * anything of it. */
static void pending(void) {
  puts("pending at exec");
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    arm(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGRTMIN, 0), TIMER_ABSTIME, 1, 0);
    arm(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 0), 0, 1000000000000, 0);
    for (int i = 0; i < 6; i++) {
      siginfo_t info = {.si_signo = SIGRTMIN, .si_code = i % 2 == 0 ? SI_TIMER : SI_QUEUE};
      info.si_value.sival_int = i;
      check(syscall(SYS_rt_sigqueueinfo, getpid(), SIGRTMIN, &info) == 0);
    }
    siginfo_t info = {.si_signo = SIGUSR1, .si_code = SI_TIMER};
    check(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &info) == 0);
    check(raise(SIGRTMIN + 1) == 0);
    execl("./prog", "prog", "pending", (char *)NULL);
    _exit(99);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
}

static int show_pending(void) {
  sigset_t set;
  check(sigpending(&set) == 0);
  show(sigismember(&set, SIGUSR1));
  show(sigismember(&set, SIGRTMIN + 1));
  set = one(SIGRTMIN);
  siginfo_t info;
  struct timespec never = {0, 0};
  while (sigtimedwait(&set, &info, &never) > 0)
    printf("from a timer %d, value %d\n", info.si_code == SI_TIMER, info.si_value.sival_int);
  return 0;
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1)
    return strcmp(argv[1], "pending") == 0 ? show_pending() : execute(atoi(argv[1]));
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  for (int i = 0; i < 4; i++)
    sigaddset(&set, SIGRTMIN + i);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  waiting();
  several();
  handlers();
  pending();
  programs();
  return execute(20);
}
