// A server's handler of SIGCHLD: reaps all children that have ended, however many one signal stands for.
#include "signals.h"

enum { children = 20 };
static volatile sig_atomic_t reaped, wrong, seen[children];
static pid_t pids[children];

static void reap_all(int number) {
  int error = errno, status;
  pid_t pid;
  (void)number;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    int i = 0;
    while (i < children && pids[i] != pid)
      i++;
    if (i == children || seen[i]++ > 0 || !WIFEXITED(status) || WEXITSTATUS(status) != i)
      wrong++;
    reaped++;
  }
  errno = error;
}

/* Children that end when the pipe does, all at once. */
static void all_at_once(void) {
  int ends[2];
  sigset_t former, set = set_of(SIGCHLD, 0);
  check(pipe(ends) == 0 && sigprocmask(SIG_BLOCK, &set, &former) == 0);
  for (int i = 0; i < children; i++) {
    pids[i] = fork();
    check(pids[i] >= 0);
    if (pids[i] == 0) {
      char byte;
      close(ends[1]);
      _exit(read(ends[0], &byte, 1) == 0 ? i : 99);
    }
  }
  check(close(ends[0]) == 0 && close(ends[1]) == 0);
  while (reaped < children)
    sigsuspend(&former);
  check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);
  printf("%d reaped, %d wrong\n", (int)reaped, (int)wrong);
  show(waitpid(-1, NULL, WNOHANG));
}

/* Children that end while others are started, and while the parent reads from a pipe that they write to. */
static void one_after_the_other(void) {
  int ends[2], bytes = 0;
  check(pipe(ends) == 0);
  reaped = 0;
  for (int i = 0; i < children; i++) {
    seen[i] = 0;
    sigset_t former, set = set_of(SIGCHLD, 0);
    /* Its number is written down before its end is told. */
    check(sigprocmask(SIG_BLOCK, &set, &former) == 0);
    pids[i] = fork();
    check(pids[i] >= 0);
    if (pids[i] == 0)
      _exit(write(ends[1], "x", 1) == 1 ? i : 99);
    check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);
  }
  check(close(ends[1]) == 0);
  for (;;) {
    char buffer[8];
    ssize_t count = read(ends[0], buffer, sizeof buffer);
    if (count == 0)
      break;
    check(count > 0);
    bytes += (int)count;
  }
  sigset_t former, set = set_of(SIGCHLD, 0);
  check(sigprocmask(SIG_BLOCK, &set, &former) == 0);
  while (reaped < children)
    sigsuspend(&former);
  check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);
  printf("%d bytes, %d reaped, %d wrong\n", bytes, (int)reaped, (int)wrong);
}

int main(void) {
  begin();
  install(SIGCHLD, reap_all, SA_RESTART | SA_NOCLDSTOP);
  all_at_once();
  one_after_the_other();
  return 0;
}
