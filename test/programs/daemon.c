// daemon: a process in a session of its own, which its starter doesn't wait for.
#include "show.h"

int main(void) {
  begin();
  int ends[2];
  check(pipe(ends) == 0);
  pid_t starter = fork();
  check(starter >= 0);
  if (starter == 0) {
    close(ends[0]);
    pid_t before = getpid();
    check(daemon(1, 0) == 0);
    /* The standard streams are /dev/null now. */
    char byte;
    int silent = read(0, &byte, 1) == 0 && write(1, "lost\n", 5) == 5;
    char text[64];
    int length = snprintf(text, sizeof text, "other process %d, leads session %d, leads group %d, silent %d\n",
                          getpid() != before, getsid(0) == getpid(), getpgrp() == getpid(), silent);
    check(write(ends[1], text, (size_t)length) == length);
    _exit(3);
  }
  close(ends[1]);
  int status;
  check(waitpid(starter, &status, 0) == starter);
  printf("starter: %s\n", status_name(status));
  char text[64];
  ssize_t length = read(ends[0], text, sizeof text);
  check(length > 0);
  fwrite(text, 1, (size_t)length, stdout);
  show(read(ends[0], text, sizeof text));
  show(wait(NULL));
  return 0;
}
