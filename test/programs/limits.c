// Resource limits and usage, priorities, and the system's constants.
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <ulimit.h>

#include "show.h"

static void reap(const char *what) {
  int status;
  check(wait(&status) > 0);
  printf("%s: %s\n", what, status_name(status));
}

static void tell(int resource) {
  struct rlimit limit = {1, 1};
  check(getrlimit(resource, &limit) == 0);
  printf("%lld %lld\n", (long long)limit.rlim_cur, (long long)limit.rlim_max);
}

static int last_open(void) {
  int last = -1;
  int fd;
  while ((fd = open("/dev/null", O_RDONLY)) >= 0)
    last = fd;
  check(errno == EMFILE);
  return last;
}

int main(int argc, char **argv) {
  begin();
  struct rlimit limit;
  if (argc > 1) {
    tell(RLIMIT_NOFILE);
    tell(RLIMIT_CORE);
    show(last_open());
    return 0;
  }
  for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
    check(getrlimit(resource, &limit) == 0);
    check(limit.rlim_cur <= limit.rlim_max);
    struct rlimit again;
    check(setrlimit(resource, &limit) == 0);
    check(prlimit(0, resource, NULL, &again) == 0);
    check(again.rlim_cur == limit.rlim_cur && again.rlim_max == limit.rlim_max);
  }
  show(getrlimit(99, &limit));
  show(setrlimit(99, &limit));
  limit = (struct rlimit){20, 10};
  show(setrlimit(RLIMIT_NOFILE, &limit));
  limit = (struct rlimit){0, 0};
  show(setrlimit(RLIMIT_CORE, &limit));
  tell(RLIMIT_CORE);
  limit = (struct rlimit){10, 12};
  struct rlimit former;
  show(prlimit(getpid(), RLIMIT_NOFILE, &limit, &former));
  check(former.rlim_cur > 10);
  tell(RLIMIT_NOFILE);
  show(sysconf(_SC_OPEN_MAX));
  show(getdtablesize());
  if (fork() == 0) {
    show(last_open());
    show(dup(0));
    show(fcntl(0, F_DUPFD, 10));
    show(dup2(0, 10));
    int ends[2];
    show(pipe(ends));
    close(9);
    show(pipe(ends));
    show(dup(0));
    limit = (struct rlimit){12, 12};
    show(setrlimit(RLIMIT_NOFILE, &limit));
    show(dup(0));
    show(dup(0));
    show(dup(0));
    _exit(0);
  }
  reap("in the child");
  show(dup(0));
  if (fork() == 0) {
    execl(argv[0], argv[0], "limits", (char *)NULL);
    _exit(100);
  }
  reap("kept by exec");
  if (fork() == 0) {
    limit = (struct rlimit){100, 100};
    check(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    check(signal(SIGXFSZ, SIG_IGN) == SIG_DFL);
    int fd = open("file", O_WRONLY | O_CREAT, 0600);
    static char block[60];
    show(write(fd, block, sizeof block));
    show(write(fd, block, sizeof block));
    show(write(fd, block, sizeof block));
    show(ftruncate(fd, 101));
    check(signal(SIGXFSZ, SIG_DFL) == SIG_IGN);
    write(fd, block, sizeof block);
    _exit(0);
  }
  reap("a file too long");

  struct rusage usage;
  show(getrusage(RUSAGE_SELF, &usage));
  check(usage.ru_utime.tv_sec >= 0 && usage.ru_utime.tv_usec < 1000000);
  check(usage.ru_maxrss > 100 && usage.ru_minflt > 0);
  struct rusage children;
  show(getrusage(RUSAGE_CHILDREN, &children));
  check(children.ru_minflt > 0);
  show(getrusage(RUSAGE_THREAD, &usage));
  show(getrusage(77, &usage));

  int before = getpriority(PRIO_PROCESS, 0);
  show(before);
  show(setpriority(PRIO_PROCESS, 0, before + 3));
  show(getpriority(PRIO_PROCESS, 0));
  errno = 0;
  show(nice(2));
  show(nice(100));
  show(getpriority(PRIO_PROCESS, getpid()));
  show(getpriority(9, 0));
  show(setpriority(9, 0, 0));
  show(getpriority(PRIO_PROCESS, 99999999));

  show(sysconf(_SC_CLK_TCK));
  show(sysconf(_SC_PAGESIZE));
  show(sysconf(_SC_PAGE_SIZE));
  show(getpagesize());
  show(sysconf(_SC_NGROUPS_MAX));
  show(sysconf(_SC_HOST_NAME_MAX));
  show(sysconf(_SC_IOV_MAX));
  show(sysconf(_SC_VERSION));
  show(sysconf(_SC_JOB_CONTROL));
  show(sysconf(_SC_SAVED_IDS));
  show(sysconf(_SC_RTSIG_MAX));
  show(sysconf(_SC_LINE_MAX));
  show(sysconf(_SC_MONOTONIC_CLOCK));
  show(sysconf(-7));
  errno = 0;
  show(sysconf(99999));
  check(sysconf(_SC_ARG_MAX) >= 131072);
  check(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
  check(sysconf(_SC_PHYS_PAGES) > 1000);
  check(sysconf(_SC_AVPHYS_PAGES) > 0);
  check(get_nprocs() >= 1);

  cpu_set_t processors;
  show(sched_getaffinity(0, sizeof processors, &processors));
  check(CPU_COUNT(&processors) == get_nprocs() || CPU_COUNT(&processors) > 0);
  show(prlimit(99999999, RLIMIT_CORE, NULL, &limit));
  show(sched_getaffinity(99999999, sizeof processors, &processors));
  show(sched_getaffinity(0, 0, &processors));
  show(sched_yield());
  show(sched_get_priority_max(SCHED_FIFO));
  show(sched_get_priority_min(SCHED_FIFO));
  show(sched_get_priority_max(SCHED_OTHER));
  show(sched_get_priority_max(99));

  show(ulimit(99));
  show(ulimit(UL_GETFSIZE) == LONG_MAX || ulimit(UL_GETFSIZE) > 1000);
  show(ulimit(UL_SETFSIZE, 1000L) >= 0);
  show(ulimit(UL_GETFSIZE));
  tell(RLIMIT_FSIZE);

  struct utsname names;
  show(uname(&names));
  puts(names.sysname);
  char name[65];
  show(gethostname(name, sizeof name));
  check(strcmp(name, names.nodename) == 0);
  show(gethostname(name, 1));
  struct sysinfo information;
  show(sysinfo(&information));
  check(information.uptime > 0 && information.totalram > 0 && information.procs > 0 && information.mem_unit > 0);
  double loads[3];
  show(getloadavg(loads, 5));
  show(PIPE_BUF);
  return 0;
}
