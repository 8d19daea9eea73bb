// Death by every signal, as its parent sees it; signals that are ignored by default; kill, killpg, raise and their
// errors.
#include <pthread.h>
#include <sys/resource.h>

#include "show.h"

static void reap(const char *what, pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("%s: %s\n", what, status_name(status));
}

static pid_t start_waiting(void) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    for (;;)
      pause();
  return pid;
}

int main(void) {
  begin();
  struct rlimit none = {0, 0};
  check(setrlimit(RLIMIT_CORE, &none) == 0);
  for (int number = 1; number <= SIGRTMAX; number++) {
    if (number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU ||
        (number > 31 && number < 34))
      continue;
    pid_t pid = fork();
    check(pid >= 0);
    if (pid == 0) {
      check(raise(number) == 0);
      _exit(number);
    }
    char text[32];
    snprintf(text, sizeof text, "raise %d", number);
    reap(text, pid);
  }
  pid_t pid = start_waiting();
  show(kill(pid, 0));
  show(kill(pid, SIGTERM));
  reap("from its parent", pid);
  pid = start_waiting();
  check(setpgid(pid, pid) == 0);
  show(killpg(pid, SIGUSR1));
  reap("by its group", pid);
  pid = start_waiting();
  check(setpgid(pid, pid) == 0);
  show(kill(-pid, SIGKILL));
  reap("by its group's negative", pid);
  pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    kill(0, SIGHUP);
    _exit(0);
  }
  reap("by its own group", pid);

  show(kill(pid, 0));
  show(kill(pid, SIGTERM));
  show(kill(getpid(), 0));
  show(kill(getpid(), -1));
  show(kill(getpid(), 65));
  show(kill(-pid, SIGTERM));
  show(raise(65));
  show(raise(-1));
  show(killpg(-2, SIGTERM));
  show(pthread_kill(pthread_self(), 0));
  pid = fork();
  if (pid == 0) {
    pthread_kill(pthread_self(), SIGUSR2);
    _exit(0);
  }
  reap("pthread_kill", pid);
  for (int number = 0; number < 40; number++)
    printf("%d: %s\n", number, strsignal(number));
  puts(strsignal(64));
  puts(strsignal(65));
  printf("%s %s %s\n", sigabbrev_np(SIGINT), sigabbrev_np(SIGIO), sigabbrev_np(99) == NULL ? "none" : "some");
  printf("%s %s\n", sigdescr_np(SIGSEGV), sigdescr_np(SIGRTMIN) == NULL ? "none" : "some");
  psignal(SIGUSR1, "psignal");
  psignal(SIGUSR1, "");
  psignal(SIGUSR1, NULL);
  psignal(99, "psignal");
  return 0;
}
