// Attributes of threads: all of them are kept and told, though no thread is started with them.
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "internal.h"

enum { PAGE = 4096, DEFAULT_STACK = 8 * 1024 * 1024 };

/* The stack that the linker laid out. */
extern char __stack_low, __stack_high;

struct attributes {
  int detach_state, scope, inherit, policy, priority;
  size_t guard, stack_size;
  char *stack_end;
  sigset_t *mask;
  cpu_set_t *processors;
  size_t processors_size;
};
_Static_assert(sizeof(struct attributes) <= sizeof(pthread_attr_t), "glibc's size");

static struct attributes *layout(pthread_attr_t *attributes) { return (struct attributes *)attributes; }
static const struct attributes *of(const pthread_attr_t *attributes) { return (const struct attributes *)attributes; }

static struct attributes defaults = {.guard = PAGE, .stack_size = DEFAULT_STACK};

/** The attributes that threads have unless they are given others. pthread_attr_init(3). */
int pthread_attr_init(pthread_attr_t *attributes) {
  *layout(attributes) = defaults;
  return 0;
}

/** Ends their use. pthread_attr_destroy(3). */
int pthread_attr_destroy(pthread_attr_t *attributes) {
  free(of(attributes)->mask);
  free(of(attributes)->processors);
  return 0;
}

/** The default attributes. pthread_getattr_default_np(3). */
int pthread_getattr_default_np(pthread_attr_t *attributes) { return pthread_attr_init(attributes); }

/** Sets them, but for the stack's address, of which there is none: EINVAL. pthread_setattr_default_np(3). */
int pthread_setattr_default_np(const pthread_attr_t *attributes) {
  if (of(attributes)->stack_end != NULL)
    return EINVAL;
  size_t stack_size = of(attributes)->stack_size;
  defaults = *of(attributes);
  defaults.mask = NULL;
  defaults.processors = NULL;
  if (stack_size == 0)
    defaults.stack_size = DEFAULT_STACK;
  return 0;
}

/** The attributes of the one thread, its stack above all. pthread_getattr_np(3). */
int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes) {
  if (thread != pthread_self())
    return ESRCH;
  *layout(attributes) = (struct attributes){
      .stack_size = (size_t)(&__stack_high - &__stack_low),
      .stack_end = &__stack_high,
  };
  return 0;
}

/** Whether the thread is to be joined. pthread_attr_setdetachstate(3). */
int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state) {
  *state = of(attributes)->detach_state;
  return 0;
}

/** Sets PTHREAD_CREATE_JOINABLE or _DETACHED. pthread_attr_setdetachstate(3). */
int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state) {
  if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
    return EINVAL;
  layout(attributes)->detach_state = state;
  return 0;
}

/** Bytes of the guard behind the stack. pthread_attr_setguardsize(3). */
int pthread_attr_getguardsize(const pthread_attr_t *restrict attributes, size_t *restrict size) {
  *size = of(attributes)->guard;
  return 0;
}

/** Sets them. pthread_attr_setguardsize(3). */
int pthread_attr_setguardsize(pthread_attr_t *attributes, size_t size) {
  layout(attributes)->guard = size;
  return 0;
}

/** Bytes of the stack. pthread_attr_setstacksize(3). */
int pthread_attr_getstacksize(const pthread_attr_t *restrict attributes, size_t *restrict size) {
  *size = of(attributes)->stack_size;
  return 0;
}

/** Sets them; EINVAL below PTHREAD_STACK_MIN. pthread_attr_setstacksize(3). */
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size) {
  if (size < PTHREAD_STACK_MIN)
    return EINVAL;
  layout(attributes)->stack_size = size;
  return 0;
}

/** The stack's end, where it begins to grow. pthread_attr_setstackaddr(3). */
int pthread_attr_getstackaddr(const pthread_attr_t *restrict attributes, void **restrict end) {
  *end = of(attributes)->stack_end;
  return 0;
}

/** Sets it. pthread_attr_setstackaddr(3). */
int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *end) {
  layout(attributes)->stack_end = end;
  return 0;
}

/** The stack's lowest address, and its bytes. pthread_attr_setstack(3). */
int pthread_attr_getstack(const pthread_attr_t *restrict attributes, void **restrict address, size_t *restrict size) {
  *address = (void *)((uintptr_t)of(attributes)->stack_end - of(attributes)->stack_size);
  *size = of(attributes)->stack_size;
  return 0;
}

/** Sets both; EINVAL below PTHREAD_STACK_MIN. pthread_attr_setstack(3). */
int pthread_attr_setstack(pthread_attr_t *attributes, void *address, size_t size) {
  int error = pthread_attr_setstacksize(attributes, size);
  if (error == 0)
    layout(attributes)->stack_end = (char *)address + size;
  return error;
}

/** With whom the thread competes for processors. pthread_attr_setscope(3). */
int pthread_attr_getscope(const pthread_attr_t *restrict attributes, int *restrict scope) {
  *scope = of(attributes)->scope;
  return 0;
}

/** Sets PTHREAD_SCOPE_SYSTEM; ENOTSUP for _PROCESS, EINVAL for others. pthread_attr_setscope(3). */
int pthread_attr_setscope(pthread_attr_t *attributes, int scope) {
  if (scope != PTHREAD_SCOPE_SYSTEM)
    return scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL;
  layout(attributes)->scope = scope;
  return 0;
}

/** Whether the scheduling is that of the thread which starts this one. pthread_attr_setinheritsched(3). */
int pthread_attr_getinheritsched(const pthread_attr_t *restrict attributes, int *restrict inherit) {
  *inherit = of(attributes)->inherit;
  return 0;
}

/** Sets PTHREAD_INHERIT_SCHED or PTHREAD_EXPLICIT_SCHED. pthread_attr_setinheritsched(3). */
int pthread_attr_setinheritsched(pthread_attr_t *attributes, int inherit) {
  if (inherit != PTHREAD_INHERIT_SCHED && inherit != PTHREAD_EXPLICIT_SCHED)
    return EINVAL;
  layout(attributes)->inherit = inherit;
  return 0;
}

/** The scheduling policy. pthread_attr_setschedpolicy(3). */
int pthread_attr_getschedpolicy(const pthread_attr_t *restrict attributes, int *restrict policy) {
  *policy = of(attributes)->policy;
  return 0;
}

/** Sets SCHED_OTHER, SCHED_FIFO or SCHED_RR. pthread_attr_setschedpolicy(3). */
int pthread_attr_setschedpolicy(pthread_attr_t *attributes, int policy) {
  if (policy != SCHED_OTHER && policy != SCHED_FIFO && policy != SCHED_RR)
    return EINVAL;
  layout(attributes)->policy = policy;
  return 0;
}

/** The scheduling priority. pthread_attr_setschedparam(3). */
int pthread_attr_getschedparam(const pthread_attr_t *restrict attributes, struct sched_param *restrict parameters) {
  parameters->sched_priority = of(attributes)->priority;
  return 0;
}

/** Sets it; EINVAL when the policy has no such priority. pthread_attr_setschedparam(3). */
int pthread_attr_setschedparam(pthread_attr_t *restrict attributes, const struct sched_param *restrict parameters) {
  int policy = of(attributes)->policy, priority = parameters->sched_priority;
  if (priority < sched_get_priority_min(policy) || priority > sched_get_priority_max(policy))
    return EINVAL;
  layout(attributes)->priority = priority;
  return 0;
}

/** The signal mask: 0, or PTHREAD_ATTR_NO_SIGMASK_NP when none was set. pthread_attr_setsigmask_np(3). */
int pthread_attr_getsigmask_np(const pthread_attr_t *attributes, sigset_t *mask) {
  if (of(attributes)->mask == NULL) {
    sigemptyset(mask);
    return PTHREAD_ATTR_NO_SIGMASK_NP;
  }
  *mask = *of(attributes)->mask;
  return 0;
}

/** Sets the signal mask, none with a null pointer. pthread_attr_setsigmask_np(3). */
int pthread_attr_setsigmask_np(pthread_attr_t *attributes, const sigset_t *mask) {
  sigset_t *copy = NULL;
  if (mask != NULL) {
    copy = malloc(sizeof *copy);
    if (copy == NULL)
      return ENOMEM;
    *copy = *mask;
  }
  free(of(attributes)->mask);
  layout(attributes)->mask = copy;
  return 0;
}

/** The processors: all unless they were set. EINVAL without room for them. pthread_attr_setaffinity_np(3). */
int pthread_attr_getaffinity_np(const pthread_attr_t *attributes, size_t size, cpu_set_t *set) {
  const struct attributes *mine = of(attributes);
  if (mine->processors == NULL) {
    memset(set, -1, size);
    return 0;
  }
  for (size_t i = size; i < mine->processors_size; i++)
    if (((const char *)mine->processors)[i] != 0)
      return EINVAL;
  memset(set, 0, size);
  memcpy(set, mine->processors, size < mine->processors_size ? size : mine->processors_size);
  return 0;
}

/** Sets the processors, all with a null pointer. pthread_attr_setaffinity_np(3). */
int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t size, const cpu_set_t *set) {
  cpu_set_t *copy = NULL;
  if (set != NULL && size != 0) {
    copy = malloc(size);
    if (copy == NULL)
      return ENOMEM;
    memcpy(copy, set, size);
  }
  free(of(attributes)->processors);
  layout(attributes)->processors = copy;
  layout(attributes)->processors_size = size;
  return 0;
}
