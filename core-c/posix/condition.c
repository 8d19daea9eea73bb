// Condition variables, also between processes. A word counts the wake-ups; its lowest bit says that somebody may sleep.
// Who is woken touches the variable no more, and no number of sleepers is kept: so a killed waiter leaves nothing
// behind that could hold up others, and the variable may go as soon as all were woken.
#include "mutex.h"

enum { MAY_SLEEP = 1, ONE_EVENT = 2 };
enum { FLAG_MONOTONIC = 1, FLAG_SHARED = 2, FLAG_ROBUST = 4 };
enum { ATTRIBUTE_SHARED = 1, CLOCK_SHIFT = 1 };

static int *bits(pthread_condattr_t *attributes) { return (int *)attributes; }
static int bits_of(const pthread_condattr_t *attributes) { return *(const int *)attributes; }

/** Makes a condition variable. pthread_cond_init(3). */
int pthread_cond_init(pthread_cond_t *restrict condition, const pthread_condattr_t *restrict attributes) {
  int wanted = attributes == NULL ? 0 : bits_of(attributes);
  *condition = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
  condition->__data.__flags =
      (wanted & ATTRIBUTE_SHARED ? FLAG_SHARED : 0) | (wanted >> CLOCK_SHIFT == CLOCK_MONOTONIC ? FLAG_MONOTONIC : 0);
  return 0;
}

/** Ends the use of a condition variable, for which nobody waits any more. pthread_cond_destroy(3). */
int pthread_cond_destroy(pthread_cond_t *condition) {
  (void)condition;
  return 0;
}

static bool is_shared(const pthread_cond_t *condition) { return condition->__data.__flags & FLAG_SHARED; }

int __isthmus_condition_enter(pthread_cond_t *condition, pthread_mutex_t *mutex, uint32_t *expected) {
  if (mutex->__data.__kind & KIND_ROBUST)
    __atomic_fetch_or(&condition->__data.__flags, FLAG_ROBUST, __ATOMIC_RELAXED);
  *expected = __atomic_fetch_or(&condition->__data.__word, MAY_SLEEP, __ATOMIC_ACQ_REL) | MAY_SLEEP;
  return pthread_mutex_unlock(mutex);
}

static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, struct deadline deadline) {
  if (deadline.time != NULL && !__isthmus_is_deadline(deadline.clock, deadline.time))
    return EINVAL;
  bool shared = is_shared(condition);
  uint32_t word;
  int error = __isthmus_condition_enter(condition, mutex, &word);
  if (error != 0)
    return error;
  int waited;
  do
    waited = __isthmus_futex_wait(&condition->__data.__word, word, deadline, shared);
  while (waited == LINUX_EINTR);
  error = pthread_mutex_lock(mutex);
  return error != 0 ? error : waited == LINUX_ETIMEDOUT ? ETIMEDOUT : 0;
}

/** Unlocks the mutex, waits to be woken and locks it again; may return without having been woken. Returns 0 or an
 * errno: EPERM when the caller doesn't have the mutex and its kind is one that tells, EOWNERDEAD, ENOTRECOVERABLE.
 * pthread_cond_wait(3). */
int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex) {
  return wait_until(condition, mutex, FOR_EVER);
}

/** pthread_cond_wait until a time of the variable's clock, then ETIMEDOUT. pthread_cond_timedwait(3). */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict time) {
  clockid_t clock = condition->__data.__flags & FLAG_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
  return wait_until(condition, mutex, (struct deadline){clock, time});
}

/** The same with a clock of the caller's choice. pthread_cond_clockwait(3). */
int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, clockid_t clock,
                           const struct timespec *restrict time) {
  return wait_until(condition, mutex, (struct deadline){clock, time});
}

/** Wakes all who wait. pthread_cond_broadcast(3). */
int pthread_cond_broadcast(pthread_cond_t *condition) {
  bool shared = is_shared(condition);
  /* Who is killed between the two steps leaves sleepers behind: the next one must wake them, so with a robust mutex the
   * bit stays. */
  uint32_t cleared = condition->__data.__flags & FLAG_ROBUST ? 0 : MAY_SLEEP;
  uint32_t word = __atomic_load_n(&condition->__data.__word, __ATOMIC_ACQUIRE);
  do
    if (!(word & MAY_SLEEP))
      return 0;
  while (!__atomic_compare_exchange_n(&condition->__data.__word, &word, (word + ONE_EVENT) & ~cleared, true,
                                      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
  __isthmus_futex_wake(&condition->__data.__word, WAKE_ALL, shared);
  return 0;
}

/** Wakes one who waits. With a robust mutex all are woken: the one might be killed before it has seen what it was woken
 * for. pthread_cond_signal(3). */
int pthread_cond_signal(pthread_cond_t *condition) {
  if (condition->__data.__flags & FLAG_ROBUST)
    return pthread_cond_broadcast(condition);
  bool shared = is_shared(condition);
  if (!(__atomic_load_n(&condition->__data.__word, __ATOMIC_ACQUIRE) & MAY_SLEEP))
    return 0;
  __atomic_fetch_add(&condition->__data.__word, ONE_EVENT, __ATOMIC_ACQ_REL);
  __isthmus_futex_wake(&condition->__data.__word, 1, shared);
  return 0;
}

/** Attributes of a private variable that waits by CLOCK_REALTIME. pthread_condattr_init(3). */
int pthread_condattr_init(pthread_condattr_t *attributes) {
  *bits(attributes) = 0;
  return 0;
}

/** Ends their use. pthread_condattr_destroy(3). */
int pthread_condattr_destroy(pthread_condattr_t *attributes) {
  (void)attributes;
  return 0;
}

/** The clock of timed waits. pthread_condattr_getclock(3). */
int pthread_condattr_getclock(const pthread_condattr_t *restrict attributes, clockid_t *restrict clock) {
  *clock = bits_of(attributes) >> CLOCK_SHIFT;
  return 0;
}

/** Sets CLOCK_REALTIME or CLOCK_MONOTONIC; EINVAL for others. pthread_condattr_setclock(3). */
int pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock) {
  if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
    return EINVAL;
  *bits(attributes) = (bits_of(attributes) & ATTRIBUTE_SHARED) | clock << CLOCK_SHIFT;
  return 0;
}

/** Whether processes share the variable. pthread_condattr_getpshared(3). */
int pthread_condattr_getpshared(const pthread_condattr_t *restrict attributes, int *restrict shared) {
  *shared = bits_of(attributes) & ATTRIBUTE_SHARED;
  return 0;
}

/** Sets PTHREAD_PROCESS_PRIVATE or _SHARED. pthread_condattr_setpshared(3). */
int pthread_condattr_setpshared(pthread_condattr_t *attributes, int shared) {
  if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
    return EINVAL;
  *bits(attributes) = (bits_of(attributes) & ~ATTRIBUTE_SHARED) | shared;
  return 0;
}
