// siglongjmp out of handlers that interrupted a call: the mask is that of sigsetjmp again, or left alone where it was
// not saved; jumps over several handlers, and thousands of them.
#include <setjmp.h>
#include <time.h>

#include "signals.h"

static sigjmp_buf there;
static volatile int jumps;

static void jump(int number) { siglongjmp(there, number); }

static pid_t sender;

/* Starts a child that sends again and again, until the jump has been made and the parent ends it. Not to be jumped out
 * of itself. */
static void send_soon(int number) {
  pid_t parent = getpid();
  change_mask(SIG_BLOCK, number);
  sender = fork();
  check(sender >= 0);
  while (sender == 0) {
    nanosleep(&(struct timespec){0, 5000000}, NULL);
    if (kill(parent, number) != 0)
      _exit(1);
  }
  change_mask(SIG_UNBLOCK, number);
}

/* Ends the child that sends. What it has sent until then is ignored. */
static void quiet(int number) {
  check(signal(number, SIG_IGN) == jump);
  check(kill(sender, SIGKILL) == 0 && waitpid(sender, NULL, 0) == sender);
  check(signal(number, jump) == SIG_IGN);
}

static int ends[2];

static void call_read(void) {
  char byte;
  ssize_t count = read(ends[0], &byte, 1);
  printf("read returned %d\n", (int)count);
}
static void call_pause(void) { pause(); }
static void call_sleep(void) { nanosleep(&(struct timespec){1000, 0}, NULL); }
static void call_wait(void) { wait(NULL); }
static void call_sigsuspend(void) {
  sigset_t set = set_of(SIGHUP, 0);
  sigsuspend(&set);
}

static void out_of(const char *what, void (*call)(void)) {
  for (int flags = 0;; flags = SA_RESTART) {
    install(SIGUSR1, jump, flags);
    int number = sigsetjmp(there, 1);
    if (number == 0) {
      send_soon(SIGUSR1);
      call();
      puts("it came back");
      _exit(1);
    }
    quiet(SIGUSR1);
    printf("%s: %s, blocked: %s\n", what, signal_name(number), blocked_text());
    if (flags == SA_RESTART)
      break;
  }
}

static void calls(void) {
  check(pipe(ends) == 0);
  change_mask(SIG_BLOCK, SIGALRM);
  out_of("read", call_read);
  out_of("pause", call_pause);
  out_of("nanosleep", call_sleep);
  out_of("wait", call_wait);
  out_of("sigsuspend", call_sigsuspend);
  change_mask(SIG_UNBLOCK, SIGALRM);
}

static void masks(void) {
  install_masked(SIGUSR1, jump, 0, set_of(SIGUSR2, 0));
  if (sigsetjmp(there, 1) == 0)
    raise(SIGUSR1);
  printf("saved: blocked %s\n", blocked_text());
  if (sigsetjmp(there, 0) == 0)
    raise(SIGUSR1);
  printf("not saved: blocked %s\n", blocked_text());
  sigset_t none = set_of(0);
  check(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
  /* setjmp and longjmp leave it alone. */
  static jmp_buf plain;
  if (setjmp(plain) == 0) {
    change_mask(SIG_BLOCK, SIGHUP);
    longjmp(plain, 1);
  }
  printf("longjmp: blocked %s\n", blocked_text());
  if (sigsetjmp(there, 1) == 0) {
    change_mask(SIG_UNBLOCK, SIGHUP);
    change_mask(SIG_BLOCK, SIGTERM);
    siglongjmp(there, 1);
  }
  printf("siglongjmp: blocked %s\n", blocked_text());
  change_mask(SIG_UNBLOCK, SIGHUP);
}

static void show_and_raise(int number) {
  printf("  %s, blocked: %s\n", signal_name(number), blocked_text());
  raise(number == SIGUSR1 ? SIGUSR2 : SIGTERM);
  puts("not reached");
}

static sigjmp_buf inside;

static void jump_inside(int number) {
  printf("  %s, blocked: %s\n", signal_name(number), blocked_text());
  siglongjmp(inside, 1);
}

static void with_landing(int number) {
  if (sigsetjmp(inside, 1) == 0) {
    raise(SIGUSR2);
    puts("not reached");
  }
  printf("  landed in %s, blocked: %s\n", signal_name(number), blocked_text());
}

static void nested(void) {
  puts("over three handlers");
  install(SIGUSR1, show_and_raise, 0);
  install(SIGUSR2, show_and_raise, 0);
  install(SIGTERM, jump, 0);
  int number = sigsetjmp(there, 1);
  if (number == 0)
    raise(SIGUSR1);
  printf("%s, blocked: %s\n", signal_name(number), blocked_text());
  puts("from one handler into another");
  install(SIGUSR1, with_landing, 0);
  install(SIGUSR2, jump_inside, 0);
  raise(SIGUSR1);
  printf("afterwards blocked: %s\n", blocked_text());
}

static void many(void) {
  install(SIGUSR1, jump, 0);
  install(SIGUSR2, jump, SA_NODEFER);
  for (jumps = 0; jumps < 5000; jumps++)
    if (sigsetjmp(there, 1) == 0)
      raise(jumps % 2 ? SIGUSR1 : SIGUSR2);
  printf("%d jumps, blocked: %s\n", jumps, blocked_text());
}

static void recover(int number) {
  (void)number;
  siglongjmp(there, 7);
}

/* abort's signal may be jumped away from. */
static void from_abort(void) {
  install(SIGABRT, recover, 0);
  int value = sigsetjmp(there, 1);
  if (value == 0)
    abort();
  printf("out of abort: %d\n", value);
}

int main(void) {
  begin();
  masks();
  nested();
  many();
  from_abort();
  calls();
  return 0;
}
