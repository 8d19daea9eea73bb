// Processors and scheduling policies. Asking for the processors is real; the sandbox has no calls that set them or deal
// with policies, which are refused with ENOSYS (docs/status.md).
#include <sched.h>

#include "internal.h"

/** The processors a process may run on. The mask's unused rest is cleared. sched_getaffinity(2). */
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *mask) {
  int result = __isthmus_result(__isthmus_sched_getaffinity(pid, mask, size));
  if (result < 0)
    return result;
  memset((char *)mask + result, 0, size - (size_t)result);
  return 0;
}

/** How many processors are in a set; CPU_COUNT(3). */
int __isthmus_cpu_count(size_t size, const cpu_set_t *set) {
  int count = 0;
  for (size_t word = 0; word < size / sizeof(long); word++)
    count += __builtin_popcountl(set->__bits[word]);
  return count;
}

/** The largest static priority of a policy: 99 for the real-time ones, else 0. sched_get_priority_max(2). */
int sched_get_priority_max(int policy) {
  switch (policy) {
  case SCHED_FIFO:
  case SCHED_RR:
    return 99;
  case SCHED_OTHER:
  case SCHED_BATCH:
  case SCHED_IDLE:
  case SCHED_DEADLINE:
    return 0;
  default:
    errno = EINVAL;
    return -1;
  }
}

/** The smallest static priority of a policy. sched_get_priority_min(2). */
int sched_get_priority_min(int policy) {
  int largest = sched_get_priority_max(policy);
  return largest > 0 ? 1 : largest;
}

static int not_offered(void) { return __isthmus_fail(LINUX_ENOSYS); }

/** sched_setaffinity(2): ENOSYS. */
int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *mask) {
  (void)pid;
  (void)size;
  (void)mask;
  return not_offered();
}

/** sched_getcpu(3): ENOSYS. */
int sched_getcpu(void) { return not_offered(); }

/** sched_getscheduler(2): ENOSYS. */
int sched_getscheduler(pid_t pid) {
  (void)pid;
  return not_offered();
}

/** sched_setscheduler(2): ENOSYS. */
int sched_setscheduler(pid_t pid, int policy, const struct sched_param *parameters) {
  (void)pid;
  (void)policy;
  (void)parameters;
  return not_offered();
}

/** sched_getparam(2): ENOSYS. */
int sched_getparam(pid_t pid, struct sched_param *parameters) {
  (void)pid;
  (void)parameters;
  return not_offered();
}

/** sched_setparam(2): ENOSYS. */
int sched_setparam(pid_t pid, const struct sched_param *parameters) {
  (void)pid;
  (void)parameters;
  return not_offered();
}

/** sched_rr_get_interval(2): ENOSYS. */
int sched_rr_get_interval(pid_t pid, struct timespec *interval) {
  (void)pid;
  (void)interval;
  return not_offered();
}
