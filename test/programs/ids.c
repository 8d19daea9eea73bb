// Process, user and group ids: that they agree with each other, and what may be set.
#include <grp.h>
#include <pwd.h>
#include <sys/syscall.h>

#include "show.h"

static void reap(const char *what) {
  int status;
  check(wait(&status) > 0);
  printf("%s: %s\n", what, status_name(status));
}

static void tell(void) {
  uid_t users[3];
  gid_t groups[3];
  check(getresuid(&users[0], &users[1], &users[2]) == 0);
  check(getresgid(&groups[0], &groups[1], &groups[2]) == 0);
  check(users[0] == getuid() && users[1] == geteuid());
  check(groups[0] == getgid() && groups[1] == getegid());
  printf("users %u %u %u, groups %u %u %u\n", users[0], users[1], users[2], groups[0], groups[1], groups[2]);
}

int main(void) {
  begin();
  check(getpid() > 0 && getppid() > 0 && getpid() != getppid());
  check(gettid() == getpid());
  check(syscall(SYS_getpid) == getpid());
  check(syscall(SYS_gettid) == gettid());
  check(syscall(SYS_getppid) == getppid());
  check(syscall(SYS_getuid) == (long)getuid());
  show(syscall(99999));
  tell();
  int count = getgroups(0, NULL);
  check(count >= 0);
  gid_t groups[1024];
  volatile int negative = -1; /* The compiler would object to the number itself. */
  check(getgroups(1024, groups) == count);
  show(getgroups(negative, groups));
  if (count > 1)
    check(getgroups(1, groups) == -1 && errno == EINVAL);

  show(setuid(getuid()));
  show(setgid(getgid()));
  show(seteuid(geteuid()));
  show(setegid(getegid()));
  show(setreuid((uid_t)-1, (uid_t)-1));
  show(setresuid((uid_t)-1, (uid_t)-1, (uid_t)-1));
  show(setuid((uid_t)-1));
  show(setgid((gid_t)-1));
  show(seteuid((uid_t)-1));
  tell();

  /* What follows a privileged user can do, and another can't; each the same way natively. */
  if (fork() == 0) {
    show(setresgid(12001, 12002, 12003));
    show(setresuid(12001, 12002, 12003));
    tell();
    show(setuid(0));
    show(setresuid(12002, 12003, 12001));
    tell();
    show(seteuid(12001));
    show(setreuid((uid_t)-1, 12002));
    tell();
    show(seteuid(12004));
    show(setegid(12003));
    show(setgid(12009));
    tell();
    _exit(0);
  }
  reap("setresuid");
  if (fork() == 0) {
    show(setgid(12001));
    show(setuid(12001));
    tell();
    show(seteuid(0));
    show(setreuid(0, 0));
    _exit(0);
  }
  reap("setuid");
  if (fork() == 0) {
    show(seteuid(12001));
    tell();
    show(seteuid(0));
    tell();
    show(setreuid(12001, 12002));
    tell();
    show(setreuid(12002, 12001));
    tell();
    _exit(0);
  }
  reap("seteuid");
  return 0;
}
