// The other program of the tests of signals: sends them in every way that a native program can, and waits for some. Its
// first argument says what it does.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Values from a first one on; where the receiver's queue is full, again when there is room. */
static int queue(pid_t pid, int signal, int first, int count) {
  int full = 0;
  for (int i = 0; i < count; i++) {
    while (sigqueue(pid, signal, (union sigval){.sival_int = first + i}) < 0) {
      if (errno != EAGAIN)
        fail("sigqueue");
      full++;
      usleep(200);
    }
  }
  printf("%s\n", full > 0 ? "full" : "sent");
  return 0;
}

/* As the kernel tells of a timer of timer_create, which only the process itself can have. */
static int forge_timer(pid_t pid, int signal) {
  siginfo_t info = {.si_code = SI_TIMER};
  info.si_timerid = 5;
  info.si_overrun = 7;
  info.si_value.sival_int = 9;
  if (syscall(SYS_rt_sigqueueinfo, pid, signal, &info) < 0)
    fail("rt_sigqueueinfo");
  return 0;
}

/* Lets the kernel send a signal when a pipe becomes readable; 0 for the plain SIGIO. Prints the descriptor. */
static int notify(pid_t pid, int signal) {
  int ends[2];
  if (pipe(ends) < 0 || fcntl(ends[0], F_SETOWN, pid) < 0 || fcntl(ends[0], F_SETSIG, signal) < 0 ||
      fcntl(ends[0], F_SETFL, O_ASYNC) < 0 || write(ends[1], "", 1) != 1)
    fail("pipe");
  printf("%d\n", ends[0]);
  return 0;
}

/* What signals the process is started with, as a new program sees it. */
static int show_signals(void) {
  sigset_t mask;
  sigprocmask(SIG_SETMASK, NULL, &mask);
  for (int signal = 1; signal <= SIGRTMAX; signal++) {
    struct sigaction action;
    if (sigismember(&mask, signal) == 1)
      printf("%d is blocked\n", signal);
    if (sigaction(signal, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
      printf("%d is not default\n", signal);
  }
  printf("shown\n");
  return 0;
}

/* Says what comes, each with its value, until SIGTERM does. */
static int report(void) {
  sigset_t set;
  sigfillset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    siginfo_t info;
    int signal = sigwaitinfo(&set, &info);
    if (signal == SIGTERM)
      return 0;
    printf("%d %d %lld %d\n", signal, info.si_code, (long long)(intptr_t)info.si_ptr, info.si_pid == getppid());
    fflush(stdout);
  }
}

/* Runs a program that may have so many signals queued. */
static int limited(int most, char **command) {
  struct rlimit limit = {(rlim_t)most, (rlim_t)most};
  if (setrlimit(RLIMIT_SIGPENDING, &limit) < 0)
    fail("setrlimit");
  execvp(command[0], command);
  fail("execvp");
  return 1;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  int pid = argc > 2 ? atoi(argv[2]) : 0, signal = argc > 3 ? atoi(argv[3]) : 0;
  if (strcmp(what, "queue") == 0 && argc > 5)
    return queue(pid, signal, atoi(argv[4]), atoi(argv[5]));
  if (strcmp(what, "thread") == 0)
    return syscall(SYS_tgkill, pid, pid, signal) != 0;
  if (strcmp(what, "forge-timer") == 0)
    return forge_timer(pid, signal);
  if (strcmp(what, "notify") == 0)
    return notify(pid, signal);
  if (strcmp(what, "show-signals") == 0)
    return show_signals();
  if (strcmp(what, "report") == 0)
    return report();
  if (strcmp(what, "limited") == 0 && argc > 3)
    return limited(pid, argv + 3);
  return 2;
}
