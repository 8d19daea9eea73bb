// Mutexes and condition variables under C11's names, with the results that <threads.h> has instead of errno.
#include <pthread.h>
#include <threads.h>

#include "internal.h"

static pthread_mutex_t *mutex_of(mtx_t *mutex) { return (pthread_mutex_t *)mutex; }
static pthread_cond_t *condition_of(cnd_t *condition) { return (pthread_cond_t *)condition; }

static int from_errno(int error) {
  switch (error) {
  case 0:
    return thrd_success;
  case ENOMEM:
    return thrd_nomem;
  case ETIMEDOUT:
    return thrd_timedout;
  case EBUSY:
    return thrd_busy;
  default:
    return thrd_error;
  }
}

/** Makes a mutex: mtx_plain, mtx_timed, each also with mtx_recursive. */
int mtx_init(mtx_t *mutex, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  return from_errno(pthread_mutex_init(mutex_of(mutex), &attributes));
}

/** Ends its use. */
void mtx_destroy(mtx_t *mutex) { pthread_mutex_destroy(mutex_of(mutex)); }

/** Locks; blocks. */
int mtx_lock(mtx_t *mutex) { return from_errno(pthread_mutex_lock(mutex_of(mutex))); }

/** Locks until a time of TIME_UTC, then thrd_timedout. */
int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict time) {
  return from_errno(pthread_mutex_timedlock(mutex_of(mutex), time));
}

/** Locks, or thrd_busy. */
int mtx_trylock(mtx_t *mutex) { return from_errno(pthread_mutex_trylock(mutex_of(mutex))); }

/** Unlocks. */
int mtx_unlock(mtx_t *mutex) { return from_errno(pthread_mutex_unlock(mutex_of(mutex))); }

/** Makes a condition variable. */
int cnd_init(cnd_t *condition) { return from_errno(pthread_cond_init(condition_of(condition), NULL)); }

/** Ends its use. */
void cnd_destroy(cnd_t *condition) { pthread_cond_destroy(condition_of(condition)); }

/** Wakes one who waits. */
int cnd_signal(cnd_t *condition) { return from_errno(pthread_cond_signal(condition_of(condition))); }

/** Wakes all. */
int cnd_broadcast(cnd_t *condition) { return from_errno(pthread_cond_broadcast(condition_of(condition))); }

/** Unlocks, waits, locks again. */
int cnd_wait(cnd_t *condition, mtx_t *mutex) {
  return from_errno(pthread_cond_wait(condition_of(condition), mutex_of(mutex)));
}

/** The same until a time of TIME_UTC. */
int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict time) {
  return from_errno(pthread_cond_timedwait(condition_of(condition), mutex_of(mutex), time));
}
