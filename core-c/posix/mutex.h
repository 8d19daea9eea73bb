// What the sources of mutexes share: glibc's bits of a mutex's kind, and the two ways to lock. Layout and protocol are
// those of glibc on x86-64, so that native programs can lock the same mutex.
#ifndef ISTHMUS_MUTEX_H
#define ISTHMUS_MUTEX_H

#include "futex.h"

#include <pthread.h>

enum {
  KIND_TYPE = 3,
  KIND_ROBUST = 16,
  KIND_INHERIT = 32,
  KIND_PROTECT = 64,
  KIND_SHARED = 128,
  /* What glibc's settype(PTHREAD_MUTEX_NORMAL) sets; it matters to nobody here. */
  KIND_NO_ELISION = 512,
};

/* Owners that are no thread: of a robust mutex after its owner's death, and when nobody made it consistent. */
enum { OWNER_INCONSISTENT = INT_MAX, OWNER_NOT_RECOVERABLE = INT_MAX - 1 };

/* How to lock: a deadline, or not to wait at all. */
struct patience {
  bool waits;
  struct deadline deadline;
};

static inline bool __isthmus_mutex_shared(const pthread_mutex_t *mutex) { return mutex->__data.__kind & KIND_SHARED; }

/** Locks a mutex of any kind; a guest errno. */
int __isthmus_mutex_lock(pthread_mutex_t *mutex, const struct patience *patience);

/** The same for robust ones. */
int __isthmus_robust_lock(pthread_mutex_t *mutex, const struct patience *patience);
int __isthmus_robust_unlock(pthread_mutex_t *mutex);

/** One attempt at a lock for whom sleeping is not allowed: 0, EOWNERDEAD and ENOTRECOVERABLE as of pthread_mutex_lock,
 * or EBUSY, having said that somebody waits: then a futex wait (shared) for the mutex's first word, as long as it has
 * the `expected` value, and another attempt. EBUSY also when the calling thread itself has the mutex, of whatever kind.
 */
int __isthmus_mutex_attempt(pthread_mutex_t *mutex, uint32_t *expected);
int __isthmus_robust_attempt(pthread_mutex_t *mutex, uint32_t *expected);

/** The first half of pthread_cond_wait for the same callers: registers and unlocks the mutex, 0 or an errno. Then comes
 * a futex wait (shared) for the variable's first word, as long as it has the `expected` value, and locking the mutex.
 * Who gives up although it was woken should call pthread_cond_signal in its place. */
int __isthmus_condition_enter(pthread_cond_t *condition, pthread_mutex_t *mutex, uint32_t *expected);

#endif
