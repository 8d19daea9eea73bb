// Demo: fork makes a real process: its own copy of memory, its own pid, an exit status or a signal for its parent.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int shared_or_not = 1;

static pid_t start(int (*body)(void)) {
  fflush(stdout); /* Else both copies would print what is still in the buffer. */
  pid_t pid = fork();
  if (pid < 0) {
    perror("fork");
    exit(EXIT_FAILURE);
  }
  if (pid == 0)
    exit(body());
  return pid;
}

static void report(pid_t pid, const char *who) {
  int status;
  if (waitpid(pid, &status, 0) != pid) {
    perror("waitpid");
    exit(EXIT_FAILURE);
  }
  if (WIFEXITED(status))
    printf("parent: %s exited with status %d\n", who, WEXITSTATUS(status));
  else if (WIFSIGNALED(status))
    printf("parent: %s was killed by signal %d (%s)\n", who, WTERMSIG(status), strsignal(WTERMSIG(status)));
}

static int change_memory(void) {
  shared_or_not = 2;
  printf("child:  the variable is %d in my copy of the memory\n", shared_or_not);
  return 7;
}

static pid_t parent_pid;

static int ask_parent(void) {
  printf("child:  my parent %s the process that forked me\n", getppid() == parent_pid ? "is" : "is not");
  return 0;
}

static int touch_null(void) {
  volatile int *address = (volatile int *)-64;
  return *address;
}

static int sleep_for_ever(void) {
  while (sleep(1000) == 0)
    continue;
  return 0;
}

int main(void) {
  parent_pid = getpid();
  report(start(change_memory), "the first child");
  printf("parent: the variable is still %d in mine\n", shared_or_not);
  report(start(ask_parent), "the second child");
  report(start(touch_null), "a child with a bad pointer");
  pid_t sleeper = start(sleep_for_ever);
  kill(sleeper, SIGTERM);
  report(sleeper, "a sleeping child");
  return EXIT_SUCCESS;
}
