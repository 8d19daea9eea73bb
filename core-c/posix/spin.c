// Spin locks, also between processes, native ones too: 1 when free, as glibc has them on x86-64. They give way to other
// processes after a while, since there may be fewer processors than processes.
#include <pthread.h>
#include <sched.h>

#include "internal.h"

enum { FREE = 1, LOCKED = 0, SPINS = 100 };

/** Makes a lock, free; whether it is shared makes no difference. pthread_spin_init(3). */
int pthread_spin_init(pthread_spinlock_t *lock, int shared) {
  (void)shared;
  __atomic_store_n(lock, FREE, __ATOMIC_RELAXED);
  return 0;
}

/** Ends its use. pthread_spin_destroy(3). */
int pthread_spin_destroy(pthread_spinlock_t *lock) {
  (void)lock;
  return 0;
}

/** Takes the lock if it is free, EBUSY otherwise. pthread_spin_trylock(3). */
int pthread_spin_trylock(pthread_spinlock_t *lock) {
  return __atomic_exchange_n(lock, LOCKED, __ATOMIC_ACQUIRE) == FREE ? 0 : EBUSY;
}

/** Takes the lock; spins while another has it. pthread_spin_lock(3). */
int pthread_spin_lock(pthread_spinlock_t *lock) {
  while (pthread_spin_trylock(lock) != 0) {
    for (int spin = 0; __atomic_load_n(lock, __ATOMIC_RELAXED) != FREE; spin++)
      if (spin >= SPINS)
        sched_yield();
  }
  return 0;
}

/** Frees the lock. pthread_spin_unlock(3). */
int pthread_spin_unlock(pthread_spinlock_t *lock) {
  __atomic_store_n(lock, FREE, __ATOMIC_RELEASE);
  return 0;
}
