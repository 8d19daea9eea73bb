// daemon: a process of its own session in the background.
#include <paths.h>
#include <unistd.h>

#include "internal.h"

/** Leaves the terminal: a child goes on in a session of its own, at / and with /dev/null as its standard streams unless
 * told otherwise; the parent exits. daemon(3). */
int daemon(int keep_directory, int keep_streams) {
  pid_t pid = fork();
  if (pid < 0)
    return -1;
  if (pid > 0)
    _exit(0);
  if (setsid() < 0)
    return -1;
  if (!keep_directory)
    (void)chdir("/");
  if (keep_streams)
    return 0;
  int null = open(_PATH_DEVNULL, O_RDWR);
  if (null < 0)
    return -1;
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    dup2(null, fd);
  if (null > STDERR_FILENO)
    close(null);
  return 0;
}
