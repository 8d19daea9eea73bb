// The errors of timer_create, timer_settime, timer_gettime, timer_getoverrun and timer_delete.
#include <sys/resource.h>
#include <time.h>

#include "show.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static timer_t timer;

static int make(clockid_t clock, int notify, int number, pid_t thread) {
  struct sigevent event = {.sigev_notify = notify, .sigev_signo = number};
  if (notify & SIGEV_THREAD_ID)
    event.sigev_notify_thread_id = thread;
  int result = timer_create(clock, &event, &timer);
  if (result == 0)
    check(timer_delete(timer) == 0);
  return result;
}

static int arm(long long seconds, long nanoseconds, long long interval, long interval_nanoseconds, int flags) {
  struct itimerspec value = {.it_value = {seconds, nanoseconds}, .it_interval = {interval, interval_nanoseconds}};
  return timer_settime(timer, flags, &value, NULL);
}

int main(void) {
  begin();
  puts("clocks");
  show(make(CLOCK_MONOTONIC_RAW, SIGEV_NONE, 0, 0));
  show(make(CLOCK_REALTIME_COARSE, SIGEV_NONE, 0, 0));
  show(make(CLOCK_MONOTONIC_COARSE, SIGEV_NONE, 0, 0));
  show(make(10, SIGEV_NONE, 0, 0));
  show(make(99, SIGEV_NONE, 0, 0));
  show(make(-1, SIGEV_NONE, 0, 0));
  show(make(~3 * 8 + 3, SIGEV_NONE, 0, 0));
  show(make((int)(~(unsigned)99999999 << 3 | 2), SIGEV_NONE, 0, 0));
  show(timer_create(99, NULL, &timer));

  puts("events");
  show(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, 0, 0));
  show(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, -1, 0));
  show(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, 65, 0));
  show(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, 64, 0));
  show(make(CLOCK_MONOTONIC, SIGEV_NONE, -1, 0));
  show(make(CLOCK_MONOTONIC, 3, SIGUSR1, 0));
  show(make(CLOCK_MONOTONIC, 99, SIGUSR1, 0));
  show(make(CLOCK_MONOTONIC, -1, SIGUSR1, 0));
  show(make(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGUSR1, getpid()));
  show(make(CLOCK_MONOTONIC, SIGEV_THREAD_ID, 0, getpid()));
  show(make(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGUSR1, 0));
  show(make(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGUSR1, 1));
  show(make(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGUSR1, getppid()));
  show(make(CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGUSR1, -1));

  puts("times");
  struct sigevent event = {.sigev_notify = SIGEV_NONE};
  check(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
  show(arm(1, 1000000000, 0, 0, 0));
  show(arm(1, -1, 0, 0, 0));
  show(arm(-1, 0, 0, 0, 0));
  show(arm(0, -1, 0, 0, 0));
  show(arm(1, 0, 0, 1000000000, 0));
  show(arm(1, 0, 0, -1, 0));
  show(arm(1, 0, -1, 0, 0));
  show(arm(0, 0, -1, -1, 0));
  show(arm(0, 0, 0, 1000000000, 0));
  show(arm(-1, 0, 0, 0, TIMER_ABSTIME));
  show(arm(1, 999999999, 1, 999999999, 0));
  show(arm(0x7fffffffffffffff, 999999999, 0x7fffffffffffffff, 0, 0));
  show(arm(1, 0, 0, 0, 2));
  show(arm(1, 0, 0, 0, -1));
  show(timer_settime(timer, 0, NULL, NULL));
  show(timer_gettime(timer, NULL));

  puts("ids");
  struct itimerspec value = {.it_value.tv_sec = 1};
  show(timer_delete(timer));
  show(timer_settime(timer, 0, &value, NULL));
  show(timer_gettime(timer, &value));
  show(timer_getoverrun(timer));
  show(timer_delete(timer));
  for (long id = 0; id < 100; id++)
    check(timer_delete((timer_t)id) == -1 && errno == EINVAL);
  show(timer_delete((timer_t)123456789));
  show(timer_delete((timer_t)0x7fffffff));

  puts("as many as signals may be queued");
  struct rlimit limit;
  check(getrlimit(RLIMIT_SIGPENDING, &limit) == 0);
  check(setrlimit(RLIMIT_SIGPENDING, &(struct rlimit){0, limit.rlim_max}) == 0);
  show(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 0));
  show(make(CLOCK_MONOTONIC, SIGEV_NONE, 0, 0));
  show(timer_create(CLOCK_MONOTONIC, NULL, &timer));
  check(setrlimit(RLIMIT_SIGPENDING, &limit) == 0);
  show(make(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 0));
  return 0;
}
