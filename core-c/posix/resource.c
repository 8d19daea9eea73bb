// Limits, usage and priorities of the process.
#include <limits.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <ulimit.h>
#include <unistd.h>

#include "process.h"

static long saturated(int64_t value) { return value > LONG_MAX ? LONG_MAX : (long)value; }

void __isthmus_rusage(struct rusage *usage, const struct kernel_rusage *kernel) {
  usage->ru_utime = (struct timeval){kernel->user.seconds, kernel->user.microseconds};
  usage->ru_stime = (struct timeval){kernel->system.seconds, kernel->system.microseconds};
  /* From ru_maxrss to ru_nivcsw the members have the kernel's order. */
  long *counts = &usage->ru_maxrss;
  for (size_t i = 0; i < sizeof kernel->counts / sizeof *kernel->counts; i++)
    counts[i] = saturated(kernel->counts[i]);
}

/** What the process (RUSAGE_SELF, RUSAGE_THREAD) or its waited-for children have used. getrusage(2). */
int getrusage(int who, struct rusage *usage) {
  struct kernel_rusage kernel;
  int result = __isthmus_result(__isthmus_getrusage(who, STRUCT(usage, kernel)));
  if (result == 0)
    __isthmus_rusage(usage, &kernel);
  return result;
}

/** Sets and asks a limit at once, of this process only: EPERM or ESRCH for others. prlimit(2). */
int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit *old_limit) {
  return __isthmus_result(__isthmus_prlimit(pid, resource, new_limit, old_limit));
}

/** A limit of this process; RLIMIT_NOFILE is that of the guest's descriptors. getrlimit(2). */
int getrlimit(int resource, struct rlimit *limit) { return prlimit(0, resource, NULL, limit); }

/** Sets a limit: the soft one up to the hard one. setrlimit(2). */
int setrlimit(int resource, const struct rlimit *limit) { return prlimit(0, resource, limit, NULL); }

/** The limit of a file's length (UL_GETFSIZE), or a new one (UL_SETFSIZE), in blocks of 512 bytes; LONG_MAX when it is
 * more, or none. The number of descriptors with __UL_GETOPENMAX. EINVAL, EPERM. ulimit(3). */
long ulimit(int command, ...) {
  enum { BLOCK = 512 };
  struct rlimit limit;
  if (command == __UL_GETOPENMAX)
    return sysconf(_SC_OPEN_MAX);
  if (command == UL_GETFSIZE) {
    if (getrlimit(RLIMIT_FSIZE, &limit) < 0)
      return -1;
    return limit.rlim_cur / BLOCK > LONG_MAX ? LONG_MAX : (long)(limit.rlim_cur / BLOCK);
  }
  if (command != UL_SETFSIZE)
    return __isthmus_fail(LINUX_EINVAL);
  va_list arguments;
  va_start(arguments, command);
  long blocks = ARGUMENT(arguments, long);
  va_end(arguments);
  /* What UL_GETFSIZE may have told of no limit is none again. */
  limit.rlim_cur = limit.rlim_max = blocks < 0 || blocks == LONG_MAX ? RLIM_INFINITY : (rlim_t)blocks * BLOCK;
  return setrlimit(RLIMIT_FSIZE, &limit) < 0 ? -1 : blocks;
}

/** The nice value, -20 to 19; -1 is one of them, so set errno to 0 before. getpriority(2). */
int getpriority(int which, id_t who) {
  int result = __isthmus_result(__isthmus_getpriority(which, (int32_t)who));
  return result < 0 ? -1 : 20 - result; /* The kernel's numbers have no negative ones. */
}

/** Sets the nice value of processes of the run. setpriority(2). */
int setpriority(int which, id_t who, int priority) {
  return __isthmus_result(__isthmus_setpriority(which, (int32_t)who, priority));
}

/** Adds to the nice value and returns the new one. EPERM where it must not sink. nice(2). */
int nice(int increment) {
  int error = errno;
  errno = 0;
  int priority = getpriority(PRIO_PROCESS, 0);
  if (priority == -1 && errno != 0)
    return -1;
  if (setpriority(PRIO_PROCESS, 0, priority + increment) < 0) {
    if (errno == EACCES)
      errno = EPERM;
    return -1;
  }
  errno = error;
  return getpriority(PRIO_PROCESS, 0);
}

/** CPU times in ticks (100 a second); returns the ticks since some fixed moment. times(2). */
clock_t times(struct tms *times) {
  struct {
    int64_t user, system, children_user, children_system;
  } kernel;
  int64_t result = __isthmus_result64(__isthmus_times(times == NULL ? NULL : &kernel));
  if (result >= 0 && times != NULL)
    *times = (struct tms){(clock_t)kernel.user, (clock_t)kernel.system, (clock_t)kernel.children_user,
                          (clock_t)kernel.children_system};
  return (clock_t)result;
}
