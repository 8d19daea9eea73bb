// core.wasm: mutexes and condition variables in shared pages. A program with an event loop attempts, sleeps on the
// first word elsewhere, and attempts again; the value to sleep on stands in the buffer then.
#include "mutex.h"
#include "core.h"

/* A result of a pthread function as it leaves. */
static int leave(int error) { return error == 0 ? 0 : -__isthmus_linux_errno(error); }

static int leave_value(int error, uint32_t value) {
  memcpy(core_scratch, &value, sizeof value);
  return leave(error);
}

/* A robust one for several processes, which tells a thread that it has it already. */
CORE_EXPORT(core_mutex_init) int core_mutex_init(pthread_mutex_t *mutex) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  return leave(pthread_mutex_init(mutex, &attributes));
}

CORE_EXPORT(core_mutex_attempt) int core_mutex_attempt(pthread_mutex_t *mutex) {
  uint32_t expected = 0;
  int error = __isthmus_mutex_attempt(mutex, &expected);
  return leave_value(error, expected);
}

CORE_EXPORT(core_mutex_try) int core_mutex_try(pthread_mutex_t *mutex) { return leave(pthread_mutex_trylock(mutex)); }

/* Blocks. */
CORE_EXPORT(core_mutex_lock) int core_mutex_lock(pthread_mutex_t *mutex) { return leave(pthread_mutex_lock(mutex)); }

CORE_EXPORT(core_mutex_unlock) int core_mutex_unlock(pthread_mutex_t *mutex) {
  return leave(pthread_mutex_unlock(mutex));
}

CORE_EXPORT(core_mutex_consistent) int core_mutex_consistent(pthread_mutex_t *mutex) {
  return leave(pthread_mutex_consistent(mutex));
}

CORE_EXPORT(core_condition_init) int core_condition_init(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  return leave(pthread_cond_init(condition, &attributes));
}

/* The first half of a wait: unlocks the mutex. */
CORE_EXPORT(core_condition_enter) int core_condition_enter(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  uint32_t expected = 0;
  int error = __isthmus_condition_enter(condition, mutex, &expected);
  return leave_value(error, expected);
}

/* Blocks. */
CORE_EXPORT(core_condition_wait) int core_condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  return leave(pthread_cond_wait(condition, mutex));
}

CORE_EXPORT(core_condition_signal) int core_condition_signal(pthread_cond_t *condition) {
  return leave(pthread_cond_signal(condition));
}

CORE_EXPORT(core_condition_broadcast) int core_condition_broadcast(pthread_cond_t *condition) {
  return leave(pthread_cond_broadcast(condition));
}
