// Barriers, also between processes. A process killed at a barrier still counts as having arrived, or as one that never
// leaves, as natively: who destroys the barrier then waits for ever.
#include "futex.h"

#include <pthread.h>

/** Makes a barrier for so many. EINVAL for none. pthread_barrier_init(3). */
int pthread_barrier_init(pthread_barrier_t *restrict barrier, const pthread_barrierattr_t *restrict attributes,
                         unsigned count) {
  if (count == 0 || count > INT_MAX)
    return EINVAL;
  *barrier = (pthread_barrier_t){{.__count = count}};
  if (attributes != NULL)
    pthread_barrierattr_getpshared(attributes, &barrier->__data.__shared);
  return 0;
}

/** Ends the use of a barrier; blocks until all who were let through have left it. pthread_barrier_destroy(3). */
int pthread_barrier_destroy(pthread_barrier_t *barrier) {
  unsigned inside;
  while ((inside = __atomic_load_n(&barrier->__data.__inside, __ATOMIC_ACQUIRE)) != 0)
    __isthmus_futex_wait(&barrier->__data.__inside, inside, FOR_EVER, barrier->__data.__shared);
  return 0;
}

/** Waits until as many have come as the barrier is for; PTHREAD_BARRIER_SERIAL_THREAD to one of them, 0 to the others.
 * Blocks. pthread_barrier_wait(3). */
int pthread_barrier_wait(pthread_barrier_t *barrier) {
  bool shared = barrier->__data.__shared;
  unsigned *phase = &barrier->__data.__phase, *inside = &barrier->__data.__inside;
  __atomic_add_fetch(inside, 1, __ATOMIC_RELAXED);
  unsigned now = __atomic_load_n(phase, __ATOMIC_ACQUIRE);
  bool is_last = __atomic_add_fetch(&barrier->__data.__arrived, 1, __ATOMIC_ACQ_REL) == barrier->__data.__count;
  if (is_last) {
    __atomic_store_n(&barrier->__data.__arrived, 0, __ATOMIC_RELAXED);
    __atomic_add_fetch(phase, 1, __ATOMIC_RELEASE);
    __isthmus_futex_wake(phase, WAKE_ALL, shared);
  } else {
    while (__atomic_load_n(phase, __ATOMIC_ACQUIRE) == now)
      __isthmus_futex_wait(phase, now, FOR_EVER, shared);
  }
  if (__atomic_sub_fetch(inside, 1, __ATOMIC_RELEASE) == 0)
    __isthmus_futex_wake(inside, WAKE_ALL, shared);
  return is_last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

/** Attributes of a private barrier. pthread_barrierattr_init(3). */
int pthread_barrierattr_init(pthread_barrierattr_t *attributes) {
  *(int *)attributes = PTHREAD_PROCESS_PRIVATE;
  return 0;
}

/** Ends their use. pthread_barrierattr_destroy(3). */
int pthread_barrierattr_destroy(pthread_barrierattr_t *attributes) {
  (void)attributes;
  return 0;
}

/** Whether processes share the barrier. pthread_barrierattr_getpshared(3). */
int pthread_barrierattr_getpshared(const pthread_barrierattr_t *restrict attributes, int *restrict shared) {
  *shared = *(const int *)attributes;
  return 0;
}

/** Sets PTHREAD_PROCESS_PRIVATE or _SHARED. pthread_barrierattr_setpshared(3). */
int pthread_barrierattr_setpshared(pthread_barrierattr_t *attributes, int shared) {
  if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
    return EINVAL;
  *(int *)attributes = shared;
  return 0;
}
