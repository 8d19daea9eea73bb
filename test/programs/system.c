// system: the status of a command, what the shell sees, and that signals and children of the caller are left alone.
// isthmus: --allow-exec=/bin/sh
#include "show.h"

extern char **environ;

static const char *disposition(int number) {
  struct sigaction action;
  check(sigaction(number, NULL, &action) == 0);
  return action.sa_handler == SIG_IGN ? "ignored" : "default";
}

int main(void) {
  begin();
  show(system(NULL) != 0);
  puts(status_name(system("echo from the shell")));
  puts(status_name(system("exit 7")));
  puts(status_name(system("kill -KILL $$")));
  puts(status_name(system("no-such-command-here 2>/dev/null")));
  puts(status_name(system("")));
  puts(status_name(system("echo a; echo b >file; cat file; rm file")));
  setenv("WORD", "environment", 1);
  puts(status_name(system("echo $WORD")));
  pid_t other = fork();
  if (other == 0)
    _exit(5);
  puts(status_name(system("true")));
  int status;
  check(waitpid(other, &status, 0) == other);
  puts(status_name(status));

  /* SIGINT and SIGQUIT hit the command only, SIGCHLD is as before. */
  puts(status_name(system("kill -INT $PPID; kill -QUIT $PPID; kill -INT $$")));
  printf("%s %s\n", disposition(SIGINT), disposition(SIGQUIT));
  check(signal(SIGINT, SIG_IGN) == SIG_DFL);
  puts(status_name(system("kill -INT $$; exit 8")));
  puts(disposition(SIGINT));
  sigset_t mask;
  check(sigprocmask(SIG_BLOCK, NULL, &mask) == 0);
  show(sigismember(&mask, SIGCHLD));
  show(wait(NULL));
  return 0;
}
