// Mutexes: lock, try, wait until, unlock. The lock word is 0 when free, 1 when locked, 2 when others may sleep. Robust
// ones have their own way (mutex-robust.c), making and attributes are in mutex-attributes.c.
#include "mutex.h"

#include "thread.h"

enum { FREE, LOCKED, CONTENDED };

static bool try_word(int *word) {
  int expected = FREE;
  return __atomic_compare_exchange_n(word, &expected, LOCKED, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static int wait_for_word(int *word, const struct patience *patience, bool shared) {
  if (!patience->waits)
    return EBUSY;
  /* Only who has to wait is told that the time is none. */
  if (patience->deadline.time != NULL && !__isthmus_is_deadline(patience->deadline.clock, patience->deadline.time))
    return EINVAL;
  while (__atomic_exchange_n(word, CONTENDED, __ATOMIC_ACQUIRE) != FREE)
    if (__isthmus_futex_wait(word, CONTENDED, patience->deadline, shared) == LINUX_ETIMEDOUT)
      return ETIMEDOUT;
  return 0;
}

static void own(pthread_mutex_t *mutex) {
  mutex->__data.__owner = __isthmus_thread_id();
  mutex->__data.__nusers++;
}

int __isthmus_mutex_lock(pthread_mutex_t *mutex, const struct patience *patience) {
  int kind = mutex->__data.__kind;
  if (kind < 0)
    return EINVAL;
  if (kind & KIND_ROBUST)
    return __isthmus_robust_lock(mutex, patience);
  bool recursive = (kind & KIND_TYPE) == PTHREAD_MUTEX_RECURSIVE;
  bool checks = (kind & KIND_TYPE) == PTHREAD_MUTEX_ERRORCHECK;
  if ((recursive || checks) && mutex->__data.__owner == __isthmus_thread_id()) {
    if (checks)
      return patience->waits ? EDEADLK : EBUSY;
    if (mutex->__data.__count == UINT32_MAX)
      return EAGAIN;
    mutex->__data.__count++;
    return 0;
  }
  if (!try_word(&mutex->__data.__lock)) {
    int error = wait_for_word(&mutex->__data.__lock, patience, __isthmus_mutex_shared(mutex));
    if (error != 0)
      return error;
  }
  if (recursive)
    mutex->__data.__count = 1;
  own(mutex);
  return 0;
}

int __isthmus_mutex_attempt(pthread_mutex_t *mutex, uint32_t *expected) {
  int kind = mutex->__data.__kind;
  if (kind < 0)
    return EINVAL;
  if (kind & KIND_ROBUST)
    return __isthmus_robust_attempt(mutex, expected);
  *expected = CONTENDED;
  if (__atomic_exchange_n(&mutex->__data.__lock, CONTENDED, __ATOMIC_ACQUIRE) != FREE)
    return EBUSY;
  if ((kind & KIND_TYPE) == PTHREAD_MUTEX_RECURSIVE)
    mutex->__data.__count = 1;
  own(mutex);
  return 0;
}

/** Locks a mutex; blocks while another has it. Returns 0 or an errno: EDEADLK of an error-checking one that the caller
 * has, EAGAIN of a recursive one locked too often, EOWNERDEAD (locked, to be made consistent) and ENOTRECOVERABLE of a
 * robust one. pthread_mutex_lock(3). */
int pthread_mutex_lock(pthread_mutex_t *mutex) {
  if ((mutex->__data.__kind & (KIND_TYPE | KIND_ROBUST)) == 0 && try_word(&mutex->__data.__lock)) {
    own(mutex);
    return 0;
  }
  static const struct patience patient = {true, {LINUX_CLOCK_REALTIME, NULL}};
  return __isthmus_mutex_lock(mutex, &patient);
}

/** Locks a mutex if it is free; EBUSY otherwise. pthread_mutex_trylock(3). */
int pthread_mutex_trylock(pthread_mutex_t *mutex) {
  static const struct patience impatient = {.waits = false};
  return __isthmus_mutex_lock(mutex, &impatient);
}

/** pthread_mutex_lock until a time of CLOCK_REALTIME or CLOCK_MONOTONIC, then ETIMEDOUT. EINVAL for other clocks, or a
 * time that is none when it has to wait. pthread_mutex_clocklock(3). */
int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock, const struct timespec *restrict time) {
  if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
    return EINVAL;
  return __isthmus_mutex_lock(mutex, &(struct patience){true, {clock, time}});
}

/** pthread_mutex_lock until a time of CLOCK_REALTIME. pthread_mutex_timedlock(3). */
int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict time) {
  return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, time);
}

/** Unlocks a mutex; EPERM when the caller doesn't have it and the kind is one that tells. pthread_mutex_unlock(3). */
int pthread_mutex_unlock(pthread_mutex_t *mutex) {
  int kind = mutex->__data.__kind;
  if (kind < 0)
    return EINVAL;
  if (kind & KIND_ROBUST)
    return __isthmus_robust_unlock(mutex);
  int type = kind & KIND_TYPE;
  if (type == PTHREAD_MUTEX_RECURSIVE || type == PTHREAD_MUTEX_ERRORCHECK) {
    if (mutex->__data.__owner != __isthmus_thread_id())
      return EPERM;
    if (type == PTHREAD_MUTEX_RECURSIVE && --mutex->__data.__count != 0)
      return 0;
  }
  mutex->__data.__owner = 0;
  mutex->__data.__nusers--;
  bool shared = __isthmus_mutex_shared(mutex); /* Once it is free, another may destroy it. */
  if (__atomic_exchange_n(&mutex->__data.__lock, FREE, __ATOMIC_RELEASE) == CONTENDED)
    __isthmus_futex_wake(&mutex->__data.__lock, 1, shared);
  return 0;
}

int __pthread_mutex_lock(pthread_mutex_t *) __attribute__((alias("pthread_mutex_lock")));
int __pthread_mutex_trylock(pthread_mutex_t *) __attribute__((alias("pthread_mutex_trylock")));
int __pthread_mutex_unlock(pthread_mutex_t *) __attribute__((alias("pthread_mutex_unlock")));
