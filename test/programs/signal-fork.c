// What fork and exec keep: handlers and masks by fork, ignored signals, masks and pending signals by exec; fork and
// exec in handlers.
#include <spawn.h>
#include <sys/time.h>

#include "signals.h"

static char *program;
static volatile sig_atomic_t runs;

static void count(int number) {
  (void)number;
  runs++;
}

static void tell(int number) { printf("  handler of %s\n", signal_name(number)); }

static void tell_information(int number, siginfo_t *information, void *context) {
  (void)context;
  printf("  handler of %s: %s\n", signal_name(number),
         information->si_pid == getpid() ? "from itself" : "from another");
}

static void describe(void) {
  static const int numbers[] = {SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGTERM, SIGCHLD};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    printf("  %s: %s\n", signal_name(numbers[i]), disposition(numbers[i]));
  stack_t stack;
  check(sigaltstack(NULL, &stack) == 0);
  printf("  blocked: %s, pending: %s, another stack: %d\n", blocked_text(), pending_text(),
         !(stack.ss_flags & SS_DISABLE));
}

static void inherited(void) {
  static char stack[65536];
  puts("fork");
  install(SIGUSR1, tell, 0);
  install_info(SIGUSR2, tell_information, SA_RESTART);
  install(SIGHUP, SIG_IGN, 0);
  change_mask(SIG_BLOCK, SIGTERM);
  change_mask(SIG_BLOCK, SIGUSR1);
  check(raise(SIGUSR1) == 0);
  check(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL) == 0);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    describe();
    raise(SIGUSR2);
    change_mask(SIG_UNBLOCK, SIGUSR1);
    raise(SIGUSR1);
    raise(SIGHUP);
    /* What it does now is no matter of its parent. */
    install(SIGUSR2, SIG_DFL, 0);
    _exit(3);
  }
  reap("child", child);
  puts("the parent");
  describe();
  raise(SIGUSR2);
}

static void kept(void) {
  puts("exec");
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    check(raise(SIGTERM) == 0);
    execl(program, program, "describe", (char *)NULL);
    _exit(99);
  }
  reap("child", child);
}

static void timers(void) {
  puts("alarm");
  check(alarm(1000) == 0);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    printf("  after fork: %u\n", alarm(500));
    execl(program, program, "alarm", (char *)NULL);
    _exit(99);
  }
  reap("child", child);
  printf("still there: %d\n", alarm(0) > 0);
}

static volatile pid_t handlers_child;

static void fork_inside(int number) {
  pid_t child = fork();
  if (child == 0) {
    printf("  the child in the handler of %s, blocked: %s\n", signal_name(number), blocked_text());
    fflush(stdout);
    if (number == SIGUSR1)
      _exit(11);
    return;
  }
  handlers_child = child;
}

static void in_handlers(void) {
  puts("fork in a handler");
  sigset_t none = set_of(0);
  check(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
  install(SIGUSR1, fork_inside, 0);
  install(SIGUSR2, fork_inside, 0);
  fflush(stdout);
  raise(SIGUSR1);
  reap("ended in the handler", handlers_child);
  handlers_child = 0;
  fflush(stdout);
  raise(SIGUSR2);
  if (handlers_child == 0) {
    printf("  the child goes on where the signal came, blocked: %s\n", blocked_text());
    install(SIGUSR1, count, 0);
    raise(SIGUSR1);
    exit(20 + runs);
  }
  reap("returned from the handler", handlers_child);
}

/* A child forked in a handler that interrupted a call goes on behind that call. */
static void fork_out_of_call(void) {
  puts("fork in a handler of a call");
  struct itimerval once = {.it_value.tv_usec = 5000};
  sigset_t none = set_of(0);
  install(SIGALRM, fork_inside, 0);
  change_mask(SIG_BLOCK, SIGALRM);
  handlers_child = 0;
  fflush(stdout);
  check(setitimer(ITIMER_REAL, &once, NULL) == 0);
  int result = sigsuspend(&none);
  int error = errno;
  change_mask(SIG_UNBLOCK, SIGALRM);
  if (handlers_child == 0)
    _exit(result == -1 && error == EINTR ? 33 : 34);
  reap("the child", handlers_child);
  printf("the parent: %d %s\n", result, errno_name(error));
}

static void exec_inside(int number) {
  (void)number;
  execl(program, program, "describe", (char *)NULL);
  _exit(99);
}

static void raise_other(int number) { raise(number == SIGUSR1 ? SIGUSR2 : SIGUSR1); }

static void exec_in_handlers(void) {
  puts("exec in a handler: its mask stays");
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    install_masked(SIGUSR1, exec_inside, 0, set_of(SIGUSR2, 0));
    raise(SIGUSR1);
    _exit(98);
  }
  reap("child", child);
  puts("exec in a handler of a handler");
  fflush(stdout);
  child = fork();
  if (child == 0) {
    install(SIGUSR1, raise_other, 0);
    install(SIGUSR2, exec_inside, 0);
    install(SIGTERM, count, 0);
    change_mask(SIG_BLOCK, SIGTERM);
    raise(SIGTERM);
    raise(SIGUSR1);
    _exit(98);
  }
  reap("child", child);
}

static void spawned(void) {
  puts("posix_spawn");
  extern char **environ;
  posix_spawnattr_t attributes;
  sigset_t defaults = set_of(SIGHUP, SIGUSR1, 0), mask = set_of(SIGUSR2, 0);
  char *words[] = {program, "describe", NULL};
  pid_t child;
  install(SIGHUP, SIG_IGN, 0);
  install(SIGUSR2, count, 0);
  check(posix_spawnattr_init(&attributes) == 0);
  check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) == 0);
  check(posix_spawnattr_setsigdefault(&attributes, &defaults) == 0);
  check(posix_spawnattr_setsigmask(&attributes, &mask) == 0);
  fflush(stdout);
  check(posix_spawn(&child, program, NULL, &attributes, words, environ) == 0);
  reap("with defaults and a mask", child);
  check(posix_spawn(&child, program, NULL, NULL, words, environ) == 0);
  reap("as it is", child);
  check(posix_spawnattr_destroy(&attributes) == 0);
}

int main(int argc, char **argv) {
  begin();
  program = argv[0];
  if (argc > 1 && strcmp(argv[1], "describe") == 0) {
    describe();
    return 4;
  }
  if (argc > 1) {
    printf("  after exec: %d\n", alarm(0) > 0);
    return 5;
  }
  inherited();
  kept();
  timers();
  in_handlers();
  fork_out_of_call();
  exec_in_handlers();
  spawned();
  return 0;
}
