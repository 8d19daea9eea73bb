// Clocks, sleeps and the calendar: what can be read, that sleeping takes its time, and the errors.
#include "show.h"
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static double since(const struct timespec *start) {
  struct timespec now;
  check(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
  return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

int main(void) {
  begin();
  struct timespec time_now, resolution, start, left = {9, 9};
  struct timeval day;
  const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};
  for (int i = 0; i < 4; i++) {
    show(clock_gettime(clocks[i], &time_now));
    check(time_now.tv_nsec >= 0 && time_now.tv_nsec < 1000000000 && time_now.tv_sec >= 0);
    show(clock_getres(clocks[i], &resolution));
    printf("  %lld s %ld ns\n", (long long)resolution.tv_sec, resolution.tv_nsec);
  }
  struct timespec before_day;
  check(clock_gettime(CLOCK_REALTIME, &before_day) == 0);
  show(gettimeofday(&day, NULL));
  time_t now = time(NULL);
  check(clock_gettime(CLOCK_REALTIME, &time_now) == 0);
  /* Each between the others, however long it took; time may lag by a tick. */
  printf("agree: %d %d\n", day.tv_sec >= before_day.tv_sec && day.tv_sec <= time_now.tv_sec,
         now >= day.tv_sec - 1 && now <= time_now.tv_sec);
  check(clock_gettime(CLOCK_MONOTONIC, &start) == 0);
  for (int i = 0; i < 1000; i++) {
    struct timespec next;
    check(clock_gettime(CLOCK_MONOTONIC, &next) == 0);
    check(next.tv_sec > start.tv_sec || (next.tv_sec == start.tv_sec && next.tv_nsec >= start.tv_nsec));
    start = next;
  }

  puts("sleeps");
  show(nanosleep(&(struct timespec){0, 20000000}, &left));
  printf("took long enough: %d, left %ld\n", since(&start) >= 0.02, left.tv_nsec);
  show(nanosleep(&(struct timespec){0, 1000000000}, NULL));
  show(nanosleep(&(struct timespec){-1, 0}, NULL));
  show(nanosleep(&(struct timespec){0, -1}, NULL));
  check(clock_gettime(CLOCK_MONOTONIC, &start) == 0);
  show(usleep(15000));
  printf("took long enough: %d\n", since(&start) >= 0.015);
  show(sleep(0));
  check(clock_gettime(CLOCK_MONOTONIC, &start) == 0);
  struct timespec until = start;
  until.tv_nsec += 10000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_nsec -= 1000000000;
    until.tv_sec++;
  }
  show(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL));
  printf("took long enough: %d\n", since(&start) >= 0.01);
  show(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &(struct timespec){1, 0}, NULL));
  show(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 2000000000}, NULL) == EINVAL);

  puts("processor time");
  struct tms used;
  check(times(&used) != (clock_t)-1);
  clock_t before = clock();
  volatile unsigned sum = 0;
  while (clock() - before < CLOCKS_PER_SEC / 50)
    for (unsigned i = 0; i < 1000; i++)
      sum += i;
  check(times(&used) != (clock_t)-1);
  printf("some used: %d\n", used.tms_utime + used.tms_stime >= 1);

  puts("the calendar");
  time_t moment = 1000000000;
  char text[64];
  struct tm *utc = gmtime(&moment);
  check(strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %j %a %b", utc) > 0);
  puts(text);
  struct tm parts = {.tm_year = 100, .tm_mon = 13, .tm_mday = 35, .tm_hour = 25, .tm_isdst = 0};
  long long seconds = timegm(&parts);
  printf("%lld %d\n", seconds, parts.tm_mon);
  show(difftime(5, 3) == 2);
  return 0;
}
