// The older interfaces with handlers: sigset, sighold, sigrelse, sigignore, sigpause of System V, and sigblock,
// sigsetmask of BSD.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include "signals.h"

static void tell(int number) { printf("  handler of %s, blocked: %s\n", signal_name(number), blocked_text()); }

static const char *handler_name(void (*handler)(int)) {
  return handler == SIG_DFL    ? "SIG_DFL"
         : handler == SIG_IGN  ? "SIG_IGN"
         : handler == SIG_HOLD ? "SIG_HOLD"
         : handler == SIG_ERR  ? errno_name(errno)
         : handler == tell     ? "tell"
                               : "another";
}

static void print_flags(const char *what) {
  struct sigaction action;
  check(sigaction(SIGUSR1, NULL, &action) == 0);
  printf("%s: %s, SA_RESTART %d, SA_NODEFER %d, SA_RESETHAND %d, mask %s\n", what, handler_name(action.sa_handler),
         (action.sa_flags & SA_RESTART) != 0, (action.sa_flags & SA_NODEFER) != 0,
         (action.sa_flags & (int)SA_RESETHAND) != 0, set_text(&action.sa_mask));
}

static void system_v(void) {
  puts("sigset");
  puts(handler_name(sigset(SIGUSR1, tell)));
  print_flags("sigset");
  raise(SIGUSR1);
  puts(handler_name(sigset(SIGUSR1, SIG_HOLD)));
  printf("blocked: %s\n", blocked_text());
  raise(SIGUSR1);
  printf("pending: %s\n", pending_text());
  /* Setting a handler lets it in again. */
  puts(handler_name(sigset(SIGUSR1, tell)));
  printf("blocked: %s\n", blocked_text());
  puts(handler_name(sigset(SIGUSR1, SIG_IGN)));
  puts(handler_name(sigset(SIGUSR1, SIG_DFL)));
  puts(handler_name(sigset(SIGUSR1, SIG_HOLD)));
  puts(handler_name(sigset(SIGUSR1, SIG_HOLD)));
  puts(handler_name(sigset(SIGUSR1, SIG_DFL)));
  puts(handler_name(sigset(SIGKILL, tell)));
  puts(handler_name(sigset(0, tell)));
  puts(handler_name(sigset(65, SIG_HOLD)));
  puts("sighold, sigrelse, sigignore");
  sigset(SIGUSR1, tell);
  show(sighold(SIGUSR1));
  raise(SIGUSR1);
  printf("blocked: %s, pending: %s\n", blocked_text(), pending_text());
  show(sigrelse(SIGUSR1));
  printf("blocked: %s, pending: %s\n", blocked_text(), pending_text());
  show(sigignore(SIGUSR1));
  puts(disposition(SIGUSR1));
  show(sighold(0));
  show(sighold(65));
  show(sigrelse(-1));
  show(sigignore(SIGSTOP));
  show(sigignore(65));
}

static void pausing(void) {
  puts("sigpause");
  sigset(SIGUSR1, tell);
  check(sighold(SIGUSR1) == 0 && sighold(SIGUSR2) == 0);
  raise(SIGUSR1);
  show(sigpause(SIGUSR1));
  printf("blocked: %s\n", blocked_text());
  show(sigpause(65));
  check(sigrelse(SIGUSR1) == 0 && sigrelse(SIGUSR2) == 0);
}

/* A signal in a mask of BSD's, as the macro sigmask has it, against whose use glibc warns. */
static int bit(int number) { return 1 << (number - 1); }

static void of_bsd(void) {
  puts("sigblock, sigsetmask");
  show(sigblock(bit(SIGUSR1) | bit(SIGTERM)) == 0);
  printf("blocked: %s\n", blocked_text());
  show(sigblock(bit(SIGHUP)) == (bit(SIGUSR1) | bit(SIGTERM)));
  raise(SIGUSR1);
  show(sigsetmask(bit(SIGTERM)) == (bit(SIGUSR1) | bit(SIGTERM) | bit(SIGHUP)));
  printf("blocked: %s\n", blocked_text());
  show(siggetmask() == bit(SIGTERM));
  show(sigsetmask(0) == bit(SIGTERM));
  puts("ssignal, gsignal");
  puts(handler_name(ssignal(SIGUSR1, tell)));
  print_flags("ssignal");
  show(gsignal(SIGUSR1));
  show(gsignal(65));
  puts("sysv_signal");
  puts(handler_name(sysv_signal(SIGUSR1, tell)));
  print_flags("sysv_signal");
  raise(SIGUSR1);
  print_flags("afterwards");
}

int main(void) {
  begin();
  system_v();
  pausing();
  of_bsd();
  return 0;
}
