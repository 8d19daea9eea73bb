// vfork, used as it must be: the child only executes or exits.
#include "show.h"

int main(int argc, char **argv) {
  begin();
  if (argc > 1) {
    printf("executed with %s\n", argv[1]);
    return 9;
  }
  int status;
  pid_t pid = vfork();
  if (pid == 0)
    _exit(3);
  check(pid > 0);
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  pid = vfork();
  if (pid == 0) {
    execl(argv[0], argv[0], "an argument", (char *)NULL);
    _exit(127);
  }
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  pid = vfork();
  if (pid == 0) {
    execl("./no-such-program", "x", (char *)NULL);
    _exit(errno == ENOENT ? 44 : 45);
  }
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  return 0;
}
