// core.wasm: timers that are descriptors. Times are nanoseconds. How often one has expired is read with core_read.
#include "core.h"
#include <sys/timerfd.h>

static const int64_t second = 1000000000;

static struct timespec from_nanoseconds(int64_t time) {
  return (struct timespec){.tv_sec = (time_t)(time / second), .tv_nsec = (long)(time % second)};
}

static int64_t to_nanoseconds(struct timespec time) { return time.tv_sec * second + time.tv_nsec; }

/* A timer on a clock, not set: a descriptor. */
CORE_EXPORT(core_timer_create) int core_timer_create(int clock) {
  return core_result(timerfd_create(clock, TFD_NONBLOCK | TFD_CLOEXEC));
}

/* Sets it for a time, then again and again if there is an interval; zero stops it. */
CORE_EXPORT(core_timer_set) int core_timer_set(int fd, int flags, int64_t first, int64_t interval) {
  struct itimerspec setting = {.it_value = from_nanoseconds(first), .it_interval = from_nanoseconds(interval)};
  return core_result(timerfd_settime(fd, flags, &setting, NULL));
}

/* What is left, and the interval: two int64_t in the buffer. */
CORE_EXPORT(core_timer_get) int core_timer_get(int fd) {
  struct itimerspec setting;
  int result = core_result(timerfd_gettime(fd, &setting));
  if (result == 0) {
    int64_t both[] = {to_nanoseconds(setting.it_value), to_nanoseconds(setting.it_interval)};
    memcpy(core_scratch, both, sizeof both);
  }
  return result;
}
