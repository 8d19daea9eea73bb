// Reaches for other processes by everything that sends a signal at once or later. The first argument says from where:
// `strangers PID`, `neighbour PID` (in the same session), `handle` and `owned` (what standard input is).
#include "attempt.h"
#include <fcntl.h>
#include <isthmus/imports.h>
#include <linux/pidfd.h>
#include <linux/sockios.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

static siginfo_t information(int signal, int code) {
  siginfo_t told;
  memset(&told, 0, sizeof told);
  told.si_signo = signal;
  told.si_code = code;
  return told;
}

static void own(int fd, int type, pid_t pid) {
  struct f_owner_ex owner = {type, pid}, after;
  refused(fcntl(fd, F_SETOWN_EX, &owner));
  allowed(fcntl(fd, F_GETOWN_EX, &after));
  if (after.pid == pid)
    puts("escaped: an owner that was refused");
}

static void reach(pid_t pid) {
  siginfo_t told = information(SIGTERM, SI_QUEUE);
  for (int signal = 0; signal <= SIGRTMAX; signal++) {
    refused_with(EPERM, sigqueue(pid, signal, (union sigval){.sival_int = 0}));
    refused_with(EPERM, tgkill(pid, pid, signal));
  }
  refused(sigqueue(-pid, SIGTERM, (union sigval){.sival_int = 0}));
  refused(syscall(SYS_tkill, pid, SIGTERM));
  refused(syscall(SYS_rt_sigqueueinfo, pid, SIGTERM, &told));
  refused(syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGTERM, &told));
  refused(tgkill(getpid(), pid, SIGTERM));
  refused_with(EPERM, pidfd_open(pid, 0));
  refused_with(EPERM, pidfd_open(pid, PIDFD_NONBLOCK));
  refused(pidfd_open(pid, PIDFD_THREAD));
  int ends[2];
  allowed(pipe(ends));
  refused_with(EPERM, fcntl(ends[0], F_SETOWN, pid));
  refused(fcntl(ends[0], F_SETOWN, -pid));
  for (int type = F_OWNER_TID; type <= F_OWNER_PGRP; type++)
    own(ends[0], type, pid);
  /* The bridge itself knows one command only. */
  refused(-(__isthmus_fcntl(ends[0], F_SETOWN, (uint32_t)pid) < 0));
  allowed(close(ends[0]));
  allowed(close(ends[1]));
}

/* The group that the run began in may get other members, though there are none now. */
static void reach_first_group(void) {
  int ends[2];
  allowed(pipe(ends));
  refused_with(EPERM, fcntl(ends[0], F_SETOWN, -getpgrp()));
  own(ends[0], F_OWNER_PGRP, getpgrp());
}

/* What the host's own handlers live by can be neither taken nor forged. */
static void take_faults(void) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
  sigset_t set;
  struct timespec no_time = {0, 0};
  sigfillset(&set);
  refused_with(EAGAIN, sigtimedwait(&set, NULL, &no_time));
  int signals = signalfd(-1, &set, SFD_NONBLOCK);
  struct signalfd_siginfo told;
  allowed(signals);
  refused_with(EAGAIN, read(signals, &told, sizeof told));
  int self = pidfd_open(getpid(), 0);
  allowed(self);
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    int status = 0;
    for (int code = 1; code <= SI_KERNEL; code += code < 8 ? 1 : SI_KERNEL - 8) {
      siginfo_t forged = information(faults[i], code);
      forged.si_addr = &status;
      refused_with(EPERM, syscall(SYS_rt_sigqueueinfo, getpid(), faults[i], &forged));
      refused_with(EPERM, syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), faults[i], &forged));
      refused_with(EPERM, pidfd_send_signal(self, faults[i], &forged, 0));
    }
    pid_t child = fork();
    if (child == 0) {
      sigqueue(getpid(), faults[i], (union sigval){.sival_int = 1});
      _exit(77);
    }
    allowed(waitpid(child, &status, 0));
    if (!WIFSIGNALED(status) || WTERMSIG(status) != faults[i])
      printf("a sent fault %d ended with %d\n", faults[i], status);
  }
}

/* A process that adopts orphans is not given those that are not its own. */
static void adopt(void) {
  int status;
  allowed(prctl(PR_SET_CHILD_SUBREAPER, 1));
  allowed(semget(IPC_PRIVATE, 1, 0600));
  usleep(100000);
  refused_with(ECHILD, waitpid(-1, &status, WNOHANG | __WALL));
}

static void refuse_options(void) {
  for (int option = 0; option < 80; option++)
    if (option != PR_SET_PDEATHSIG && option != PR_GET_PDEATHSIG && option != PR_SET_NAME && option != PR_GET_NAME &&
        option != PR_SET_CHILD_SUBREAPER && option != PR_GET_CHILD_SUBREAPER)
      refused_with(EINVAL, prctl(option, 1));
  refused_with(EINVAL, prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY));
}

/* Standard input is the descriptor of a process outside. */
static void handle(void) {
  siginfo_t told = information(SIGTERM, SI_QUEUE);
  for (int signal = 0; signal <= SIGRTMAX; signal++)
    refused_with(EPERM, pidfd_send_signal(0, signal, NULL, 0));
  refused(pidfd_send_signal(0, SIGTERM, &told, 0));
  for (unsigned flags = 1; flags <= 8; flags++)
    refused(pidfd_send_signal(0, SIGTERM, NULL, flags));
  int copy = dup(0);
  allowed(copy);
  refused_with(EPERM, pidfd_send_signal(copy, SIGTERM, NULL, 0));
  refused_with(EPERM, pidfd_getfd(0, 1, 0));
  refused_with(ECHILD, waitid(P_PIDFD, 0, &told, WEXITED | WNOHANG));
  refused(waitid(P_PIDFD, 99, &told, WEXITED | WNOHANG));
}

/* Standard input is a pipe whose owner is a process outside. */
static void owned(void) {
  int on = 1;
  pid_t owner = fcntl(0, F_GETOWN);
  if (owner <= 0)
    puts("there is no owner");
  refused_with(EPERM, fcntl(0, F_SETFL, O_ASYNC));
  refused_with(EPERM, fcntl(0, F_SETFL, O_ASYNC | O_NONBLOCK));
  refused_with(EPERM, ioctl(0, FIOASYNC, &on));
  refused_with(EPERM, fcntl(0, F_SETSIG, SIGKILL));
  refused_with(EPERM, fcntl(0, F_SETSIG, 0));
  if (fcntl(0, F_GETFL) & (O_ASYNC | O_NONBLOCK))
    puts("escaped: O_ASYNC");
  /* Its own it may be. */
  allowed(fcntl(0, F_SETOWN, getpid()));
  allowed(fcntl(0, F_SETSIG, SIGRTMIN));
  allowed(fcntl(0, F_SETFL, O_ASYNC));
  refused_with(EPERM, fcntl(0, F_SETOWN, owner));
  if (fcntl(0, F_GETOWN) != getpid())
    puts("escaped: an owner that was refused");
}

/* A group of the session's can be joined, which makes it no group of the run's. */
static void neighbour(pid_t pid) {
  int ends[2];
  allowed(pipe(ends));
  allowed(setpgid(0, pid));
  if (getpgrp() != pid)
    puts("not in the neighbour's group");
  refused_with(EPERM, fcntl(ends[0], F_SETOWN, -pid));
  own(ends[0], F_OWNER_PGRP, pid);
  refused_with(EPERM, kill(pid, SIGTERM));
}

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  if (strcmp(argv[1], "handle") == 0) {
    handle();
  } else if (strcmp(argv[1], "owned") == 0) {
    owned();
  } else if (strcmp(argv[1], "neighbour") == 0) {
    neighbour(atoi(getenv("NEIGHBOUR")));
  } else {
    reach(atoi(argv[2]));
    reach(getppid());
    reach(1);
    reach_first_group();
    take_faults();
    refuse_options();
    adopt();
  }
  puts("contained");
  return 0;
}
