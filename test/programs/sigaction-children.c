// What SIGCHLD's flags do: SA_NOCLDSTOP, SA_NOCLDWAIT, and ignoring it.
#include "signals.h"

static volatile sig_atomic_t runs;

static void count(int number) {
  (void)number;
  runs++;
}

static const char *code_name(int code) {
  switch (code) {
  case CLD_EXITED:
    return "CLD_EXITED";
  case CLD_KILLED:
    return "CLD_KILLED";
  case CLD_STOPPED:
    return "CLD_STOPPED";
  case CLD_CONTINUED:
    return "CLD_CONTINUED";
  }
  return "another";
}

/* Of the signals that a child's life sends, only the first stays pending: it tells whether a stop was worth one. */
static void stop_and_go(const char *what, int flags) {
  siginfo_t information;
  int status;
  install(SIGCHLD, count, flags);
  change_mask(SIG_BLOCK, SIGCHLD);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    raise(SIGSTOP);
    _exit(3);
  }
  check(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
  check(kill(child, SIGCONT) == 0);
  check(waitpid(child, &status, 0) == child);
  sigset_t set = set_of(SIGCHLD, 0);
  check(sigwaitinfo(&set, &information) == SIGCHLD);
  printf("%s: %s, %s, from the child %d\n", what, status_name(status), code_name(information.si_code),
         information.si_pid == child);
  change_mask(SIG_UNBLOCK, SIGCHLD);
}

/* Children that end at once; their ends have been waited for by a pipe. */
static void children(const char *what, int handled, int flags) {
  int ends[2];
  char byte;
  runs = 0;
  install(SIGCHLD, handled ? count : SIG_DFL, flags);
  check(pipe(ends) == 0);
  for (int i = 0; i < 3; i++) {
    pid_t child = fork();
    check(child >= 0);
    if (child == 0)
      _exit(i);
  }
  close(ends[1]);
  while (read(ends[0], &byte, 1) < 0)
    check(errno == EINTR);
  close(ends[0]);
  puts(what);
  int result, status;
  do
    result = waitpid(-1, &status, 0);
  while (result > 0 || errno == EINTR);
  printf("  %d %s, a handler %s\n", result, errno_name(errno), runs > 0 ? "ran" : "did not run");
}

static void ignored(void) {
  check(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
  pid_t child = fork();
  if (child == 0)
    _exit(5);
  show(wait(NULL));
  siginfo_t information;
  show(waitid(P_ALL, 0, &information, WEXITED));
  /* A child that was there before is not reaped for it. */
  check(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
  child = fork();
  if (child == 0)
    _exit(6);
  check(waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT) == 0);
  check(signal(SIGCHLD, SIG_IGN) == SIG_DFL);
  reap("ended before", child);
  check(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
}

int main(void) {
  begin();
  stop_and_go("without SA_NOCLDSTOP", 0);
  stop_and_go("with SA_NOCLDSTOP", SA_NOCLDSTOP);
  children("with SA_NOCLDWAIT and a handler", 1, SA_NOCLDWAIT);
  children("with SA_NOCLDWAIT and no handler", 0, SA_NOCLDWAIT);
  ignored();
  /* It goes with the action: children can be waited for again. */
  install(SIGCHLD, count, 0);
  pid_t child = fork();
  if (child == 0)
    _exit(7);
  reap("without", child);
  return 0;
}
