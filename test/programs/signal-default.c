// The default action of every signal, sent to a process that waits: it ends, is ignored, stops or goes on.
#include <sys/resource.h>

#include "signals.h"

static pid_t start(void) {
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    check(setpgid(0, 0) == 0);
    check(close(ends[0]) == 0 && write(ends[1], "r", 1) == 1 && close(ends[1]) == 0);
    for (;;)
      pause();
  }
  check(close(ends[1]) == 0 && read(ends[0], &byte, 1) == 1 && close(ends[0]) == 0);
  return child;
}

/* Sends it, and what shows that the process is still there. */
static void try(int number) {
  int status;
  char action[128];
  pid_t child = start();
  check(kill(child, number) == 0);
  int stops = number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
  /* Of a signal that is ignored nothing can be waited for but what is sent after it. */
  int ignored = number == SIGCHLD || number == SIGURG || number == SIGWINCH || number == SIGCONT;
  if (ignored) {
    check(kill(child, SIGSTOP) == 0);
    check(waitpid(child, &status, WUNTRACED | WCONTINUED) == child);
    snprintf(action, sizeof action, "ignored, then %s", status_name(status));
    check(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
  } else {
    check(waitpid(child, &status, WUNTRACED | WCONTINUED) == child);
    snprintf(action, sizeof action, "%s", status_name(status));
    if (stops) {
      check(WIFSTOPPED(status) && WSTOPSIG(status) == number);
      check(kill(child, SIGCONT) == 0 && waitpid(child, &status, WUNTRACED | WCONTINUED) == child);
      check(WIFCONTINUED(status));
      strcat(action, ", continued");
      check(kill(child, SIGTERM) == 0 && waitpid(child, &status, 0) == child);
    }
  }
  printf("%d: %s, at last %s\n", number, action, status_name(status));
}

/* What was handled or ignored, and is set to the default, is the default. */
static void handler(int number) { (void)number; }

static void again(int number, void (*before)(int)) {
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    install(number, before, 0);
    check(raise(number) == 0);
    install(number, SIG_DFL, 0);
    raise(number);
    _exit(1);
  }
  reap(before == SIG_IGN ? "ignored before" : "handled before", child);
}

int main(void) {
  begin();
  struct rlimit none = {0, 0};
  check(setrlimit(RLIMIT_CORE, &none) == 0);
  for (int number = 1; number <= SIGRTMAX; number++)
    if (number < 32 || number >= SIGRTMIN)
      try(number);
  again(SIGTERM, SIG_IGN);
  again(SIGTERM, handler);
  again(SIGRTMIN, SIG_IGN);
  again(SIGRTMAX, handler);
  return 0;
}
