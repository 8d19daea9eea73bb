// Clocks and sleeping. Clock numbers are the kernel's; objects of wasi-libc pass pointers instead, and are understood.
#include <stdbool.h>
#include <sys/time.h>
#include <unistd.h>

#include "background.h"
#include "internal.h"

/* wasi-libc's clockid_t points to one of these two. */
struct __clockid;
extern const struct __clockid _CLOCK_REALTIME;
extern const struct __clockid _CLOCK_MONOTONIC;

static int32_t clock_number(clockid_t clock) {
  if (clock == (clockid_t)(uintptr_t)&_CLOCK_REALTIME)
    return CLOCK_REALTIME;
  if (clock == (clockid_t)(uintptr_t)&_CLOCK_MONOTONIC)
    return CLOCK_MONOTONIC;
  return clock;
}

/** Reads a clock. EINVAL for a number that is none. clock_gettime(2). */
int clock_gettime(clockid_t clock, struct timespec *time) {
  struct kernel_timespec kernel;
  int result = __isthmus_result(__isthmus_clock_gettime(clock_number(clock), time == NULL ? NULL : &kernel));
  if (result == 0)
    *time = __isthmus_timespec(&kernel);
  return result;
}

/** A clock's resolution. clock_getres(2). */
int clock_getres(clockid_t clock, struct timespec *resolution) {
  struct kernel_timespec kernel;
  int result = __isthmus_result(__isthmus_clock_getres(clock_number(clock), &kernel));
  if (result == 0 && resolution != NULL)
    *resolution = __isthmus_timespec(&kernel);
  return result;
}

static bool is_wrong(int64_t seconds, int64_t fraction, int64_t limit) {
  return seconds < 0 || fraction < 0 || fraction >= limit;
}

/** Refused with EPERM, as without the privilege; EINVAL for a time that is none, and for clocks that can't be set.
 * clock_settime(2). */
int clock_settime(clockid_t clock, const struct timespec *time) {
  int32_t number = clock_number(clock);
  if (time == NULL)
    return __isthmus_fail(LINUX_EFAULT);
  if (is_wrong(time->tv_sec, time->tv_nsec, 1000000000) || (number >= 0 && number != CLOCK_REALTIME))
    return __isthmus_fail(LINUX_EINVAL);
  /* A process's clock can't be set, but the kernel looks whether there is one. */
  int32_t refusal = number < 0 ? __isthmus_clock_getres(number, NULL) : 0;
  return __isthmus_fail(refusal == 0 ? LINUX_EPERM : -refusal);
}

/** Refused with EPERM, as without the privilege; EINVAL for a time that is none. settimeofday(2). */
int settimeofday(const struct timeval *time, const struct timezone *zone) {
  bool wrong = time != NULL && (zone != NULL || is_wrong(time->tv_sec, time->tv_usec, 1000000));
  return __isthmus_fail(wrong ? LINUX_EINVAL : LINUX_EPERM);
}

/** The clock of a process's CPU time; returns ESRCH where there is no such process. clock_getcpuclockid(3). */
int clock_getcpuclockid(pid_t pid, clockid_t *clock) {
  enum { SCHEDULER_CLOCK = 2 };
  /* The kernel's number: the process, inverted, and which of its clocks. */
  clockid_t number = (clockid_t)(~(unsigned)pid << 3 | SCHEDULER_CLOCK);
  int error = __isthmus_error(__isthmus_clock_getres(number, NULL));
  if (error != 0)
    return error == EINVAL ? ESRCH : error;
  *clock = number;
  return 0;
}

/* The time from now until `end`, by a clock; none when it is past. */
static struct kernel_timespec time_until(int32_t clock, struct kernel_timespec end) {
  struct kernel_timespec now = {0, 0};
  __isthmus_clock_gettime(clock, &now);
  struct kernel_timespec rest = {end.seconds - now.seconds, end.nanoseconds - now.nanoseconds};
  if (rest.nanoseconds < 0)
    rest = (struct kernel_timespec){rest.seconds - 1, rest.nanoseconds + 1000000000};
  return rest.seconds < 0 ? (struct kernel_timespec){0, 0} : rest;
}

/* Sleeps while something works in the background. */
static int32_t sleep_working(int32_t clock, int flags, struct kernel_timespec time, struct kernel_timespec *remaining) {
  struct kernel_timespec end = time;
  if ((flags & TIMER_ABSTIME) != 0) {
    time = time_until(clock, end);
  } else {
    struct kernel_timespec now = {0, 0};
    __isthmus_clock_gettime(clock, &now);
    int64_t nanoseconds = now.nanoseconds + time.nanoseconds;
    end = (struct kernel_timespec){now.seconds + time.seconds + nanoseconds / 1000000000, nanoseconds % 1000000000};
  }
  int32_t result = __isthmus_wait(NULL, 0, &time, NULL);
  if (result == -LINUX_EINTR)
    *remaining = time_until(clock, end);
  return result;
}

/** Sleeps by a clock, for a time or with TIMER_ABSTIME until it. Returns the errno: EINTR with what remains, EINVAL.
 * clock_nanosleep(2). */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining) {
  int32_t number = clock_number(clock);
  if (number == CLOCK_THREAD_CPUTIME_ID)
    return EINVAL;
  if (!IS_MEMORY(request))
    return __isthmus_error(__isthmus_clock_nanosleep(number, flags, NOWHERE, NULL));
  struct kernel_timespec kernel = __isthmus_kernel_timespec(request);
  struct kernel_timespec kernel_remaining;
  bool works = __isthmus_background != NULL && (number == CLOCK_REALTIME || number == CLOCK_MONOTONIC) &&
               !is_wrong(kernel.seconds, kernel.nanoseconds, 1000000000);
  int error = __isthmus_error(works ? sleep_working(number, flags, kernel, &kernel_remaining)
                                    : __isthmus_clock_nanosleep(number, flags, &kernel, &kernel_remaining));
  if (error == EINTR && remaining != NULL && (flags & TIMER_ABSTIME) == 0) {
    if (!IS_MEMORY(remaining))
      return EFAULT;
    *remaining = __isthmus_timespec(&kernel_remaining);
  }
  return error;
}

/** Sleeps; EINTR with what remains, EINVAL. nanosleep(2). */
int nanosleep(const struct timespec *request, struct timespec *remaining) {
  int error = clock_nanosleep(CLOCK_REALTIME, 0, request, remaining);
  if (error == 0)
    return 0;
  errno = error;
  return -1;
}

/** Sleeps and returns the seconds that remain when a signal came. sleep(3). */
unsigned sleep(unsigned seconds) {
  struct timespec time = {.tv_sec = seconds};
  return nanosleep(&time, &time) < 0 ? (unsigned)time.tv_sec : 0;
}

/** Sleeps for microseconds. usleep(3). */
int usleep(unsigned microseconds) {
  struct timespec time = {.tv_sec = microseconds / 1000000, .tv_nsec = (long)(microseconds % 1000000) * 1000};
  return nanosleep(&time, NULL);
}

/** The time in seconds and microseconds; the time zone is always zero, as on Linux. gettimeofday(2). */
int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  if (time != NULL) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  }
  if (zone != NULL)
    *(struct timezone *)zone = (struct timezone){0, 0};
  return 0;
}

/** The time in seconds since 1970. time(2). */
time_t time(time_t *into) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (into != NULL)
    *into = now.tv_sec;
  return now.tv_sec;
}

/** CPU time of the process in microseconds. clock(3). */
clock_t clock(void) {
  struct timespec used;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) < 0)
    return -1;
  return (clock_t)((unsigned long)used.tv_sec * 1000000 + (unsigned long)used.tv_nsec / 1000);
}
