// Older ways to set handlers: sigset, sigpause in both meanings, System V's signal that serves once, BSD's and its
// names.
#include "show.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

int __sigpause(int, int);
void (*bsd_signal(int, void (*)(int)))(int);

static volatile sig_atomic_t calls, blocked_within, last;

static int is_blocked(int number) {
  sigset_t mask;
  check(sigprocmask(SIG_BLOCK, NULL, &mask) == 0);
  return sigismember(&mask, number);
}

static void handler(int number) {
  calls++;
  last = number;
  blocked_within = is_blocked(number);
}

static void other(int number) { last = -number; }

static const char *name_of(void (*what)(int)) {
  return what == handler    ? "handler"
         : what == other    ? "other"
         : what == SIG_DFL  ? "default"
         : what == SIG_IGN  ? "ignored"
         : what == SIG_HOLD ? "held"
         : what == SIG_ERR  ? "error"
                            : "?";
}

#define show_handler(expression) printf("%s: %s\n", #expression, name_of(expression))

static void tell(int number) {
  struct sigaction action;
  check(sigaction(number, NULL, &action) == 0);
  printf("  %s, restart %d, once %d, not blocked %d, mask %d; calls %d, last %d, blocked within %d, blocked now %d\n",
         name_of(action.sa_handler), (action.sa_flags & SA_RESTART) != 0, (action.sa_flags & (int)SA_RESETHAND) != 0,
         (action.sa_flags & SA_NODEFER) != 0, !sigisemptyset(&action.sa_mask), calls, last, blocked_within,
         is_blocked(number));
}

static void reap(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child: %s\n", status_name(status));
}

int main(void) {
  begin();
  puts("sigset");
  show_handler(sigset(SIGUSR1, handler));
  tell(SIGUSR1);
  check(raise(SIGUSR1) == 0);
  tell(SIGUSR1);
  show_handler(sigset(SIGUSR1, SIG_HOLD));
  check(raise(SIGUSR1) == 0);
  tell(SIGUSR1);
  show_handler(sigset(SIGUSR1, other));
  tell(SIGUSR1);
  show_handler(sigset(SIGUSR1, SIG_IGN));
  tell(SIGUSR1);
  puts("once");
  calls = 0;
  show_handler(sysv_signal(SIGUSR2, handler));
  tell(SIGUSR2);
  check(raise(SIGUSR2) == 0);
  tell(SIGUSR2);
  pid_t pid = fork();
  if (pid == 0) {
    raise(SIGUSR2);
    _exit(0);
  }
  reap(pid);
  puts("BSD");
  show_handler(signal(SIGUSR2, handler));
  tell(SIGUSR2);
  check(raise(SIGUSR2) == 0);
  tell(SIGUSR2);
  show_handler(ssignal(SIGUSR2, other));
  show(gsignal(SIGUSR2));
  tell(SIGUSR2);
  show_handler(bsd_signal(SIGUSR2, handler));
  tell(SIGUSR2);
  show_handler(signal(SIGUSR2, SIG_ERR));
  show_handler(signal(SIGKILL, handler));
  show_handler(signal(65, handler));
  puts("pausing");
  calls = 0;
  check(sighold(SIGUSR2) == 0 && raise(SIGUSR2) == 0);
  show(sigpause(SIGUSR2));
  tell(SIGUSR2);
  check(raise(SIGUSR2) == 0);
  show(__sigpause(SIGUSR2, 1));
  tell(SIGUSR2);
  check(raise(SIGUSR2) == 0 && sighold(SIGTERM) == 0);
  show(__sigpause((int)(1u << (SIGTERM - 1)), 0));
  tell(SIGUSR2);
  show(is_blocked(SIGTERM));
  return 0;
}
