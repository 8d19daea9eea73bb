// syscall(2): the few calls that programs make by number because a libc once had no name for them.
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "siginfo.h"

/** How many arguments a call has: no more may be taken than were given. */
static size_t argument_count(long number) {
  switch (number) {
  case SYS_futex:
    return 6;
  case SYS_waitid:
    return 5;
  case SYS_rt_tgsigqueueinfo:
  case SYS_pidfd_send_signal:
    return 4;
  case SYS_read:
  case SYS_write:
  case SYS_getrandom:
  case SYS_tgkill:
  case SYS_rt_sigqueueinfo:
  case SYS_mlock2:
  case SYS_pidfd_getfd:
  case SYS_close_range:
    return 3;
  case SYS_kill:
  case SYS_tkill:
  case SYS_pipe2:
  case SYS_memfd_create:
  case SYS_pidfd_open:
    return 2;
  case SYS_close:
  case SYS_dup:
  case SYS_exit:
  case SYS_exit_group:
    return 1;
  default:
    return 0;
  }
}

/** futex(2): six arguments, of which the fourth is a time where the operation waits, and otherwise a number. */
static long call_futex(const long *arguments) {
  int operation = (int)arguments[1] & FUTEX_CMD_MASK;
  bool waits = operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET;
  const struct timespec *time = waits ? (const struct timespec *)arguments[3] : NULL;
  struct kernel_timespec kernel;
  if (IS_MEMORY(time))
    kernel = __isthmus_kernel_timespec(time);
  return __isthmus_result(__isthmus_futex((void *)arguments[0], (int)arguments[1], (uint32_t)arguments[2],
                                          STRUCT(time, kernel), waits ? 0 : (uint32_t)arguments[3],
                                          (void *)arguments[4], (uint32_t)arguments[5]));
}

/** rt_sigqueueinfo(2), or with a thread rt_tgsigqueueinfo(2). */
static long call_queue(const long *ids, bool has_thread, int signal, const siginfo_t *information) {
  struct kernel_siginfo kernel;
  if (IS_MEMORY(information))
    __isthmus_kernel_siginfo(&kernel, information);
  const struct kernel_siginfo *told = STRUCT(information, kernel);
  return __isthmus_result(has_thread ? __isthmus_rt_tgsigqueueinfo((pid_t)ids[0], (pid_t)ids[1], signal, told)
                                     : __isthmus_rt_sigqueueinfo((pid_t)ids[0], signal, told));
}

/** waitid(2), which tells what the child used as well. */
static long call_wait(const long *arguments) {
  siginfo_t *information = (siginfo_t *)arguments[2];
  struct rusage *usage = (struct rusage *)arguments[4];
  struct kernel_siginfo kernel = {0};
  struct kernel_rusage used = {0};
  long result = __isthmus_result(
      __isthmus_waitid((int32_t)arguments[0], (int32_t)arguments[1], &kernel, (int32_t)arguments[3], &used));
  if (result == 0 && information != NULL)
    __isthmus_siginfo(information, &kernel);
  if (result == 0 && usage != NULL && kernel.signal != 0)
    __isthmus_rusage(usage, &used);
  return result;
}

/** Calls by x86-64's number, for the numbers in <sys/syscall.h>; others give ENOSYS. syscall(2). */
long syscall(long number, ...) {
  long arguments[6] = {0};
  va_list list;
  va_start(list, number);
  for (size_t i = 0; i < argument_count(number); i++)
    arguments[i] = va_arg(list, long);
  va_end(list);
  switch (number) {
  case SYS_futex:
    return call_futex(arguments);
  case SYS_read:
    return read((int)arguments[0], (void *)arguments[1], (size_t)arguments[2]);
  case SYS_write:
    return write((int)arguments[0], (const void *)arguments[1], (size_t)arguments[2]);
  case SYS_close:
    return close((int)arguments[0]);
  case SYS_dup:
    return dup((int)arguments[0]);
  case SYS_sched_yield:
    return sched_yield();
  case SYS_getpid:
    return getpid();
  case SYS_gettid:
    return gettid();
  case SYS_getppid:
    return getppid();
  case SYS_getuid:
    return (long)getuid();
  case SYS_geteuid:
    return (long)geteuid();
  case SYS_getgid:
    return (long)getgid();
  case SYS_getegid:
    return (long)getegid();
  case SYS_kill:
    return kill((pid_t)arguments[0], (int)arguments[1]);
  case SYS_tkill:
    return tgkill((pid_t)arguments[0], (pid_t)arguments[0], (int)arguments[1]);
  case SYS_tgkill:
    return tgkill((pid_t)arguments[0], (pid_t)arguments[1], (int)arguments[2]);
  case SYS_rt_sigqueueinfo:
    return call_queue(arguments, false, (int)arguments[1], (const siginfo_t *)arguments[2]);
  case SYS_rt_tgsigqueueinfo:
    return call_queue(arguments, true, (int)arguments[2], (const siginfo_t *)arguments[3]);
  case SYS_pidfd_open:
    return pidfd_open((pid_t)arguments[0], (unsigned)arguments[1]);
  case SYS_pidfd_send_signal:
    return pidfd_send_signal((int)arguments[0], (int)arguments[1], (siginfo_t *)arguments[2], (unsigned)arguments[3]);
  case SYS_pidfd_getfd:
    return pidfd_getfd((int)arguments[0], (int)arguments[1], (unsigned)arguments[2]);
  case SYS_waitid:
    return call_wait(arguments);
  case SYS_pipe2:
    return pipe2((int *)arguments[0], (int)arguments[1]);
  case SYS_memfd_create:
    return memfd_create((const char *)arguments[0], (unsigned)arguments[1]);
  case SYS_mlock2:
    return mlock2((const void *)arguments[0], (size_t)arguments[1], (unsigned)arguments[2]);
  case SYS_close_range:
    return close_range((unsigned)arguments[0], (unsigned)arguments[1], (int)arguments[2]);
  case SYS_getrandom:
    return getrandom((void *)arguments[0], (size_t)arguments[1], (unsigned)arguments[2]);
  case SYS_exit:
  case SYS_exit_group:
    _exit((int)arguments[0]);
  default:
    return __isthmus_fail(LINUX_ENOSYS);
  }
}
