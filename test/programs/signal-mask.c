// Masks, pending signals and ignored ones: sets, what is inherited by fork and kept by exec, and the errors.
#include "show.h"

static int is_blocked(int number) {
  sigset_t mask;
  check(sigprocmask(SIG_BLOCK, NULL, &mask) == 0);
  return sigismember(&mask, number);
}

static int is_pending(int number) {
  sigset_t set;
  check(sigpending(&set) == 0);
  return sigismember(&set, number);
}

static void change(int how, int number) {
  sigset_t set;
  sigemptyset(&set);
  check(sigaddset(&set, number) == 0);
  check(sigprocmask(how, &set, NULL) == 0);
}

static void reap(const char *what) {
  int status;
  check(wait(&status) > 0);
  printf("%s: %s\n", what, status_name(status));
}

static const char *disposition(int number) {
  struct sigaction action;
  check(sigaction(number, NULL, &action) == 0);
  return action.sa_handler == SIG_IGN ? "ignored" : action.sa_handler == SIG_DFL ? "default" : "handled";
}

static int after_exec(void) {
  printf("after exec: SIGUSR1 %d %d, SIGUSR2 %d, SIGTERM %s, SIGINT %s\n", is_blocked(SIGUSR1), is_pending(SIGUSR1),
         is_blocked(SIGUSR2), disposition(SIGTERM), disposition(SIGINT));
  change(SIG_UNBLOCK, SIGUSR1);
  return 0;
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1)
    return after_exec();
  sigset_t set;
  show(sigemptyset(&set));
  show(sigismember(&set, SIGHUP));
  show(sigaddset(&set, SIGHUP));
  show(sigaddset(&set, 64));
  show(sigismember(&set, SIGHUP));
  show(sigismember(&set, 64));
  show(sigdelset(&set, SIGHUP));
  show(sigismember(&set, SIGHUP));
  show(sigaddset(&set, 0));
  show(sigaddset(&set, 65));
  show(sigdelset(&set, -1));
  show(sigismember(&set, 65));
  show(sigfillset(&set));
  show(sigismember(&set, 1));
  show(sigismember(&set, 64));

  change(SIG_BLOCK, SIGUSR1);
  show(is_blocked(SIGUSR1));
  show(raise(SIGUSR1));
  show(is_pending(SIGUSR1));
  /* A child has the mask, and nothing pending. */
  if (fork() == 0)
    _exit(is_blocked(SIGUSR1) * 10 + is_pending(SIGUSR1));
  reap("child");
  if (fork() == 0) {
    raise(SIGUSR1);
    change(SIG_UNBLOCK, SIGUSR1);
    _exit(0);
  }
  reap("unblocked");
  /* Ignoring it throws it away. */
  check(signal(SIGUSR1, SIG_IGN) == SIG_DFL);
  show(is_pending(SIGUSR1));
  check(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
  change(SIG_UNBLOCK, SIGUSR1);

  if (fork() == 0) {
    check(signal(SIGTERM, SIG_IGN) == SIG_DFL);
    show(raise(SIGTERM));
    change(SIG_BLOCK, SIGUSR1);
    raise(SIGUSR1);
    execl(argv[0], argv[0], "after", (char *)NULL);
    _exit(100);
  }
  reap("exec");

  /* Neither of the two can be blocked. */
  change(SIG_BLOCK, SIGKILL);
  show(is_blocked(SIGKILL));
  change(SIG_BLOCK, SIGSTOP);
  show(is_blocked(SIGSTOP));
  sigfillset(&set);
  sigset_t former;
  check(sigprocmask(SIG_SETMASK, &set, &former) == 0);
  show(sigismember(&former, SIGTERM));
  for (int number = 1; number <= 64; number++)
    if (number != 32 && number != 33 && !is_blocked(number))
      printf("%d is not blocked\n", number);
  check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);
  show(is_blocked(SIGTERM));
  show(pthread_sigmask(SIG_SETMASK, &former, &set));
  show(sigprocmask(77, &set, NULL));
  show(sigprocmask(77, NULL, &set));

  struct sigaction action = {.sa_handler = SIG_IGN};
  show(sigaction(SIGKILL, &action, NULL));
  show(sigaction(SIGSTOP, &action, NULL));
  show(sigaction(0, &action, NULL));
  show(sigaction(65, &action, NULL));
  show(sigaction(-1, NULL, NULL));
  show(sigaction(SIGKILL, NULL, &action));
  show(signal(SIGKILL, SIG_IGN) == SIG_ERR);
  show(signal(65, SIG_IGN) == SIG_ERR);
  puts(disposition(SIGWINCH));
  show(SIGRTMIN);
  show(SIGRTMAX);

  if (fork() == 0) {
    sigemptyset(&set);
    change(SIG_BLOCK, SIGUSR1);
    raise(SIGUSR1);
    sigsuspend(&set);
    _exit(0);
  }
  reap("sigsuspend");
  return 0;
}
