// siglongjmp out of handlers that interrupted a loop without calls, as programs do that give a computation so much
// time.
#include <setjmp.h>
#include <sys/time.h>

#include "signals.h"

static sigjmp_buf out;
static volatile unsigned long turns;
static int level, times;

static void jump(int number) { siglongjmp(out, number); }

static void start(int milliseconds) {
  struct itimerval once = {.it_value.tv_usec = milliseconds * 1000};
  check(setitimer(ITIMER_REAL, &once, NULL) == 0);
}

static void for_ever(void) {
  for (;;)
    turns++;
}

static unsigned long fibonacci(unsigned long n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static void again(int number) {
  printf("  %s at level %d\n", signal_name(number), ++level);
  if (level == 3)
    siglongjmp(out, level);
  start(10);
  for_ever();
}

int main(void) {
  begin();
  install(SIGALRM, jump, 0);
  int number = sigsetjmp(out, 1);
  /* Again, if it came before the first turn. */
  if (turns == 0) {
    start(20);
    for_ever();
  }
  printf("%s, some turns %d, blocked: %s\n", signal_name(number), turns > 0, blocked_text());
  sigsetjmp(out, 1);
  if (times++ < 20) {
    start(2);
    for_ever();
  }
  printf("%d times\n", times - 1);
  number = sigsetjmp(out, 1);
  if (number == 0) {
    start(20);
    turns = fibonacci(90);
  }
  printf("out of a deep recursion: %s\n", signal_name(number));
  install(SIGALRM, again, SA_NODEFER);
  number = sigsetjmp(out, 1);
  if (number == 0) {
    start(10);
    for_ever();
  }
  printf("out of %d handlers, blocked: %s\n", number, blocked_text());
  return 0;
}
