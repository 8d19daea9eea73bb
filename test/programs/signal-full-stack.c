// A full stack, whose handler runs on the alternate one: of small and of large frames, that call the system or only
// themselves.
#include <sys/wait.h>
#include <unistd.h>

#include "signals.h"

/* Compiled as without optimization, where a frame's variables are stored at once. */
#ifdef __clang__
#define PLAIN __attribute__((optnone, noinline))
#else
#define PLAIN __attribute__((optimize("O0"), noinline))
#endif

static char area[65536];

static void handler(int number) {
  int here;
  char *at = (char *)&here;
  const char *text = at >= area && at < area + sizeof area ? "  on the alternate stack\n" : "  elsewhere\n";
  if (write(1, text, strlen(text)) < 0)
    _exit(97);
  _exit(40 + number);
}

PLAIN static int small(int n) {
  volatile int frame[4];
  frame[n % 4] = n;
  return n < 0 ? n : small(n + 1) + frame[0];
}

PLAIN static int large(int n) {
  volatile char frame[10000];
  frame[0] = (char)n;
  return n < 0 ? n : large(n + 1) + frame[0];
}

PLAIN static int huge(int n) {
  volatile char frame[100000];
  frame[0] = (char)n;
  if (write(1, "", 0) < 0)
    return -1;
  return huge(n + 1) + frame[0];
}

static void run(const char *name, int (*overflow)(int)) {
  printf("%s\n", name);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    stack_t stack = {.ss_sp = area, .ss_size = sizeof area};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    if (sigaltstack(&stack, NULL) != 0 || sigaction(SIGSEGV, &action, NULL) != 0)
      _exit(98);
    _exit(overflow(1) & 1);
  }
  int status;
  waitpid(child, &status, 0);
  printf("  %s\n", status_name(status));
}

int main(void) {
  begin();
  run("small frames", small);
  run("large frames", large);
  run("huge frames", huge);
  return 0;
}
