// POSIX semaphores, in memory of this process or shared with others, native ones too: layout and protocol are those of
// glibc on x86-64. Named ones are opened in semaphore-named.c.
#include "futex.h"
#include "semaphore-layout.h"

/* A waiter may be killed after it was woken and before it took its unit. So more than one is woken, and a unit does not
 * lie there while others sleep. */
enum { WOKEN_AT_ONCE = 4 };

/* How many wait is counted in the upper half. */
#define ONE_WAITER (UINT64_C(1) << 32)
#define VALUE(data) ((uint32_t)(data))

static struct semaphore *layout(sem_t *semaphore) { return (struct semaphore *)semaphore; }
static bool is_shared(const struct semaphore *semaphore) { return semaphore->shared != 0; }

/** Makes a semaphore in memory; `shared` when other processes use it. EINVAL for a value above SEM_VALUE_MAX.
 * sem_init(3). */
int sem_init(sem_t *semaphore, int shared, unsigned value) {
  if (value > SEM_VALUE_MAX)
    return __isthmus_fail(LINUX_EINVAL);
  *layout(semaphore) = (struct semaphore){.data = value, .shared = shared ? SEMAPHORE_SHARED : 0};
  return 0;
}

/** Ends the use of a semaphore that sem_init made. sem_destroy(3). */
int sem_destroy(sem_t *semaphore) {
  (void)semaphore;
  return 0;
}

/* Takes a unit if there is one. */
static bool take(struct semaphore *semaphore) {
  uint64_t data = __atomic_load_n(&semaphore->data, __ATOMIC_RELAXED);
  while (VALUE(data) > 0)
    if (__atomic_compare_exchange_n(&semaphore->data, &data, data - 1, true, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
      return true;
  return false;
}

static int wait_for_unit(struct semaphore *semaphore, struct deadline deadline) {
  uint64_t data = __atomic_add_fetch(&semaphore->data, ONE_WAITER, __ATOMIC_RELAXED);
  for (;;) {
    while (VALUE(data) > 0)
      if (__atomic_compare_exchange_n(&semaphore->data, &data, data - 1 - ONE_WAITER, true, __ATOMIC_ACQUIRE,
                                      __ATOMIC_RELAXED))
        return 0;
    /* The value is the half at the lower address. */
    int error = __isthmus_futex_wait(&semaphore->data, 0, deadline, is_shared(semaphore));
    if (error != 0 && error != LINUX_EAGAIN) {
      __atomic_sub_fetch(&semaphore->data, ONE_WAITER, __ATOMIC_RELAXED);
      return __isthmus_fail(error);
    }
    data = __atomic_load_n(&semaphore->data, __ATOMIC_RELAXED);
  }
}

/** Takes a unit; blocks while there is none. EINTR when a signal's handler ran. sem_wait(3). */
int sem_wait(sem_t *semaphore) { return take(layout(semaphore)) ? 0 : wait_for_unit(layout(semaphore), FOR_EVER); }

/** Takes a unit if there is one, EAGAIN otherwise. sem_trywait(3). */
int sem_trywait(sem_t *semaphore) { return take(layout(semaphore)) ? 0 : __isthmus_fail(LINUX_EAGAIN); }

/** sem_wait until a time of CLOCK_REALTIME or CLOCK_MONOTONIC, then ETIMEDOUT; EINVAL for other clocks or a bad time.
 * sem_clockwait(3). */
int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict time) {
  if (!__isthmus_is_deadline(clock, time))
    return __isthmus_fail(LINUX_EINVAL);
  return take(layout(semaphore)) ? 0 : wait_for_unit(layout(semaphore), (struct deadline){clock, time});
}

/** sem_wait until a time of CLOCK_REALTIME. sem_timedwait(3). */
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict time) {
  return sem_clockwait(semaphore, LINUX_CLOCK_REALTIME, time);
}

/** Adds a unit and wakes who waits. EOVERFLOW above SEM_VALUE_MAX. sem_post(3). */
int sem_post(sem_t *semaphore) {
  struct semaphore *mine = layout(semaphore);
  uint64_t data = __atomic_load_n(&mine->data, __ATOMIC_RELAXED);
  bool shared = is_shared(mine); /* Who takes the unit may free the memory. */
  do {
    if (VALUE(data) == SEM_VALUE_MAX)
      return __isthmus_fail(LINUX_EOVERFLOW);
  } while (!__atomic_compare_exchange_n(&mine->data, &data, data + 1, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
  if (data >= ONE_WAITER)
    __isthmus_futex_wake(&mine->data, WOKEN_AT_ONCE, shared);
  return 0;
}

/** The number of units; 0 while others wait. sem_getvalue(3). */
int sem_getvalue(sem_t *restrict semaphore, int *restrict value) {
  *value = (int)VALUE(__atomic_load_n(&layout(semaphore)->data, __ATOMIC_RELAXED));
  return 0;
}
