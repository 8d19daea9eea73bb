// The one thread there is: who it is, and what programs ask of threads. Starting another fails with EAGAIN.
#include "thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <threads.h>

#include "internal.h"

struct isthmus_thread __isthmus_thread;

/* Its address stands for the thread. */
static struct {
  bool is_detached;
  bool is_named;
  char name[16];
  int concurrency;
} self;

/** The calling thread, the only one. pthread_self(3). */
pthread_t pthread_self(void) { return (pthread_t)&self; }

/** Whether two are the same. pthread_equal(3). */
int pthread_equal(pthread_t first, pthread_t second) { return first == second; }

/** Starts no thread: EAGAIN. pthread_create(3). */
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*function)(void *),
                   void *restrict argument) {
  (void)thread;
  (void)attributes;
  (void)function;
  (void)argument;
  return EAGAIN;
}

static int check(pthread_t thread) { return thread == pthread_self() ? 0 : ESRCH; }

/** Makes a thread that nobody joins; EINVAL when it is one. pthread_detach(3). */
int pthread_detach(pthread_t thread) {
  if (thread != pthread_self())
    return ESRCH;
  if (self.is_detached)
    return EINVAL;
  self.is_detached = true;
  return 0;
}

/** Waits for another thread: there is none to wait for. EDEADLK for the caller itself, EINVAL when it is detached.
 * pthread_join(3). */
int pthread_join(pthread_t thread, void **value) {
  (void)value;
  if (thread != pthread_self())
    return ESRCH;
  return self.is_detached ? EINVAL : EDEADLK;
}

/** pthread_join that doesn't wait: EBUSY. pthread_tryjoin_np(3). */
int pthread_tryjoin_np(pthread_t thread, void **value) {
  int error = pthread_join(thread, value);
  return error == EDEADLK ? EBUSY : error;
}

/** pthread_join until a time. pthread_timedjoin_np(3). */
int pthread_timedjoin_np(pthread_t thread, void **value, const struct timespec *time) {
  (void)time;
  return pthread_join(thread, value);
}

/** The same with a clock. pthread_clockjoin_np(3). */
int pthread_clockjoin_np(pthread_t thread, void **value, clockid_t clock, const struct timespec *time) {
  (void)clock;
  (void)time;
  return pthread_join(thread, value);
}

/** A thread's name: the program's, cut to 15 bytes, unless it was given one. ERANGE without room for 16 bytes.
 * pthread_getname_np(3). */
int pthread_getname_np(pthread_t thread, char *name, size_t size) {
  if (check(thread) != 0)
    return ESRCH;
  if (size < sizeof self.name)
    return ERANGE;
  const char *own = self.is_named ? self.name : program_invocation_short_name;
  size_t length = strnlen(own, sizeof self.name - 1);
  memcpy(name, own, length);
  name[length] = '\0';
  return 0;
}

/** Names a thread, and thereby the process for who lists processes; ERANGE for more than 15 bytes.
 * pthread_setname_np(3). */
int pthread_setname_np(pthread_t thread, const char *name) {
  if (check(thread) != 0)
    return ESRCH;
  if (strlen(name) >= sizeof self.name)
    return ERANGE;
  stpcpy(self.name, name);
  self.is_named = true;
  /* Refused where the process is not the guest's own. */
  __isthmus_prctl(PR_SET_NAME, (uint32_t)(uintptr_t)self.name);
  return 0;
}

/** The processors a thread may run on. pthread_getaffinity_np(3). */
int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set) {
  if (check(thread) != 0)
    return ESRCH;
  return sched_getaffinity(0, size, set) == 0 ? 0 : errno;
}

/** Refused with ENOSYS, as all that sets processors. pthread_setaffinity_np(3). */
int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set) {
  if (check(thread) != 0)
    return ESRCH;
  return sched_setaffinity(0, size, set) == 0 ? 0 : errno;
}

/** SCHED_OTHER and priority 0. pthread_getschedparam(3). */
int pthread_getschedparam(pthread_t thread, int *restrict policy, struct sched_param *restrict parameters) {
  if (check(thread) != 0)
    return ESRCH;
  *policy = SCHED_OTHER;
  parameters->sched_priority = 0;
  return 0;
}

/** Keeps SCHED_OTHER with priority 0; EINVAL for what is no policy and priority, ENOSYS for others.
 * pthread_setschedparam(3). */
int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *parameters) {
  if (check(thread) != 0)
    return ESRCH;
  int priority = parameters->sched_priority, highest = sched_get_priority_max(policy);
  if (highest < 0 || priority < sched_get_priority_min(policy) || priority > highest)
    return EINVAL;
  return policy == SCHED_OTHER ? 0 : ENOSYS;
}

/** Sets the priority alone. pthread_setschedprio(3). */
int pthread_setschedprio(pthread_t thread, int priority) {
  return pthread_setschedparam(thread, SCHED_OTHER, &(struct sched_param){priority});
}

/** What pthread_setconcurrency set. pthread_getconcurrency(3). */
int pthread_getconcurrency(void) { return self.concurrency; }

/** A hint that nothing heeds; EINVAL when it is negative. pthread_setconcurrency(3). */
int pthread_setconcurrency(int level) {
  if (level < 0)
    return EINVAL;
  self.concurrency = level;
  return 0;
}

/** The clock of a thread's processor time. pthread_getcpuclockid(3). */
int pthread_getcpuclockid(pthread_t thread, clockid_t *clock) {
  if (check(thread) != 0)
    return ESRCH;
  *clock = CLOCK_THREAD_CPUTIME_ID;
  return 0;
}

/** sched_yield, returning the errno. pthread_yield(3). */
int pthread_yield(void) { return sched_yield() == 0 ? 0 : errno; }

/** pthread_create under C11's name: thrd_error. */
int thrd_create(thrd_t *thread, thrd_start_t function, void *argument) {
  (void)thread;
  (void)function;
  (void)argument;
  return thrd_error;
}

/** pthread_self under C11's name. */
thrd_t thrd_current(void) { return (thrd_t)pthread_self(); }

/** pthread_equal under C11's name. */
int thrd_equal(thrd_t first, thrd_t second) { return first == second; }

/** pthread_detach under C11's name. */
int thrd_detach(thrd_t thread) { return pthread_detach((pthread_t)thread) == 0 ? thrd_success : thrd_error; }

/** pthread_join under C11's name. */
int thrd_join(thrd_t thread, int *result) {
  (void)result;
  pthread_join((pthread_t)thread, NULL);
  return thrd_error;
}

/** Sleeps: 0, -1 when a signal's handler ran, less than -1 for a bad time. */
int thrd_sleep(const struct timespec *time, struct timespec *rest) {
  int error = clock_nanosleep(CLOCK_REALTIME, 0, time, rest);
  return error == 0 ? 0 : error == EINTR ? -1 : -2;
}

/** sched_yield under C11's name. */
void thrd_yield(void) { sched_yield(); }
