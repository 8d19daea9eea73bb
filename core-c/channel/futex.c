// The futex calls and the clock of the channel, natively and in a guest. When to sleep and to wake is wait.c's.
#include "ring.h"
#include <limits.h>
#include <time.h>

#ifdef __wasm__
#include <isthmus/imports.h>
#else
#include <sys/syscall.h>
#include <unistd.h>
#endif

enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_WAKE_OP = 5 };

/* *word &= ~(1 << 31), and nobody is woken for the value that it had: FUTEX_OP(OPARG_SHIFT | ANDN, 31, EQ, 0). */
#define CLEAR_WAITERS (11u << 28 | 31u << 12)

/* The kernel's struct timespec, which is the same for 64-bit programs and on the wire. */
struct kernel_time {
  int64_t seconds;
  int64_t nanoseconds;
};

static long futex(_Atomic uint32_t *word, int operation, uint32_t value, const struct kernel_time *time,
                  uint32_t value2, _Atomic uint32_t *second, uint32_t value3) {
#ifdef __wasm__
  return __isthmus_futex((void *)word, operation, value, time, value2, (void *)second, value3);
#else
  const void *fourth = time == NULL ? (const void *)(uintptr_t)value2 : (const void *)time;
  return syscall(SYS_futex, word, operation, value, fourth, second, value3) == -1 ? -errno : 0;
#endif
}

int __channel_futex_wait(_Atomic uint32_t *word, uint32_t value, int64_t time) {
  enum { LINUX_EINTR = 4, LINUX_EAGAIN = 11, LINUX_ETIMEDOUT = 110 };
  struct kernel_time limit = {time / 1000000000, time % 1000000000};
  switch (-futex(word, FUTEX_WAIT, value, time < 0 ? NULL : &limit, 0, NULL, 0)) {
  case LINUX_EINTR:
    return EINTR;
  case LINUX_EAGAIN:
    return EAGAIN;
  case LINUX_ETIMEDOUT:
    return ETIMEDOUT;
  default:
    return 0;
  }
}

void __channel_futex_wake(_Atomic uint32_t *word) { futex(word, FUTEX_WAKE, INT_MAX, NULL, 0, NULL, 0); }

void __channel_futex_release(_Atomic uint32_t *word) {
  futex(word, FUTEX_WAKE_OP, INT_MAX, NULL, 0, word, CLEAR_WAITERS);
}

int64_t __channel_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
