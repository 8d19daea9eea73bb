// core.wasm: POSIX semaphores in the core's memory, named or placed in shared pages. Waiting without blocking is done
// in steps: enter, try as often as the value was seen to change, leave. Names stand in the buffer, ended by NUL.
#include "core.h"
#include <semaphore.h>

/* What glibc keeps in a sem_t: the value, and above it how many wait, so that a post knows whom to wake. */
static uint64_t *state(sem_t *semaphore) { return (uint64_t *)semaphore; }
static const uint64_t one_waiter = UINT64_C(1) << 32;

/* sem_open(3): a pointer. */
CORE_EXPORT(core_sem_open) sem_t *core_sem_open(int how, unsigned mode, unsigned value) {
  int flags = (how & CORE_CREATE ? O_CREAT : 0) | (how & CORE_EXCLUSIVE ? O_EXCL : 0);
  sem_t *semaphore = sem_open((const char *)core_scratch, flags, (mode_t)mode, value);
  return semaphore == SEM_FAILED ? (sem_t *)(intptr_t)core_result(-1) : semaphore;
}

CORE_EXPORT(core_sem_close) int core_sem_close(sem_t *semaphore) { return core_result(sem_close(semaphore)); }

CORE_EXPORT(core_sem_unlink) int core_sem_unlink(void) { return core_result(sem_unlink((const char *)core_scratch)); }

/* An unnamed one for several processes. */
CORE_EXPORT(core_sem_init) int core_sem_init(sem_t *semaphore, unsigned value) {
  return core_result(sem_init(semaphore, 1, value));
}

CORE_EXPORT(core_sem_try) int core_sem_try(sem_t *semaphore) { return core_result(sem_trywait(semaphore)); }

CORE_EXPORT(core_sem_wait) int core_sem_wait(sem_t *semaphore) { return core_result(sem_wait(semaphore)); }

CORE_EXPORT(core_sem_post) int core_sem_post(sem_t *semaphore) { return core_result(sem_post(semaphore)); }

CORE_EXPORT(core_sem_value) int core_sem_value(sem_t *semaphore) {
  int value;
  return core_result(sem_getvalue(semaphore, &value)) == 0 ? value : core_result(-1);
}

/* From now on somebody waits for the low word to become other than 0. */
CORE_EXPORT(core_sem_enter) void core_sem_enter(sem_t *semaphore) {
  __atomic_fetch_add(state(semaphore), one_waiter, __ATOMIC_SEQ_CST);
}

CORE_EXPORT(core_sem_leave) void core_sem_leave(sem_t *semaphore) {
  __atomic_fetch_sub(state(semaphore), one_waiter, __ATOMIC_SEQ_CST);
}
