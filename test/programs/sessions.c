// Process groups and sessions: making and joining them, and who may not.
#include "show.h"

static void reap(const char *what, pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("%s: %s\n", what, status_name(status));
}

static pid_t start_waiting(void) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    for (;;)
      pause();
  return pid;
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1) {
    putchar('r');
    fflush(stdout);
    for (;;)
      pause();
  }
  check(getpgrp() == getpgid(0) && getpgid(0) == getpgid(getpid()));
  check(getsid(0) == getsid(getpid()));
  pid_t pid = fork();
  if (pid == 0) {
    check(getpgrp() == getpgid(getppid()));
    pid_t session = setsid();
    check(session == getpid());
    check(getsid(0) == getpid() && getpgrp() == getpid());
    show(setsid());
    show(setpgid(0, 0));
    show(getsid(getppid()) == getsid(0));
    pid_t grandchild = fork();
    if (grandchild == 0) {
      check(getsid(0) == getsid(getppid()) && getpgrp() == getpgid(getppid()));
      show(setpgid(0, 0));
      check(getpgrp() == getpid() && getsid(0) == getsid(getppid()));
      show(setsid());
      show(setpgid(0, getppid()));
      check(getpgrp() == getppid());
      show(setsid() == getpid());
      _exit(0);
    }
    reap("grandchild", grandchild);
    _exit(0);
  }
  reap("child", pid);

  /* A parent sorts its children into a group. */
  pid_t first = start_waiting();
  pid_t second = start_waiting();
  show(setpgid(first, first));
  show(setpgid(second, first));
  check(getpgid(first) == first && getpgid(second) == first);
  check(getsid(first) == getsid(0));
  show(setpgid(second, second));
  show(setpgid(second, 0));
  show(setpgid(second, first));
  show(kill(-first, SIGTERM));
  reap("first", first);
  reap("second", second);
  show(getpgid(first));
  show(getsid(first));
  show(setpgid(first, 0));

  /* A child that has executed another program is left alone. */
  int ends[2];
  check(pipe(ends) == 0);
  pid = fork();
  if (pid == 0) {
    dup2(ends[1], 1);
    execl(argv[0], argv[0], "wait", (char *)NULL);
    _exit(100);
  }
  char byte = 0;
  check(read(ends[0], &byte, 1) == 1 && byte == 'r');
  show(setpgid(pid, pid));
  check(kill(pid, SIGKILL) == 0);
  reap("executed", pid);

  show(setpgid(-1, 0));
  show(setpgid(0, -1));
  show(setpgid(0, 99999999));
  show(setpgid(1, 0));
  show(getpgid(-1));
  show(getpgid(99999999));
  show(getsid(99999999));
  show(tcgetpgrp(0));
  show(tcgetpgrp(99));
  return 0;
}
