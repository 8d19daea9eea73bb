// Clocks of processor time, the own and a child's: reading, sleeping until they show something, timers on them; clocks
// that can't be set or waited for; and the errors of sleeping.
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "show.h"

static long long now(clockid_t clock) {
  struct timespec time;
  check(clock_gettime(clock, &time) == 0);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static pid_t start_computing(void) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    for (volatile unsigned turns = 0;; turns = turns + 1)
      ;
  return pid;
}

static void end(pid_t pid) {
  int status;
  check(kill(pid, SIGKILL) == 0);
  check(waitpid(pid, &status, 0) == pid);
}

static void own(void) {
  puts("the own");
  clockid_t clock, thread;
  show(clock_getcpuclockid(0, &clock));
  show(clock_getcpuclockid(getpid(), &clock));
  show(pthread_getcpuclockid(pthread_self(), &thread));
  struct timespec resolution;
  clockid_t all[] = {clock, thread, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};
  for (int i = 0; i < 4; i++) {
    check(clock_getres(all[i], &resolution) == 0 && resolution.tv_sec == 0 && resolution.tv_nsec == 1);
    long long before = now(all[i]);
    check(before > 0);
    while (now(all[i]) - before < 5000000)
      ;
  }
  check(now(CLOCK_PROCESS_CPUTIME_ID) >= now(CLOCK_THREAD_CPUTIME_ID) - 100000000);
  long long before = now(clock);
  show(usleep(50000));
  show(now(thread) - before < 10000000000);
  puts("until a time that is over");
  struct timespec over = {0, 1};
  show(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &over, NULL));
  show(clock_nanosleep(clock, TIMER_ABSTIME, &over, NULL));
}

static void of_a_child(void) {
  puts("a child's");
  pid_t pid = start_computing();
  clockid_t clock;
  show(clock_getcpuclockid(pid, &clock));
  long long before = now(clock);
  while (now(clock) - before < 10000000)
    ;
  before = now(clock);
  show(clock_nanosleep(clock, 0, &(struct timespec){0, 20000000}, NULL));
  show(now(clock) - before >= 20000000);
  long long until = now(clock) + 20000000;
  show(clock_nanosleep(clock, TIMER_ABSTIME, &(struct timespec){until / 1000000000, until % 1000000000}, NULL));
  show(now(clock) >= until);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  timer_t timer;
  show(timer_create(clock, &event, &timer));
  show(timer_settime(timer, 0, &(struct itimerspec){.it_value.tv_nsec = 20000000}, NULL));
  do
    check(sigpending(&set) == 0);
  while (!sigismember(&set, SIGUSR1));
  show(timer_delete(timer));
  check(kill(pid, SIGKILL) == 0);
  siginfo_t info;
  check(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0);
  puts("a dead one's, as long as nobody has asked for it");
  struct timespec time;
  show(clock_gettime(clock, &time));
  show(time.tv_sec > 0 || time.tv_nsec > 0);
  show(clock_getcpuclockid(pid, &clock));
  end(pid);
  show(clock_gettime(clock, &time));
  show(clock_getres(clock, &time));
  show(clock_nanosleep(clock, 0, &(struct timespec){0, 1}, NULL) == EINVAL);
  show(timer_create(clock, &event, &timer));
  show(clock_getcpuclockid(pid, &clock) == ESRCH);
  show(clock_getcpuclockid(-5, &clock) == ESRCH);
}

static void strange(void) {
  puts("clocks that are none");
  struct timespec time = {0, 1};
  const clockid_t none[] = {10, 12, 99, 0x7fffffff, -1, -3, (~1u << 3 | 3), (~0u << 3 | 3)};
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
    show(clock_gettime(none[i], &time));
    show(clock_getres(none[i], &time));
  }
  show(clock_getres(CLOCK_REALTIME, NULL));
  show(clock_getres(99, NULL));

  puts("clocks that can't be set");
  const clockid_t fixed[] = {
      CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_BOOTTIME, 99, -6};
  for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
    show(clock_settime(fixed[i], &time));
  show(clock_settime(CLOCK_REALTIME, &(struct timespec){0, 1000000000}));
  show(clock_settime(CLOCK_REALTIME, &(struct timespec){0, -1}));
  show(clock_settime(CLOCK_REALTIME, &(struct timespec){-1, 0}));
  show(settimeofday(&(struct timeval){0, 1000000}, NULL));
  show(settimeofday(&(struct timeval){0, -1}, NULL));
  show(settimeofday(&(struct timeval){0, 1000000}, &(struct timezone){0, 0}));
}

static void sleeping(void) {
  puts("sleeping");
  struct timespec left = {77, 88}, little = {0, 1000000};
  errno = EDOM;
  check(sleep(0) == 0 && usleep(0) == 0 && nanosleep(&(struct timespec){0, 0}, &left) == 0);
  printf("errno %s, left %lld %ld\n", errno_name(errno), (long long)left.tv_sec, left.tv_nsec);
  const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI};
  for (int i = 0; i < 4; i++) {
    long long before = now(clocks[i]);
    show(clock_nanosleep(clocks[i], 0, &little, &left));
    show(now(clocks[i]) - before >= 1000000);
    long long until = now(clocks[i]) + 2000000;
    show(clock_nanosleep(clocks[i], TIMER_ABSTIME, &(struct timespec){until / 1000000000, until % 1000000000}, &left));
    show(now(clocks[i]) >= until);
    show(clock_nanosleep(clocks[i], TIMER_ABSTIME, &(struct timespec){0, 1}, &left));
  }
  printf("left %lld %ld\n", (long long)left.tv_sec, left.tv_nsec);
  long long before = now(CLOCK_MONOTONIC);
  show(usleep(1000001));
  show(now(CLOCK_MONOTONIC) - before >= 1000001000);

  puts("errors of sleeping, which are results");
  const clockid_t without[] = {
      CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_THREAD_CPUTIME_ID, 10, 99, -1,
      (~3u << 3 | 3)};
  for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
    puts(errno_name(clock_nanosleep(without[i], 0, &little, NULL)));
  const struct timespec wrong[] = {{0, 1000000000}, {0, -1}, {-1, 0}, {1, 2000000000}};
  for (int i = 0; i < 4; i++) {
    puts(errno_name(clock_nanosleep(CLOCK_MONOTONIC, 0, &wrong[i], NULL)));
    puts(errno_name(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &wrong[i], NULL)));
    show(nanosleep(&wrong[i], &left));
  }
  const struct timespec *volatile nothing = NULL;
  puts(errno_name(clock_nanosleep(CLOCK_MONOTONIC, 0, nothing, NULL)));
  show(nanosleep(nothing, NULL));
  printf("left %lld %ld\n", (long long)left.tv_sec, left.tv_nsec);
}

int main(void) {
  begin();
  own();
  of_a_child();
  strange();
  sleeping();
  return 0;
}
