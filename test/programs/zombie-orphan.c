// The ends of processes: a zombie until it is waited for, an orphan with another parent, and children nobody waits for.
#include <time.h>

#include "show.h"

static void rest(void) { nanosleep(&(struct timespec){0, 20000000}, NULL); }

int main(void) {
  begin();
  pid_t zombie = fork();
  if (zombie == 0)
    _exit(0);
  siginfo_t information;
  check(waitid(P_PID, (id_t)zombie, &information, WEXITED | WNOWAIT) == 0);
  show(kill(zombie, 0));
  show(kill(zombie, SIGKILL));
  show(getpgid(zombie) == getpgrp());
  int status;
  check(waitpid(zombie, &status, 0) == zombie);
  puts(status_name(status));
  show(kill(zombie, 0));

  /* The middle process dies; its child finds itself with another parent. */
  int report[2];
  check(pipe(report) == 0);
  pid_t middle = fork();
  if (middle == 0) {
    pid_t self = getpid();
    if (fork() == 0) {
      while (getppid() == self)
        rest();
      check(write(report[1], "o", 1) == 1);
      _exit(0);
    }
    _exit(0);
  }
  check(waitpid(middle, &status, 0) == middle);
  close(report[1]);
  char byte = 0;
  check(read(report[0], &byte, 1) == 1);
  printf("the orphan has been adopted: %c\n", byte);
  check(read(report[0], &byte, 1) == 0);
  close(report[0]);
  show(wait(NULL));

  /* With SIGCHLD ignored children leave nothing behind. */
  check(signal(SIGCHLD, SIG_IGN) == SIG_DFL);
  for (int i = 0; i < 3; i++)
    if (fork() == 0)
      _exit(i);
  show(wait(&status));
  check(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
  if (fork() == 0)
    _exit(4);
  check(wait(&status) > 0);
  puts(status_name(status));
  return 0;
}
