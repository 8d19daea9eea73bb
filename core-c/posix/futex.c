// The futex call for the C core's own use. Programs make it with syscall(2).
#include "futex.h"

enum { FUTEX_WAKE = 1, FUTEX_WAIT_BITSET = 9, FUTEX_PRIVATE = 128, FUTEX_REALTIME = 256 };

int __isthmus_futex_wait(const void *word, uint32_t value, struct deadline deadline, bool shared) {
  int operation = FUTEX_WAIT_BITSET | (shared ? 0 : FUTEX_PRIVATE);
  struct kernel_timespec time;
  if (deadline.time != NULL) {
    /* The kernel would refuse a time before the clock's beginning. */
    if (deadline.time->tv_sec < 0)
      return __atomic_load_n((const uint32_t *)word, __ATOMIC_ACQUIRE) != value ? LINUX_EAGAIN : LINUX_ETIMEDOUT;
    time = __isthmus_kernel_timespec(deadline.time);
    if (deadline.clock == LINUX_CLOCK_REALTIME)
      operation |= FUTEX_REALTIME;
  }
  return -__isthmus_futex((void *)word, operation, value, deadline.time == NULL ? NULL : &time, 0, NULL, UINT32_MAX);
}

int __isthmus_futex_wake(const void *word, int count, bool shared) {
  return __isthmus_futex((void *)word, FUTEX_WAKE | (shared ? 0 : FUTEX_PRIVATE), (uint32_t)count, NULL, 0, NULL, 0);
}

bool __isthmus_is_deadline(clockid_t clock, const struct timespec *time) {
  return (clock == LINUX_CLOCK_REALTIME || clock == LINUX_CLOCK_MONOTONIC) && time->tv_nsec >= 0 &&
         time->tv_nsec < 1000000000;
}
