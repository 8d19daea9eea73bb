// prctl: the thread's name, the signal at the parent's death, adopting orphans, and what is not offered.
#include <pthread.h>
#include <sys/prctl.h>

#include "show.h"

static void tell_name(void) {
  char name[17] = "****************", other[16];
  show(prctl(PR_GET_NAME, name));
  check(pthread_getname_np(pthread_self(), other, sizeof other) == 0);
  printf("\"%s\", also \"%s\"\n", name, other);
}

static int status_of(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  return status;
}

static void names(const char *program) {
  tell_name();
  show(prctl(PR_SET_NAME, "short"));
  tell_name();
  show(prctl(PR_SET_NAME, "fifteen letters"));
  tell_name();
  show(prctl(PR_SET_NAME, "more than fifteen letters"));
  tell_name();
  show(prctl(PR_SET_NAME, ""));
  tell_name();
  check(pthread_setname_np(pthread_self(), "by pthread") == 0);
  tell_name();
  puts("through fork and exec");
  pid_t pid = fork();
  if (pid == 0) {
    tell_name();
    show(prctl(PR_SET_NAME, "child"));
    tell_name();
    execl(program, program, "exec", (char *)NULL);
    _exit(99);
  }
  puts(status_name(status_of(pid)));
  tell_name();
}

static void death(void) {
  puts("at the parent's death");
  int number = -1;
  show(prctl(PR_GET_PDEATHSIG, &number));
  show(number);
  show(prctl(PR_SET_PDEATHSIG, SIGUSR1));
  show(prctl(PR_GET_PDEATHSIG, &number));
  show(number);
  show(prctl(PR_SET_PDEATHSIG, 65));
  show(prctl(PR_SET_PDEATHSIG, -1));
  show(prctl(PR_SET_PDEATHSIG, SIGRTMAX));
  show(prctl(PR_SET_PDEATHSIG, 0));
  show(prctl(PR_GET_PDEATHSIG, &number));
  show(number);
  /* The signal of a grandchild's parent; a pipe tells when both are there. */
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    show(prctl(PR_SET_PDEATHSIG, SIGTERM));
    pid_t second = fork();
    if (second == 0) {
      check(prctl(PR_GET_PDEATHSIG, &number) == 0);
      printf("a fork's child begins with %d\n", number);
      check(prctl(PR_SET_PDEATHSIG, SIGUSR1) == 0 && write(ends[1], "r", 1) == 1);
      siginfo_t information;
      check(sigwaitinfo(&set, &information) == SIGUSR1);
      check(write(ends[1], information.si_code == SI_USER ? "d" : "?", 1) == 1);
      _exit(0);
    }
    check(read(ends[0], &byte, 1) == 1 && byte == 'r');
    _exit(5);
  }
  puts(status_name(status_of(pid)));
  check(read(ends[0], &byte, 1) == 1);
  printf("its child was told: %d\n", byte == 'd');
}

static void orphans(void) {
  puts("orphans");
  int value = -1;
  show(prctl(PR_GET_CHILD_SUBREAPER, &value));
  show(value);
  show(prctl(PR_SET_CHILD_SUBREAPER, 7));
  show(prctl(PR_GET_CHILD_SUBREAPER, &value));
  show(value);
  int ends[2], last[2], orphan;
  check(pipe(ends) == 0 && pipe(last) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    check(prctl(PR_GET_CHILD_SUBREAPER, &value) == 0);
    printf("a child begins with %d\n", value);
    pid_t second = fork();
    if (second == 0) {
      char byte;
      check(close(last[1]) == 0 && read(last[0], &byte, 1) == 0);
      _exit(33);
    }
    check(write(ends[1], &second, sizeof second) == sizeof second);
    _exit(0);
  }
  check(read(ends[0], &orphan, sizeof orphan) == sizeof orphan);
  puts(status_name(status_of(pid)));
  check(close(last[1]) == 0);
  puts(status_name(status_of(orphan)));
  show(prctl(PR_SET_CHILD_SUBREAPER, 0));
  show(prctl(PR_GET_CHILD_SUBREAPER, &value));
  show(value);
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1) {
    tell_name();
    return 0;
  }
  names(argv[0]);
  death();
  orphans();
  puts("errors");
  show(prctl(9999, 0));
  show(prctl(-1, 0));
  char *volatile nowhere = NULL;
  show(prctl(PR_SET_NAME, nowhere));
  show(prctl(PR_GET_NAME, nowhere));
  show(prctl(PR_GET_PDEATHSIG, nowhere));
  show(prctl(PR_GET_CHILD_SUBREAPER, nowhere));
  return 0;
}
