// Read-write locks, also between processes. One word holds everything: readers, the writer, and whether any sleep; who
// frees the lock clears it and wakes all sleepers, so nothing that a killed waiter left in it stays.
#include "futex.h"

#include <pthread.h>

#include "thread.h"

static const uint32_t WRITER = 0x80000000, SLEEPERS = 0x40000000, WRITER_SLEEPS = 0x20000000, READERS = 0x1fffffff;

struct patience {
  bool waits;
  struct deadline deadline;
};

static uint32_t *state_of(pthread_rwlock_t *lock) { return &lock->__data.__state; }

/** Makes a lock, free. pthread_rwlock_init(3). */
int pthread_rwlock_init(pthread_rwlock_t *restrict lock, const pthread_rwlockattr_t *restrict attributes) {
  *lock = (pthread_rwlock_t)PTHREAD_RWLOCK_INITIALIZER;
  if (attributes != NULL) {
    pthread_rwlockattr_getkind_np(attributes, &lock->__data.__kind);
    pthread_rwlockattr_getpshared(attributes, &lock->__data.__shared);
  }
  return 0;
}

/** Ends the use of a lock. pthread_rwlock_destroy(3). */
int pthread_rwlock_destroy(pthread_rwlock_t *lock) {
  (void)lock;
  return 0;
}

/* Sleeps until the state is no longer `state`, in which the flags are set first: 0 to look again. */
static int sleep_on(pthread_rwlock_t *lock, uint32_t state, uint32_t flags, struct patience patience) {
  if (!patience.waits)
    return EBUSY;
  if ((state & flags) != flags &&
      !__atomic_compare_exchange_n(state_of(lock), &state, state | flags, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    return 0;
  int error = __isthmus_futex_wait(state_of(lock), state | flags, patience.deadline, lock->__data.__shared);
  return error == LINUX_ETIMEDOUT ? ETIMEDOUT : 0;
}

static int check(const pthread_rwlock_t *lock, struct patience patience) {
  if (!patience.waits)
    return 0;
  if (patience.deadline.time != NULL && !__isthmus_is_deadline(patience.deadline.clock, patience.deadline.time))
    return EINVAL;
  return lock->__data.__writer == __isthmus_thread_id() ? EDEADLK : 0;
}

static int lock_for_reading(pthread_rwlock_t *lock, struct patience patience) {
  int error = check(lock, patience);
  bool prefers_writers = lock->__data.__kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
  while (error == 0) {
    uint32_t state = __atomic_load_n(state_of(lock), __ATOMIC_RELAXED);
    if ((state & WRITER) || (prefers_writers && (state & WRITER_SLEEPS))) {
      error = sleep_on(lock, state, SLEEPERS, patience);
    } else if ((state & READERS) == READERS) {
      return EAGAIN;
    } else if (__atomic_compare_exchange_n(state_of(lock), &state, state + 1, true, __ATOMIC_ACQUIRE,
                                           __ATOMIC_RELAXED)) {
      return 0;
    }
  }
  return error;
}

static int lock_for_writing(pthread_rwlock_t *lock, struct patience patience) {
  int error = check(lock, patience);
  while (error == 0) {
    uint32_t state = __atomic_load_n(state_of(lock), __ATOMIC_RELAXED);
    if (state & (WRITER | READERS)) {
      error = sleep_on(lock, state, SLEEPERS | WRITER_SLEEPS, patience);
    } else if (__atomic_compare_exchange_n(state_of(lock), &state, state | WRITER, true, __ATOMIC_ACQUIRE,
                                           __ATOMIC_RELAXED)) {
      lock->__data.__writer = __isthmus_thread_id();
      return 0;
    }
  }
  return error;
}

static const struct patience PATIENT = {true, {LINUX_CLOCK_REALTIME, NULL}}, IMPATIENT = {.waits = false};

static bool is_clock(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC; }

/** Locks for reading, along with other readers; blocks while a writer has it, and while one waits if the lock prefers
 * them. Returns 0 or an errno: EDEADLK when the caller has it for writing, EAGAIN with too many readers.
 * pthread_rwlock_rdlock(3). */
int pthread_rwlock_rdlock(pthread_rwlock_t *lock) { return lock_for_reading(lock, PATIENT); }

/** Locks for reading, or EBUSY. pthread_rwlock_tryrdlock(3). */
int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) { return lock_for_reading(lock, IMPATIENT); }

/** Locks for reading until a time of CLOCK_REALTIME or CLOCK_MONOTONIC, then ETIMEDOUT. pthread_rwlock_clockrdlock(3).
 */
int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock, clockid_t clock, const struct timespec *restrict time) {
  return is_clock(clock) ? lock_for_reading(lock, (struct patience){true, {clock, time}}) : EINVAL;
}

/** Locks for reading until a time of CLOCK_REALTIME. pthread_rwlock_timedrdlock(3). */
int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict time) {
  return pthread_rwlock_clockrdlock(lock, CLOCK_REALTIME, time);
}

/** Locks for writing, alone; blocks while others have it. Returns 0 or EDEADLK when the caller has it already.
 * pthread_rwlock_wrlock(3). */
int pthread_rwlock_wrlock(pthread_rwlock_t *lock) { return lock_for_writing(lock, PATIENT); }

/** Locks for writing, or EBUSY. pthread_rwlock_trywrlock(3). */
int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) { return lock_for_writing(lock, IMPATIENT); }

/** Locks for writing until a time of CLOCK_REALTIME or CLOCK_MONOTONIC, then ETIMEDOUT. pthread_rwlock_clockwrlock(3).
 */
int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock, const struct timespec *restrict time) {
  return is_clock(clock) ? lock_for_writing(lock, (struct patience){true, {clock, time}}) : EINVAL;
}

/** Locks for writing until a time of CLOCK_REALTIME. pthread_rwlock_timedwrlock(3). */
int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict time) {
  return pthread_rwlock_clockwrlock(lock, CLOCK_REALTIME, time);
}

/** Unlocks what the caller has locked, either way; of a free lock it does nothing and answers 0, as glibc's.
 * pthread_rwlock_unlock(3). */
int pthread_rwlock_unlock(pthread_rwlock_t *lock) {
  bool shared = lock->__data.__shared; /* Once it is free, another may destroy it. */
  uint32_t state = __atomic_load_n(state_of(lock), __ATOMIC_RELAXED), rest;
  if (!(state & (WRITER | READERS)))
    return 0;
  if (state & WRITER)
    lock->__data.__writer = 0;
  do {
    bool is_last = (state & WRITER) || (state & READERS) == 1;
    rest = is_last ? 0 : state - 1;
  } while (!__atomic_compare_exchange_n(state_of(lock), &state, rest, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
  if (rest == 0 && (state & SLEEPERS))
    __isthmus_futex_wake(state_of(lock), WAKE_ALL, shared);
  return 0;
}

int __pthread_rwlock_rdlock(pthread_rwlock_t *) __attribute__((alias("pthread_rwlock_rdlock")));
int __pthread_rwlock_wrlock(pthread_rwlock_t *) __attribute__((alias("pthread_rwlock_wrlock")));
int __pthread_rwlock_unlock(pthread_rwlock_t *) __attribute__((alias("pthread_rwlock_unlock")));

/* Attributes: kind and sharing. */
struct rwlock_attributes {
  int kind, shared;
};

static struct rwlock_attributes *layout(pthread_rwlockattr_t *attributes) {
  return (struct rwlock_attributes *)attributes;
}

/** Attributes of a private lock that prefers readers. pthread_rwlockattr_init(3). */
int pthread_rwlockattr_init(pthread_rwlockattr_t *attributes) {
  *layout(attributes) = (struct rwlock_attributes){0};
  return 0;
}

/** Ends their use. pthread_rwlockattr_destroy(3). */
int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attributes) {
  (void)attributes;
  return 0;
}

/** Whether processes share the lock. pthread_rwlockattr_getpshared(3). */
int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *restrict attributes, int *restrict shared) {
  *shared = ((const struct rwlock_attributes *)attributes)->shared;
  return 0;
}

/** Sets PTHREAD_PROCESS_PRIVATE or _SHARED. pthread_rwlockattr_setpshared(3). */
int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attributes, int shared) {
  if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
    return EINVAL;
  layout(attributes)->shared = shared;
  return 0;
}

/** Whom the lock prefers. pthread_rwlockattr_setkind_np(3). */
int pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *restrict attributes, int *restrict kind) {
  *kind = ((const struct rwlock_attributes *)attributes)->kind;
  return 0;
}

/** Sets PTHREAD_RWLOCK_PREFER_READER_NP, _PREFER_WRITER_NP (which is the same, as in glibc) or
 * _PREFER_WRITER_NONRECURSIVE_NP. pthread_rwlockattr_setkind_np(3). */
int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attributes, int kind) {
  if (kind < PTHREAD_RWLOCK_PREFER_READER_NP || kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
    return EINVAL;
  layout(attributes)->kind = kind;
  return 0;
}
