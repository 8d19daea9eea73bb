// Timers that send signals: the interval timers of a process, alarm, and POSIX timers. The kernel's own, so all that is
// done here is to convert structs. Their delivery is handler.c's.
#include <sys/time.h>
#include <unistd.h>

#include "internal.h"
#include "itimerspec.h"
#include "sigevent.h"

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

/** What is left of a timer, and its interval. EINVAL, EFAULT. getitimer(2). */
int getitimer(int which, struct itimerval *value) {
  struct kernel_timer kernel;
  int result = __isthmus_result(__isthmus_getitimer(which, STRUCT(value, kernel)));
  if (result == 0)
    from_kernel(value, &kernel);
  return result;
}

/** Sets a timer, which sends SIGALRM, SIGVTALRM or SIGPROF when it ends; zero, or null, stops it. EINVAL for
 * microseconds beyond 999,999. setitimer(2). */
int setitimer(int which, const struct itimerval *restrict value, struct itimerval *restrict former) {
  struct kernel_timer kernel = {0}, kernel_former;
  if (IS_MEMORY(value)) {
    kernel.interval.seconds = value->it_interval.tv_sec;
    kernel.interval.microseconds = value->it_interval.tv_usec;
    kernel.value.seconds = value->it_value.tv_sec;
    kernel.value.microseconds = value->it_value.tv_usec;
  } else if (value != NULL) {
    return __isthmus_fail(LINUX_EFAULT);
  }
  int result = __isthmus_result(__isthmus_setitimer(which, STRUCT(value, kernel), STRUCT(former, kernel_former)));
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

/** Sends SIGALRM in some microseconds, then again and again; returns those that were left of the last one. As in glibc
 * a million or more is EINVAL, and -1. ualarm(3). */
useconds_t ualarm(useconds_t microseconds, useconds_t interval) {
  struct itimerval value = {.it_value.tv_usec = microseconds, .it_interval.tv_usec = interval}, former;
  if (setitimer(ITIMER_REAL, &value, &former) < 0)
    return (useconds_t)-1;
  return (useconds_t)(former.it_value.tv_sec * 1000000 + former.it_value.tv_usec);
}

/* A timer_t is the kernel's id. */
static int32_t timer_id(timer_t timer) { return (int32_t)(intptr_t)timer; }

/** Makes a timer of a clock. Null for `event` is SIGALRM with the timer's id as value. EINVAL, EAGAIN beyond
 * RLIMIT_SIGPENDING, ENOTSUP for clocks without timers, ENOSYS for SIGEV_THREAD, EPERM for clocks that wake the
 * machine. timer_create(2). */
int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict timer) {
  struct kernel_sigevent kernel;
  int32_t id;
  if (event != NULL)
    kernel = __isthmus_kernel_sigevent(event);
  int result = __isthmus_result(__isthmus_timer_create(clock, event == NULL ? NULL : &kernel, &id));
  if (result == 0)
    *timer = (timer_t)(intptr_t)id;
  return result;
}

/** Arms a timer for a time, or with TIMER_ABSTIME until it; zero disarms it. EINVAL. timer_settime(2). */
int timer_settime(timer_t timer, int flags, const struct itimerspec *restrict value,
                  struct itimerspec *restrict former) {
  struct kernel_itimerspec kernel, kernel_former;
  if (IS_MEMORY(value))
    kernel = __isthmus_kernel_itimerspec(value);
  else if (value != NULL)
    return __isthmus_fail(LINUX_EFAULT);
  int result = __isthmus_result(
      __isthmus_timer_settime(timer_id(timer), flags, STRUCT(value, kernel), STRUCT(former, kernel_former)));
  if (result == 0 && former != NULL)
    *former = __isthmus_itimerspec(&kernel_former);
  return result;
}

/** What is left of a timer, and its interval. EINVAL, EFAULT. timer_settime(2). */
int timer_gettime(timer_t timer, struct itimerspec *value) {
  struct kernel_itimerspec kernel;
  int result = __isthmus_result(__isthmus_timer_gettime(timer_id(timer), STRUCT(value, kernel)));
  if (result == 0)
    *value = __isthmus_itimerspec(&kernel);
  return result;
}

/** How many more times a timer expired between its last signal and the delivery of that, at most DELAYTIMER_MAX.
 * EINVAL. timer_getoverrun(2). */
int timer_getoverrun(timer_t timer) { return __isthmus_result(__isthmus_timer_getoverrun(timer_id(timer))); }

/** Deletes a timer, armed or not. EINVAL. timer_delete(2). */
int timer_delete(timer_t timer) { return __isthmus_result(__isthmus_timer_delete(timer_id(timer))); }
