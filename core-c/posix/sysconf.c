// sysconf: the system's limits and options, with glibc's values on Linux where libisthmus keeps the promise.
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "internal.h"

enum { PAGE = 4096, UNLIMITED = -1 };

/** A soft limit, or -1 for one that is infinite. */
static long limit(int resource) {
  struct rlimit value;
  if (getrlimit(resource, &value) < 0 || value.rlim_cur == RLIM_INFINITY)
    return UNLIMITED;
  return value.rlim_cur > LONG_MAX ? LONG_MAX : (long)value.rlim_cur;
}

/** As in the kernel: a quarter of the stack, and never less than 128 KiB. */
static long argument_limit(void) {
  long quarter = limit(RLIMIT_STACK) / 4;
  return quarter < 131072 ? 131072 : quarter;
}

static long processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) < 0 ? 1 : CPU_COUNT(&set);
}

static long pages(int only_free) {
  struct sysinfo information;
  if (sysinfo(&information) < 0)
    return -1;
  unsigned long units = only_free ? information.freeram : information.totalram;
  return (long)((unsigned long long)units * information.mem_unit / PAGE);
}

/** The size of a page: the kernel's, in which files are mapped, not the 64 KiB by which a wasm memory grows.
 * getpagesize(2). */
int getpagesize(void) { return PAGE; }

/** How many descriptors the process may have. getdtablesize(3). */
int getdtablesize(void) {
  long size = limit(RLIMIT_NOFILE);
  return size < 0 || size > INT_MAX ? INT_MAX : (int)size;
}

/** A limit or an option; -1 for what has no limit or isn't there, with EINVAL for an unknown name. sysconf(3). */
long sysconf(int name) {
  switch (name) {
  case _SC_ARG_MAX:
    return argument_limit();
  case _SC_CHILD_MAX:
    return limit(RLIMIT_NPROC);
  case _SC_OPEN_MAX:
    return limit(RLIMIT_NOFILE);
  case _SC_SIGQUEUE_MAX:
    return limit(RLIMIT_SIGPENDING);
  case _SC_NPROCESSORS_CONF:
  case _SC_NPROCESSORS_ONLN:
    return processors();
  case _SC_PHYS_PAGES:
    return pages(0);
  case _SC_AVPHYS_PAGES:
    return pages(1);
  case _SC_PAGESIZE:
    return PAGE;
  case _SC_CLK_TCK:
    return 100;
  case _SC_NGROUPS_MAX:
    return 65536;
  case _SC_STREAM_MAX:
    return 16;
  case _SC_TZNAME_MAX:
    return 6;
  case _SC_HOST_NAME_MAX:
    return 64;
  case _SC_LOGIN_NAME_MAX:
    return 256;
  case _SC_TTY_NAME_MAX:
    return 32;
  case _SC_IOV_MAX:
    return 1024;
  case _SC_RTSIG_MAX:
    return 32;
  case _SC_MINSIGSTKSZ:
    return 2048;
  case _SC_SIGSTKSZ:
    return 8192;
  case _SC_ATEXIT_MAX:
  case _SC_DELAYTIMER_MAX:
  case _SC_SEM_VALUE_MAX:
  case _SC_SS_REPL_MAX:
    return INT_MAX;
  case _SC_MQ_PRIO_MAX:
    return 32768;
  case _SC_GETPW_R_SIZE_MAX:
  case _SC_GETGR_R_SIZE_MAX:
    return 1024;
  case _SC_THREAD_KEYS_MAX:
    return 128;
  case _SC_THREAD_DESTRUCTOR_ITERATIONS:
    return 4;
  case _SC_NZERO:
    return 20;
  case _SC_BC_BASE_MAX:
  case _SC_BC_SCALE_MAX:
    return 99;
  case _SC_BC_DIM_MAX:
  case _SC_LINE_MAX:
    return 2048;
  case _SC_BC_STRING_MAX:
    return 1000;
  case _SC_COLL_WEIGHTS_MAX:
    return 255;
  case _SC_EXPR_NEST_MAX:
    return 32;
  case _SC_RE_DUP_MAX:
    return 32767;
  case _SC_XOPEN_VERSION:
    return 700;
  case _SC_XOPEN_XCU_VERSION:
    return 4;
  case _SC_JOB_CONTROL:
  case _SC_SAVED_IDS:
  case _SC_REGEXP:
  case _SC_SHELL:
  case _SC_XOPEN_UNIX:
  case _SC_XOPEN_ENH_I18N:
    return 1;
  case _SC_VERSION:
  case _SC_2_VERSION:
  case _SC_2_C_BIND:
  case _SC_FSYNC:
  case _SC_SYNCHRONIZED_IO:
  case _SC_MAPPED_FILES:
  case _SC_MEMORY_PROTECTION:
  case _SC_MEMLOCK:
  case _SC_MEMLOCK_RANGE:
  case _SC_SHARED_MEMORY_OBJECTS:
  case _SC_SEMAPHORES:
  case _SC_MESSAGE_PASSING:
  case _SC_THREAD_PROCESS_SHARED:
  case _SC_BARRIERS:
  case _SC_SPIN_LOCKS:
  case _SC_READER_WRITER_LOCKS:
  case _SC_TIMERS:
  case _SC_TIMEOUTS:
  case _SC_REALTIME_SIGNALS:
  case _SC_SPAWN:
  case _SC_CPUTIME:
  case _SC_THREAD_CPUTIME:
  case _SC_MONOTONIC_CLOCK:
  case _SC_CLOCK_SELECTION:
  case _SC_ADVISORY_INFO:
  case _SC_IPV6:
    return 200809L;
  default:
    if (name < 0 || name > _SC_SIGSTKSZ)
      errno = EINVAL;
    return -1;
  }
}
