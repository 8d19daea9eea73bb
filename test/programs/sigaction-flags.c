// sigaction and signal: every flag, sa_mask, what is told of the former action, and the errors.
#include "signals.h"

static volatile sig_atomic_t runs;
static int depth;

static void count(int number) {
  (void)number;
  runs++;
}

static void tell(int number) { printf("  handler of %s\n", signal_name(number)); }

static void tell_information(int number, siginfo_t *information, void *context) {
  printf("  handler of %s with information: %d %d, context %d\n", signal_name(number), information->si_signo == number,
         information->si_code == SI_TKILL, context != NULL);
}

static void print_action(const char *what, const struct sigaction *action) {
  static const struct {
    int flag;
    const char *name;
  } flags[] = {{SA_NOCLDSTOP, "NOCLDSTOP"},     {SA_NOCLDWAIT, "NOCLDWAIT"}, {SA_SIGINFO, "SIGINFO"},
               {SA_ONSTACK, "ONSTACK"},         {SA_RESTART, "RESTART"},     {SA_NODEFER, "NODEFER"},
               {(int)SA_RESETHAND, "RESETHAND"}};
  const char *handler = "another";
  if (action->sa_handler == SIG_DFL)
    handler = "default";
  else if (action->sa_handler == SIG_IGN)
    handler = "ignore";
  else if (action->sa_handler == count)
    handler = "count";
  else if (action->sa_handler == tell)
    handler = "tell";
  else if (action->sa_sigaction == tell_information)
    handler = "tell_information";
  printf("%s: %s,", what, handler);
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
    if (action->sa_flags & flags[i].flag)
      printf(" %s", flags[i].name);
  printf(", mask %s\n", set_text(&action->sa_mask));
}

static void print_current(int number) {
  struct sigaction action;
  memset(&action, 0xa5, sizeof action);
  check(sigaction(number, NULL, &action) == 0);
  print_action(signal_name(number), &action);
}

static void former_actions(void) {
  puts("former actions");
  struct sigaction action, former;
  print_current(SIGUSR1);
  print_current(SIGKILL);
  print_current(SIGSTOP);
  memset(&action, 0, sizeof action);
  action.sa_handler = count;
  action.sa_mask = set_of(SIGTERM, SIGHUP, SIGRTMIN + 3, 0);
  action.sa_flags = SA_RESTART | SA_NODEFER | SA_ONSTACK;
  show(sigaction(SIGUSR1, &action, &former));
  print_action("former", &former);
  action.sa_sigaction = tell_information;
  action.sa_mask = set_of(64, 1, 0);
  action.sa_flags = SA_SIGINFO | (int)SA_RESETHAND | SA_NOCLDSTOP | SA_NOCLDWAIT;
  show(sigaction(SIGUSR1, &action, &former));
  print_action("former", &former);
  action.sa_handler = SIG_IGN;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  show(sigaction(SIGUSR1, &action, &former));
  print_action("former", &former);
  print_current(SIGUSR1);
  /* Neither SIGKILL nor SIGSTOP stays in a mask. */
  action.sa_handler = tell;
  action.sa_flags = 0;
  sigfillset(&action.sa_mask);
  show(sigaction(SIGUSR1, &action, NULL));
  print_current(SIGUSR1);
  show(sigaction(SIGUSR1, NULL, NULL));
  print_current(SIGUSR1);
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  show(sigaction(SIGUSR1, &action, NULL));
  print_current(SIGUSR1);
}

static void errors(void) {
  puts("errors");
  static const int numbers[] = {SIGKILL, SIGSTOP, 0, -1, 32, 33, 65, 1000};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    struct sigaction action = {.sa_handler = count};
    printf("%d\n", numbers[i]);
    show(sigaction(numbers[i], &action, NULL));
    action.sa_handler = SIG_DFL;
    show(sigaction(numbers[i], &action, NULL));
    show(sigaction(numbers[i], NULL, &action));
    show(sigaction(numbers[i], NULL, NULL));
    show(signal(numbers[i], SIG_IGN) == SIG_ERR && errno == EINVAL);
  }
}

static void plain_signal(void) {
  puts("signal");
  show(signal(SIGUSR2, count) == SIG_DFL);
  print_current(SIGUSR2);
  runs = 0;
  show(raise(SIGUSR2));
  show(raise(SIGUSR2));
  show(runs);
  show(signal(SIGUSR2, SIG_IGN) == count);
  show(raise(SIGUSR2));
  show(signal(SIGUSR2, tell) == SIG_IGN);
  show(raise(SIGUSR2));
  show(signal(SIGUSR2, SIG_DFL) == tell);
  show(signal(SIGUSR2, SIG_DFL) == SIG_DFL);
  show(signal(SIGUSR2, SIG_ERR) == SIG_ERR && errno == EINVAL);
  print_current(SIGUSR2);
  for (int number = 1; number <= SIGRTMAX; number++) {
    if (number == SIGKILL || number == SIGSTOP || (number > 31 && number < SIGRTMIN))
      continue;
    runs = 0;
    void (*former)(int) = signal(number, count);
    check(former == SIG_DFL || former == SIG_IGN);
    check(raise(number) == 0 && runs == 1);
    check(signal(number, SIG_DFL) == count);
  }
}

static void information(void) {
  puts("SA_SIGINFO");
  install_info(SIGUSR1, tell_information, 0);
  show(raise(SIGUSR1));
  install(SIGUSR1, tell, 0);
  show(raise(SIGUSR1));
}

/* Sends itself the same signal: taken at once with SA_NODEFER, and after the return without. */
static void recurse(int number) {
  int mine = ++depth;
  printf("  begin %d, blocked: %s\n", mine, blocked_text());
  if (mine < 3)
    raise(number);
  printf("  end %d, pending: %s\n", mine, pending_text());
}

static void defer(void) {
  puts("SA_NODEFER");
  depth = 0;
  install(SIGUSR1, recurse, 0);
  raise(SIGUSR1);
  depth = 0;
  install(SIGUSR1, recurse, SA_NODEFER);
  raise(SIGUSR1);
  puts("and the signal itself in sa_mask");
  depth = 0;
  install_masked(SIGUSR1, recurse, SA_NODEFER, set_of(SIGUSR1, 0));
  raise(SIGUSR1);
}

static void tell_itself(int number) {
  print_current(number);
  printf("  blocked: %s\n", blocked_text());
}

static void tell_itself_with_information(int number, siginfo_t *information, void *context) {
  tell_itself(number);
  printf("  %d %d\n", information->si_signo == number, context != NULL);
}

static void reset(void) {
  puts("SA_RESETHAND");
  install_masked(SIGUSR1, tell_itself, (int)SA_RESETHAND, set_of(SIGHUP, 0));
  show(raise(SIGUSR1));
  print_current(SIGUSR1);
  puts("with SA_NODEFER");
  install_masked(SIGUSR1, tell_itself, (int)SA_RESETHAND | SA_NODEFER | SA_RESTART, set_of(SIGHUP, 0));
  show(raise(SIGUSR1));
  print_current(SIGUSR1);
  puts("with SA_SIGINFO");
  install_info(SIGUSR1, tell_itself_with_information, (int)SA_RESETHAND);
  show(raise(SIGUSR1));
  print_current(SIGUSR1);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    install(SIGTERM, tell, (int)SA_RESETHAND);
    raise(SIGTERM);
    raise(SIGTERM);
    _exit(1);
  }
  reap("the second time", child);
}

static void send_others(int number) {
  printf("  begin %s, blocked: %s\n", signal_name(number), blocked_text());
  raise(SIGUSR2);
  raise(SIGHUP);
  raise(SIGRTMIN);
  printf("  end %s, pending: %s\n", signal_name(number), pending_text());
}

static void mask(void) {
  puts("sa_mask");
  install_masked(SIGUSR1, send_others, 0, set_of(SIGUSR2, SIGRTMIN, 0));
  sigset_t all;
  sigfillset(&all);
  install_masked(SIGUSR2, tell, 0, all);
  install_masked(SIGHUP, tell, 0, all);
  install_masked(SIGRTMIN, tell, 0, all);
  change_mask(SIG_BLOCK, SIGTERM);
  raise(SIGUSR1);
  printf("afterwards blocked: %s\n", blocked_text());
  change_mask(SIG_UNBLOCK, SIGTERM);
  /* SIGKILL ends a process whatever its masks say. */
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    install_masked(SIGUSR1, tell, 0, all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    raise(SIGKILL);
    _exit(1);
  }
  reap("all blocked", child);
}

/* What handlers do to errno is seen, as in C at large. */
static void spoil(int number) {
  (void)number;
  errno = ERANGE;
}

static void error_number(void) {
  puts("errno");
  install(SIGUSR1, spoil, 0);
  errno = 0;
  raise(SIGUSR1);
  puts(errno_name(errno));
}

int main(void) {
  begin();
  former_actions();
  errors();
  plain_signal();
  information();
  defer();
  reset();
  mask();
  error_number();
  return 0;
}
