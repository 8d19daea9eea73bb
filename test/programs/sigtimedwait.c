// sigwaitinfo, sigtimedwait and sigwait: what they take and tell, how long they wait, and their errors. Without
// handlers.
#include <pthread.h>
#include <time.h>

#include "show.h"

static const struct timespec no_time = {0, 0}, long_time = {100, 0};
static sigset_t set;

static const char *code_name(int code) {
  return code == SI_USER ? "user" : code == SI_QUEUE ? "queue" : code == SI_KERNEL ? "kernel" : "?";
}

static void tell(int number, const siginfo_t *information, pid_t sender) {
  printf("took %d: signo %d, errno %d, code %s, pid %s, uid %s\n", number, information->si_signo, information->si_errno,
         code_name(information->si_code), information->si_pid == sender ? "right" : "wrong",
         information->si_uid == getuid() ? "right" : "wrong");
}

static void take(pid_t sender) {
  siginfo_t information;
  memset(&information, -1, sizeof information);
  int number = sigtimedwait(&set, &information, &long_time);
  check(number > 0);
  tell(number, &information, sender);
}

static void await_child(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child: %s\n", status_name(status));
}

static void without_waiting(void) {
  siginfo_t information;
  puts("nothing there");
  show(sigtimedwait(&set, &information, &no_time));
  show(sigtimedwait(&set, NULL, &no_time));
  puts("pending already");
  check(kill(getpid(), SIGUSR2) == 0 && kill(getpid(), SIGUSR1) == 0);
  take(getpid());
  take(getpid());
  check(raise(SIGUSR1) == 0);
  show(sigwaitinfo(&set, NULL));
  show(sigtimedwait(&set, NULL, &no_time));
  check(kill(getpid(), SIGUSR1) == 0);
  int number = 0;
  show(sigwait(&set, &number));
  show(number);
  puts("raise is told as kill");
  check(raise(SIGUSR1) == 0);
  take(getpid());
  check(tgkill(getpid(), gettid(), SIGUSR1) == 0);
  take(getpid());
  check(pthread_kill(pthread_self(), SIGUSR1) == 0);
  take(getpid());
}

static void of_the_set_only(void) {
  puts("others stay");
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGUSR2);
  check(kill(getpid(), SIGUSR1) == 0);
  show(sigtimedwait(&one, NULL, &no_time));
  check(kill(getpid(), SIGUSR2) == 0);
  show(sigtimedwait(&one, NULL, &no_time));
  sigset_t pending;
  check(sigpending(&pending) == 0);
  show(sigismember(&pending, SIGUSR1));
  take(getpid());
  sigset_t none;
  sigemptyset(&none);
  struct timespec moment = {0, 20000000};
  show(sigtimedwait(&none, NULL, &moment));
}

static void waiting(void) {
  puts("waiting for a child");
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) {
    usleep(30000);
    check(kill(parent, SIGUSR1) == 0);
    _exit(0);
  }
  take(pid);
  await_child(pid);
  puts("its end is told too");
  sigset_t child;
  siginfo_t information;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  check(sigwaitinfo(&child, &information) == SIGCHLD);
  printf("code %d, status %d, pid %s\n", information.si_code, information.si_status,
         information.si_pid == pid ? "right" : "wrong");
  puts("sigwait waits as well");
  pid = fork();
  if (pid == 0) {
    usleep(30000);
    check(kill(parent, SIGUSR2) == 0);
    _exit(3);
  }
  int number = 0;
  check(sigwait(&set, &number) == 0);
  show(number);
  await_child(pid);
  check(sigwaitinfo(&child, &information) == SIGCHLD);
  show(information.si_status);
}

static void times(void) {
  puts("times");
  struct timespec before, after, wanted = {0, 60000000};
  check(clock_gettime(CLOCK_MONOTONIC, &before) == 0);
  show(sigtimedwait(&set, NULL, &wanted));
  check(clock_gettime(CLOCK_MONOTONIC, &after) == 0);
  long long waited = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
  printf("long enough: %d\n", waited >= 60000000);
  const struct timespec wrong[] = {{0, 1000000000}, {0, -1}, {-1, 0}, {1, 2000000000}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    show(sigtimedwait(&set, NULL, &wrong[i]));
  puts("a wrong time takes nothing");
  check(kill(getpid(), SIGUSR1) == 0);
  show(sigtimedwait(&set, NULL, &wrong[0]));
  show(sigtimedwait(&set, NULL, &no_time));
}

static void stopped(void) {
  puts("sigwait goes on after a stop");
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) {
    int number = 0;
    _exit(sigwait(&set, &number) == 0 && number == SIGUSR1 ? 0 : 1);
  }
  int status;
  check(kill(pid, SIGSTOP) == 0 && waitpid(pid, &status, WUNTRACED) == pid);
  printf("%s\n", status_name(status));
  check(kill(pid, SIGCONT) == 0 && waitpid(pid, &status, WCONTINUED) == pid);
  printf("%s\n", status_name(status));
  check(kill(pid, SIGUSR1) == 0);
  await_child(pid);
  puts("an unblocked one ends the wait, and the process");
  pid = fork();
  if (pid == 0) {
    sigwaitinfo(&set, NULL);
    _exit(1);
  }
  check(kill(pid, SIGTERM) == 0);
  await_child(pid);
  puts("an ignored one does not wake it");
  pid = fork();
  if (pid == 0) {
    signal(SIGTERM, SIG_IGN);
    check(kill(parent, SIGUSR2) == 0);
    _exit(sigwaitinfo(&set, NULL) == SIGUSR1 ? 7 : 1);
  }
  take(pid);
  check(kill(pid, SIGTERM) == 0 && kill(pid, SIGUSR1) == 0);
  await_child(pid);
}

int main(void) {
  begin();
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigset_t blocked = set;
  sigaddset(&blocked, SIGCHLD);
  check(sigprocmask(SIG_BLOCK, &blocked, NULL) == 0);
  without_waiting();
  of_the_set_only();
  waiting();
  times();
  stopped();
  puts("errors");
  static sigset_t *volatile nowhere;
  show(sigtimedwait(nowhere, NULL, &no_time));
  show(sigwaitinfo(nowhere, NULL));
  int number = 77;
  show(sigwait(nowhere, &number) == EFAULT);
  show(number);
  return 0;
}
