// Who the process is: ids and their rules, groups, sessions, users, the machine's names. No numbers, for they differ.
#include "show.h"
#include <grp.h>
#include <pwd.h>
#include <sys/utsname.h>

int main(void) {
  begin();
  uid_t real, effective, saved;
  gid_t group_real, group_effective, group_saved, groups[256];
  int gate[2], status;
  char byte;
  pid_t self = getpid();
  check(pipe(gate) == 0);
  show(self > 0);
  show(getppid() > 0);
  show(getpgrp() == getpgid(0));
  show(getpgid(self) == getpgrp());
  show(getsid(0) > 0);
  show(getsid(self) == getsid(0));
  show(getpgid(-1));
  show(getsid(-1));
  show(getpgid(999999));
  show(getuid() == geteuid());
  show(getgid() == getegid());
  show(getresuid(&real, &effective, &saved));
  show(real == getuid() && effective == geteuid());
  show(getresgid(&group_real, &group_effective, &group_saved));
  show(group_real == getgid());
  show(setuid(getuid()));
  show(setgid(getgid()));
  show(seteuid(getuid()));
  show(setegid(getgid()));
  show(setreuid((uid_t)-1, getuid()));
  show(setregid(getgid(), (gid_t)-1));
  show(setresuid((uid_t)-1, (uid_t)-1, (uid_t)-1));
  int count = getgroups(0, NULL);
  show(count >= 0);
  show(getgroups(256, groups) == count);
  volatile int minus_one = -1;
  show(getgroups(minus_one, groups));

  puts("groups and sessions");
  pid_t child = fork();
  if (child == 0) {
    check(read(gate[0], &byte, 1) == 1);
    printf("child: group leader %d\n", getpgrp() == getpid());
    show(setpgid(0, 0));
    show(setsid());
    _exit(0);
  }
  show(setpgid(child, child));
  show(getpgid(child) == child);
  check(write(gate[1], "x", 1) == 1);
  check(waitpid(child, &status, 0) == child);
  child = fork();
  if (child == 0) {
    show(setsid() == getpid());
    show(getpgrp() == getpid() && getsid(0) == getpid());
    show(setsid());
    show(setpgid(0, 0));
    _exit(0);
  }
  check(waitpid(child, &status, 0) == child);
  show(setpgid(child, child));
  show(setpgid(-5, 0));
  show(setpgid(0, -5));
  show(setpgid(0, 999999));
  show(tcgetpgrp(gate[0]));

  puts("names");
  struct utsname names;
  char host[256], tiny[1];
  show(uname(&names));
  show(gethostname(host, sizeof host));
  show(strcmp(names.nodename, host) == 0);
  show(strcmp(names.sysname, "Linux") == 0);
  show(gethostname(tiny, 0));
  show(sysconf(_SC_PAGESIZE) > 0);
  show(sysconf(_SC_CLK_TCK));
  show(sysconf(_SC_NPROCESSORS_ONLN) > 0);
  show(sysconf(_SC_OPEN_MAX) > 0);
  show(sysconf(9999));
  show(getlogin() == NULL || 1);
  return 0;
}
