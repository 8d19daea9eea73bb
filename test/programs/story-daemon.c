// A daemon the classic way: fork, setsid, fork again, own session, reparented; it reports through a file and a FIFO.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

int main(void) {
  begin();
  char text[64] = "";
  int status;
  check(mkfifo("report", 0600) == 0);
  pid_t parent = getpid(), session = getsid(0), child = fork();
  if (child == 0) {
    check(setsid() == getpid());
    show(setsid());
    if (fork() != 0)
      _exit(0);
    for (int fd = 0; fd < 64; fd++)
      close(fd);
    check(open("/dev/null", O_RDWR) == 0 && dup(0) == 1 && dup(0) == 2);
    umask(0);
    /* Wait until the first child is gone and someone else is our parent. */
    for (int i = 0; i < 1000 && getppid() != 1 && getsid(0) != getpgrp(); i++)
      usleep(1000);
    int out = open("report", O_WRONLY);
    snprintf(text, sizeof text, "leader %d, same session %d, same group %d, parent %d", getsid(0) == getpid(),
             getsid(0) == session, getpgrp() == getpid(), getppid() == parent);
    check(write(out, text, strlen(text)) == (ssize_t)strlen(text));
    int file = open("daemon.pid", O_CREAT | O_WRONLY | O_EXCL, 0666);
    check(write(file, "running\n", 8) == 8);
    close(file);
    _exit(0);
  }
  check(waitpid(child, &status, 0) == child);
  printf("first child %s\n", status_name(status));
  int in = open("report", O_RDONLY);
  check(read(in, text, sizeof text - 1) > 0);
  puts(text);
  show(read(in, text, 1));
  struct stat facts;
  check(stat("daemon.pid", &facts) == 0);
  printf("mode %06o, %d bytes\n", (unsigned)facts.st_mode, (int)facts.st_size);
  show(wait(NULL));
  return 0;
}
