// Robust mutexes: the lock word holds the owner's thread number, and the kernel, which knows the words that this thread
// works on, marks them when it dies. The protocol is that of set_robust_list(2), as glibc uses it.
#include "mutex.h"

#include "robust.h"
#include "thread.h"

static uint32_t *word_of(pthread_mutex_t *mutex) { return (uint32_t *)&mutex->__data.__lock; }

/* The kernel cares for the word only where other processes do. */
static int watch(pthread_mutex_t *mutex) {
  return __isthmus_mutex_shared(mutex) ? __isthmus_robust_watch(word_of(mutex)) : 0;
}

static bool replace(uint32_t *word, uint32_t *expected, uint32_t value) {
  return __atomic_compare_exchange_n(word, expected, value, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Wakes all who wait: one alone may be killed before it gets on, after somebody else has taken the word without a mark
 * of the others that sleep; the kernel then sees a word that has an owner, and wakes nobody. */
static void free_word(uint32_t *word) {
  if (__atomic_exchange_n(word, 0, __ATOMIC_RELEASE) & ROBUST_WAITERS)
    __isthmus_futex_wake(word, WAKE_ALL, true);
}

/* Takes the word: 0, EOWNERDEAD when its owner had died, or why it wasn't taken. */
static int take(uint32_t *word, const struct patience *patience) {
  uint32_t self = (uint32_t)__isthmus_thread_id();
  uint32_t value = __atomic_load_n(word, __ATOMIC_RELAXED);
  uint32_t waiters = 0; /* Whoever has slept can't know that no other does. */
  for (;;) {
    if (value == 0) {
      if (replace(word, &value, self | waiters))
        return 0;
    } else if (value & ROBUST_OWNER_DIED) {
      if (replace(word, &value, self | (value & ROBUST_WAITERS) | waiters))
        return EOWNERDEAD;
    } else if (!patience->waits) {
      return EBUSY;
    } else if (patience->deadline.time != NULL &&
               !__isthmus_is_deadline(patience->deadline.clock, patience->deadline.time)) {
      return EINVAL;
    } else if ((value & ROBUST_WAITERS) || replace(word, &value, value | ROBUST_WAITERS)) {
      waiters = ROBUST_WAITERS;
      if (__isthmus_futex_wait(word, value | ROBUST_WAITERS, patience->deadline, true) == LINUX_ETIMEDOUT)
        return ETIMEDOUT;
      value = __atomic_load_n(word, __ATOMIC_RELAXED);
    }
  }
}

static bool is_held(const pthread_mutex_t *mutex) {
  uint32_t value = __atomic_load_n((const uint32_t *)&mutex->__data.__lock, __ATOMIC_RELAXED);
  return (value & ROBUST_OWNER) == (uint32_t)__isthmus_thread_id();
}

static void note_owner(pthread_mutex_t *mutex) {
  mutex->__data.__count = 1;
  mutex->__data.__owner = __isthmus_thread_id();
  mutex->__data.__nusers++;
}

/* What follows having taken the word: with 0 or EOWNERDEAD the mutex is locked, otherwise it isn't. */
static int finish(pthread_mutex_t *mutex, int error) {
  if (error == 0 && mutex->__data.__owner == OWNER_NOT_RECOVERABLE) {
    mutex->__data.__count = 0;
    free_word(word_of(mutex));
    error = ENOTRECOVERABLE;
  }
  __isthmus_robust_settle(word_of(mutex), is_held(mutex));
  if (error != 0 && error != EOWNERDEAD)
    return error;
  note_owner(mutex);
  if (error == EOWNERDEAD) {
    mutex->__data.__owner = OWNER_INCONSISTENT;
    mutex->__data.__nusers--; /* The dead one's use counts for ours. */
  }
  return error;
}

int __isthmus_robust_lock(pthread_mutex_t *mutex, const struct patience *patience) {
  struct isthmus_thread *thread = &__isthmus_thread;
  uint32_t free = 0;
  /* Without a detour when it is free and the kernel watches it already. */
  if (thread->watched == word_of(mutex) && !thread->is_borrowed && mutex->__data.__owner != OWNER_NOT_RECOVERABLE &&
      replace(word_of(mutex), &free, (uint32_t)__isthmus_thread_id())) {
    thread->holds_watched = true;
    note_owner(mutex);
    return 0;
  }
  int type = mutex->__data.__kind & KIND_TYPE;
  if (is_held(mutex) && (type == PTHREAD_MUTEX_RECURSIVE || type == PTHREAD_MUTEX_ERRORCHECK)) {
    if (type == PTHREAD_MUTEX_ERRORCHECK)
      return EDEADLK;
    if (mutex->__data.__count == UINT32_MAX)
      return EAGAIN;
    mutex->__data.__count++;
    return 0;
  }
  int error = watch(mutex);
  return error != 0 ? error : finish(mutex, take(word_of(mutex), patience));
}

int __isthmus_robust_attempt(pthread_mutex_t *mutex, uint32_t *expected) {
  uint32_t *word = word_of(mutex);
  int error = watch(mutex);
  if (error != 0)
    return error;
  uint32_t self = (uint32_t)__isthmus_thread_id(), value = __atomic_load_n(word, __ATOMIC_RELAXED);
  for (;;) {
    /* Others may have slept before. */
    bool is_free = value == 0 || (value & ROBUST_OWNER_DIED);
    if (replace(word, &value, is_free ? self | ROBUST_WAITERS : value | ROBUST_WAITERS)) {
      *expected = value | ROBUST_WAITERS;
      return finish(mutex, value == 0 ? 0 : is_free ? EOWNERDEAD : EBUSY);
    }
  }
}

int __isthmus_robust_unlock(pthread_mutex_t *mutex) {
  if (!is_held(mutex))
    return EPERM;
  bool inconsistent = mutex->__data.__owner == OWNER_INCONSISTENT;
  if ((mutex->__data.__kind & KIND_TYPE) == PTHREAD_MUTEX_RECURSIVE && !inconsistent && --mutex->__data.__count != 0)
    return 0;
  if (__isthmus_thread.watched != word_of(mutex))
    watch(mutex);
  mutex->__data.__owner = inconsistent ? OWNER_NOT_RECOVERABLE : 0;
  mutex->__data.__nusers--;
  free_word(word_of(mutex));
  if (__isthmus_thread.is_borrowed)
    __isthmus_robust_settle(word_of(mutex), false);
  else if (__isthmus_thread.watched == word_of(mutex))
    __isthmus_thread.holds_watched = false;
  return 0;
}

/** Says that the state which a dead owner left has been mended; without it unlocking makes the mutex useless. EINVAL
 * when there is nothing to mend. pthread_mutex_consistent(3). */
int pthread_mutex_consistent(pthread_mutex_t *mutex) {
  if (!(mutex->__data.__kind & KIND_ROBUST) || mutex->__data.__owner != OWNER_INCONSISTENT)
    return EINVAL;
  mutex->__data.__owner = __isthmus_thread_id();
  return 0;
}

/** The older name. pthread_mutex_consistent(3). */
int pthread_mutex_consistent_np(pthread_mutex_t *mutex) { return pthread_mutex_consistent(mutex); }
