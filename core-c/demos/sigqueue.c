// Demo: three children send their parent numbers with real-time signals. Shows that each is queued with its value and
// sender, that lower signals come first and each keeps its order, and taking them by sigwaitinfo, without a handler.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { senders = 3, messages = 4 };

static pid_t children[senders];

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* The child with the lowest number uses the highest signal. */
static int signal_of(int number) { return SIGRTMIN + senders - 1 - number; }

static int number_of(pid_t pid) {
  for (int i = 0; i < senders; i++)
    if (children[i] == pid)
      return i;
  return -1;
}

int main(void) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < senders; i++)
    sigaddset(&set, signal_of(i));
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
    fail("sigprocmask");

  for (int number = 0; number < senders; number++) {
    children[number] = fork();
    if (children[number] < 0)
      fail("fork");
    if (children[number] == 0) {
      for (int i = 0; i < messages; i++)
        if (sigqueue(getppid(), signal_of(number), (union sigval){.sival_int = number * 100 + i}) != 0)
          fail("sigqueue");
      _exit(0);
    }
    waitpid(children[number], NULL, 0);
    printf("[parent] child %d has sent %d numbers with SIGRTMIN+%d, and ended\n", number, messages,
           signal_of(number) - SIGRTMIN);
    fflush(stdout);
  }

  struct timespec no_time = {0, 0};
  for (siginfo_t info; sigtimedwait(&set, &info, &no_time) > 0;)
    printf("[parent] SIGRTMIN+%d from child %d: %d%s\n", info.si_signo - SIGRTMIN, number_of(info.si_pid), info.si_int,
           info.si_code == SI_QUEUE ? "" : ", not by sigqueue");
  printf("[parent] the queue is empty\n");
  return 0;
}
