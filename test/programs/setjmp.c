// setjmp and longjmp, out of nested calls, in loops, across fork, and with the signal mask.
#include <setjmp.h>

#include "show.h"

static jmp_buf here;
static sigjmp_buf there;

static volatile int deep = 1;

static void descend(int depth, int value) {
  if (depth == 0)
    longjmp(here, value);
  if (deep)
    descend(depth - 1, value);
  puts("not reached");
}

static int catching(int value) {
  int caught = setjmp(here);
  if (caught != 0)
    return caught;
  descend(50, value);
  return -1;
}

static int blocked(int number) {
  sigset_t mask;
  check(sigprocmask(SIG_SETMASK, NULL, &mask) == 0);
  return sigismember(&mask, number);
}

static void block(int how, int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  check(sigprocmask(how, &set, NULL) == 0);
}

static void with_mask(int save) {
  volatile int rounds = 0;
  if (sigsetjmp(there, save) == 0) {
    block(SIG_BLOCK, SIGUSR1);
    rounds++;
    siglongjmp(there, 1);
  }
  printf("save %d: round %d, SIGUSR1 %s\n", save, rounds, blocked(SIGUSR1) ? "blocked" : "let through");
  block(SIG_UNBLOCK, SIGUSR1);
}

static int two_frames(jmp_buf outer) {
  jmp_buf inner;
  int value = setjmp(inner);
  if (value == 0)
    longjmp(inner, 5);
  if (value == 5)
    longjmp(outer, 6);
  return value;
}

int main(void) {
  begin();
  show(catching(1));
  show(catching(-7));
  show(catching(0)); /* longjmp turns 0 into 1. */

  volatile int count = 0;
  if (setjmp(here) < 1000) {
    count++;
    longjmp(here, count);
  }
  show(count);

  jmp_buf outer;
  int value = setjmp(outer);
  if (value == 0)
    two_frames(outer);
  show(value);

  with_mask(0);
  with_mask(1);
  block(SIG_BLOCK, SIGUSR2);
  if (sigsetjmp(there, 1) == 0) {
    block(SIG_UNBLOCK, SIGUSR2);
    siglongjmp(there, 2);
  }
  printf("SIGUSR2 %s\n", blocked(SIGUSR2) ? "blocked again" : "let through");
  block(SIG_UNBLOCK, SIGUSR2);

  if (_setjmp(here) == 0)
    _longjmp(here, 1);
  puts("_longjmp");

  /* The child jumps to a place that its parent marked. */
  volatile pid_t pid = 0;
  if (setjmp(here) == 0) {
    pid = fork();
    check(pid >= 0);
    if (pid == 0)
      descend(10, 1);
  } else {
    puts("the child came back");
    exit(11);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));

  /* Switches, loops and jumps in one function. */
  static const int script[] = {3, 1, 2, 3, 0};
  volatile int step = 0;
  for (;;) {
    int taken = setjmp(here);
    if (step == 5)
      break;
    int next = script[step];
    switch (taken) {
    case 0:
    case 1:
    case 2:
    case 3:
      printf("step %d after %d\n", step, taken);
      step++;
      longjmp(here, next);
    }
  }
  puts("done");
  return 0;
}
