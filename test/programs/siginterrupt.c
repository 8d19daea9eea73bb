// siginterrupt: whether a signal's handler makes calls fail with EINTR, for handlers that are there and that signal
// installs later.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include "interrupt.h"

static int ends[2];

static long call_read(void) {
  char byte;
  return read(ends[0], &byte, 1);
}

static void put(void) { check(write(ends[1], "x", 1) == 1); }

static void tell_flags(const char *what) {
  struct sigaction action;
  check(sigaction(SIGUSR1, NULL, &action) == 0);
  printf("%s: SA_RESTART %d, a handler %d\n", what, (action.sa_flags & SA_RESTART) != 0,
         action.sa_handler == interrupt);
}

/* A read with the handler that is installed: the child's signals make it fail, or go on until something comes. */
static void read_interrupted(const char *what, int finishes) {
  pid_t parent = getpid();
  check(pipe(handled) == 0);
  fflush(stdout);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    char byte;
    for (int i = 0; !finishes || i < enough; i++) {
      if (kill(parent, SIGUSR1) != 0)
        _exit(1);
      if (read(handled[0], &byte, 1) != 1)
        _exit(1);
      poll(NULL, 0, 2);
    }
    put();
    _exit(0);
  }
  long result = call_read();
  int error = errno;
  check(kill(child, SIGKILL) == 0);
  while (waitpid(child, NULL, 0) < 0)
    check(errno == EINTR);
  check(close(handled[0]) == 0 && close(handled[1]) == 0);
  printf("%s: %s\n", what, result == 1 ? "read" : errno_name(error));
}

int main(void) {
  begin();
  check(pipe(ends) == 0);
  check(signal(SIGUSR1, interrupt) == SIG_DFL);
  tell_flags("signal");
  read_interrupted("signal", 1);
  show(siginterrupt(SIGUSR1, 1));
  tell_flags("siginterrupt on");
  read_interrupted("siginterrupt on", 0);
  /* signal remembers it. */
  check(signal(SIGUSR1, SIG_DFL) == interrupt);
  check(signal(SIGUSR1, interrupt) == SIG_DFL);
  tell_flags("signal again");
  show(siginterrupt(SIGUSR1, 0));
  tell_flags("siginterrupt off");
  read_interrupted("siginterrupt off", 1);
  check(signal(SIGUSR1, interrupt) == interrupt);
  tell_flags("signal again");
  struct sigaction action = {.sa_handler = interrupt, .sa_flags = SA_NODEFER}, got;
  check(sigaction(SIGUSR1, &action, NULL) == 0);
  show(siginterrupt(SIGUSR1, 0));
  check(sigaction(SIGUSR1, NULL, &got) == 0);
  printf("other flags stay: %d\n", (got.sa_flags & SA_NODEFER) != 0 && (got.sa_flags & SA_RESTART) != 0);
  show(siginterrupt(SIGHUP, 1));
  show(siginterrupt(SIGKILL, 1));
  show(siginterrupt(0, 1));
  show(siginterrupt(65, 1));
  show(siginterrupt(-1, 0));
  return 0;
}
