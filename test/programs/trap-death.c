// What kills a program that errs: the same signals as natively.
#include <limits.h>
#include <sys/resource.h>

#include "show.h"

static volatile int zero = 0;
static volatile int minus_one = -1;
static volatile int smallest = INT_MIN;
static int *volatile nowhere = NULL;
static int *volatile far_away = (int *)-4096;
static void (*volatile no_function)(void) = NULL;

static void trap(void) { __builtin_trap(); }
static void read_null(void) { zero = *nowhere; }
static void write_null(void) { *nowhere = 1; }
static void read_far(void) { zero = *far_away; }
static void write_far(void) { *far_away = 1; }
static void call_null(void) { no_function(); }
static void divide(void) { zero = minus_one / zero; }
static void remainder_of(void) { zero = minus_one % zero; }
static void overflow(void) { zero = smallest / minus_one; }
static void give_up(void) { abort(); }

static volatile int endless = 1;

static int deepen(volatile char *above) {
  volatile char frame[1000];
  frame[0] = above[0];
  return endless ? deepen(frame) + frame[0] : 0;
}
static void recurse(void) { deepen((volatile char *)"x"); }

static void run(const char *what, void (*err)(void)) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    err();
    _exit(0);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("%s: %s\n", what, status_name(status));
}

int main(void) {
  begin();
  struct rlimit none = {0, 0};
  check(setrlimit(RLIMIT_CORE, &none) == 0);
  run("__builtin_trap", trap);
  run("reading at null", read_null);
  run("writing at null", write_null);
  run("reading far away", read_far);
  run("writing far away", write_far);
  run("calling null", call_null);
  run("dividing by zero", divide);
  run("remainder of zero", remainder_of);
  run("dividing the smallest by -1", overflow);
  run("abort", give_up);
  run("endless recursion", recurse);
  return 0;
}
