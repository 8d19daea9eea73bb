// A shell with job control at a terminal: each job is a process group, which has the terminal while it is in the
// foreground.
#include <termios.h>

#include "signals.h"

enum { most = 8 };
static struct {
  pid_t group;
  int is_stopped;
  struct termios attributes;
} jobs[most];
static int count;
static struct termios own;

/* The jobs: what they do until they are told otherwise. */
static void live(const char *what) {
  if (strcmp(what, "sleep") == 0) {
    puts("sleeping");
    for (;;)
      pause();
  }
  if (strcmp(what, "spin") == 0) {
    puts("spinning");
    for (volatile unsigned long turns = 0;; turns++)
      ;
  }
  if (strcmp(what, "read") == 0) {
    char line[64];
    puts("reading");
    ssize_t length = read(0, line, sizeof line);
    printf("read %.*s", (int)length, line);
  }
  if (strcmp(what, "pair") == 0) {
    if (fork() == 0)
      pause();
    puts("a pair");
    for (;;)
      pause();
  }
  _exit(0);
}

static void to_default(void) {
  static const int numbers[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    install(numbers[i], SIG_DFL, 0);
}

static void await(int job) {
  int status;
  check(waitpid(jobs[job].group, &status, WUNTRACED) == jobs[job].group);
  check(tcsetpgrp(0, getpgrp()) == 0);
  check(tcgetattr(0, &jobs[job].attributes) == 0);
  check(tcsetattr(0, TCSADRAIN, &own) == 0);
  jobs[job].is_stopped = WIFSTOPPED(status);
  printf("\n[%d] %s\n", job + 1, status_name(status));
}

/* Waits until a job in the background has stopped by itself. */
static void look(int job) {
  int status;
  check(waitpid(jobs[job].group, &status, WUNTRACED) == jobs[job].group);
  jobs[job].is_stopped = WIFSTOPPED(status);
  printf("[%d] %s\n", job + 1, status_name(status));
}

static void run(const char *what, int in_foreground) {
  int job = count++;
  check(job < most);
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    check(setpgid(0, 0) == 0);
    if (in_foreground)
      check(tcsetpgrp(0, getpid()) == 0);
    to_default();
    live(what);
  }
  /* Both sides, so that neither depends on the other's being first. */
  setpgid(pid, pid);
  jobs[job].group = pid;
  if (in_foreground) {
    check(tcsetpgrp(0, pid) == 0);
    await(job);
  } else
    look(job);
}

static void foreground(int job) {
  check(tcsetpgrp(0, jobs[job].group) == 0);
  if (jobs[job].is_stopped)
    check(kill(-jobs[job].group, SIGCONT) == 0);
  printf("[%d] has the terminal\n", job + 1);
  await(job);
}

int main(void) {
  static const int numbers[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
  char line[64], command[16], argument[16];
  begin();
  setvbuf(stdin, NULL, _IONBF, 0);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    install(numbers[i], SIG_IGN, 0);
  check(getpid() == getpgrp() || setpgid(0, 0) == 0);
  check(tcsetpgrp(0, getpgrp()) == 0 && tcgetattr(0, &own) == 0);
  for (;;) {
    printf("job> ");
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
      return 1;
    argument[0] = '\0';
    if (sscanf(line, "%15s %15s", command, argument) < 1)
      continue;
    if (strcmp(command, "exit") == 0)
      return 9;
    if (strcmp(command, "run") == 0 || strcmp(command, "start") == 0)
      run(argument, command[0] == 'r');
    else if (strcmp(command, "fg") == 0)
      foreground(atoi(argument) - 1);
    else if (strcmp(command, "bg") == 0)
      check(kill(-jobs[atoi(argument) - 1].group, SIGCONT) == 0);
  }
}
