// Interval timers of the process, and alarm.
#include <sys/time.h>
#include <unistd.h>

#include "internal.h"

/* The kernel's struct itimerval. */
struct kernel_timer {
  struct {
    int64_t seconds, microseconds;
  } interval, value;
};

static void from_kernel(struct itimerval *timer, const struct kernel_timer *kernel) {
  timer->it_interval = (struct timeval){kernel->interval.seconds, (suseconds_t)kernel->interval.microseconds};
  timer->it_value = (struct timeval){kernel->value.seconds, (suseconds_t)kernel->value.microseconds};
}

/** What is left of a timer, and its interval. getitimer(2). */
int getitimer(int which, struct itimerval *value) {
  struct kernel_timer kernel;
  int result = __isthmus_result(__isthmus_getitimer(which, &kernel));
  if (result == 0)
    from_kernel(value, &kernel);
  return result;
}

/** Sets a timer, which sends SIGALRM, SIGVTALRM or SIGPROF when it ends; zero stops it. setitimer(2). */
int setitimer(int which, const struct itimerval *restrict value, struct itimerval *restrict former) {
  struct kernel_timer kernel = {0}, kernel_former;
  if (value != NULL) {
    kernel.interval.seconds = value->it_interval.tv_sec;
    kernel.interval.microseconds = value->it_interval.tv_usec;
    kernel.value.seconds = value->it_value.tv_sec;
    kernel.value.microseconds = value->it_value.tv_usec;
  }
  int result = __isthmus_result(
      __isthmus_setitimer(which, value == NULL ? NULL : &kernel, former == NULL ? NULL : &kernel_former));
  if (result == 0 && former != NULL)
    from_kernel(former, &kernel_former);
  return result;
}

/** Sends SIGALRM in some seconds (0: never). Returns the seconds that were left of the last one. alarm(2). */
unsigned alarm(unsigned seconds) {
  struct itimerval value = {.it_value.tv_sec = seconds}, former = {0};
  if (setitimer(ITIMER_REAL, &value, &former) < 0)
    return 0;
  /* As the kernel rounds: to the nearest second, but never to none. */
  unsigned left = (unsigned)former.it_value.tv_sec;
  if ((left == 0 && former.it_value.tv_usec > 0) || former.it_value.tv_usec >= 500000)
    left++;
  return left;
}

/** Sends SIGALRM in some microseconds, then again and again. ualarm(3). */
useconds_t ualarm(useconds_t microseconds, useconds_t interval) {
  struct itimerval value = {.it_value = {microseconds / 1000000, (suseconds_t)(microseconds % 1000000)},
                            .it_interval = {interval / 1000000, (suseconds_t)(interval % 1000000)}},
                   former = {0};
  if (setitimer(ITIMER_REAL, &value, &former) < 0)
    return 0;
  return (useconds_t)(former.it_value.tv_sec * 1000000 + former.it_value.tv_usec);
}
