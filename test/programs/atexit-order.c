// exit, _exit, quick_exit, abort: which registered functions run, in which order, and what is flushed.
#include <sys/resource.h>

#include "show.h"

static void first(void) { puts("first registered"); }
static void second(void) { puts("second registered"); }
static void third(void) { puts("third registered"); }
static void quick(void) { puts("quick"); }
static void quicker(void) { puts("quicker"); }
static void with_status(int status, void *argument) { printf("%s: status %d\n", (char *)argument, status); }
static void late(void) { puts("registered while exiting"); }
static void registers(void) {
  puts("registering one more");
  check(atexit(late) == 0);
}
static void exits_again(void) {
  puts("exiting again with 12");
  exit(12);
}

static void reap(const char *what) {
  int status;
  check(wait(&status) > 0);
  printf("%s: %s\n", what, status_name(status));
}

/* How much of what was written into a buffered stream arrives. */
static void flushing(const char *what, void (*leave)(int)) {
  if (fork() == 0) {
    FILE *file = fopen("out", "w");
    fputs("buffered", file);
    leave(0);
  }
  reap(what);
  char text[64] = "";
  FILE *file = fopen("out", "r");
  fgets(text, sizeof text, file);
  fclose(file);
  printf("%s left \"%s\"\n", what, text);
}

static void leave_by_abort(int status) {
  (void)status;
  abort();
}

int main(void) {
  begin();
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  if (fork() == 0) {
    check(atexit(first) == 0);
    check(on_exit(with_status, "on_exit") == 0);
    check(atexit(second) == 0);
    check(atexit(second) == 0);
    check(on_exit(with_status, "on_exit again") == 0);
    check(atexit(third) == 0);
    exit(3);
  }
  reap("exit");
  if (fork() == 0) {
    atexit(first);
    atexit(registers);
    exit(256 + 4);
  }
  reap("registering in a handler");
  if (fork() == 0) {
    atexit(first);
    atexit(exits_again);
    atexit(second);
    exit(5);
  }
  reap("exiting in a handler");
  if (fork() == 0) {
    atexit(first);
    at_quick_exit(quick);
    at_quick_exit(quicker);
    quick_exit(6);
  }
  reap("quick_exit");
  if (fork() == 0) {
    atexit(first);
    _exit(7);
  }
  reap("_exit");
  if (fork() == 0) {
    atexit(first);
    _Exit(8);
  }
  reap("_Exit");
  if (fork() == 0) {
    atexit(first);
    abort();
  }
  reap("abort");
  if (fork() == 0) {
    for (int i = 0; i < 100; i++)
      check(atexit(i % 50 == 0 ? first : (void (*)(void))0 == NULL ? second : third) == 0);
    _exit(0);
  }
  reap("a hundred handlers");
  /* Registered before the fork, they run in both. */
  atexit(first);
  if (fork() == 0)
    exit(9);
  reap("inherited");

  flushing("exit", exit);
  flushing("_exit", _exit);
  flushing("quick_exit", quick_exit);
  flushing("abort", leave_by_abort);
  on_exit(with_status, "returned from main");
  return 10;
}
