// Waiting for words of memory and waking who waits, for the sources of semaphores, locks and barriers.
#ifndef ISTHMUS_FUTEX_H
#define ISTHMUS_FUTEX_H

#include "internal.h"

#include <limits.h>
#include <stdbool.h>

enum { LINUX_CLOCK_REALTIME = 0, LINUX_CLOCK_MONOTONIC = 1 };
enum { LINUX_ETIMEDOUT = 110 };
enum { WAKE_ALL = INT_MAX };

/** Until when to wait: null for ever, otherwise an absolute time of a clock. */
struct deadline {
  clockid_t clock;
  const struct timespec *time;
};

static const struct deadline FOR_EVER = {LINUX_CLOCK_REALTIME, NULL};

/** Sleeps as long as the word has the value: 0 when woken, or a Linux errno: EAGAIN for another value, ETIMEDOUT,
 * EINTR. `shared`: whether other processes wait for the word too. Blocks. futex(2). */
int __isthmus_futex_wait(const void *word, uint32_t value, struct deadline deadline, bool shared);

/** Wakes at most `count` of those who wait; how many. futex(2). */
int __isthmus_futex_wake(const void *word, int count, bool shared);

/** Whether a deadline can be waited for: a known clock, and nanoseconds below a second. */
bool __isthmus_is_deadline(clockid_t clock, const struct timespec *time);

#endif
