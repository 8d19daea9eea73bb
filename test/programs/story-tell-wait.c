// Parent and child that take turns, by signals and sigsuspend: who waits is told, however early the other was.
#include "show.h"

static volatile sig_atomic_t told;
static sigset_t before, meant, nothing;

static void hear(int number) {
  (void)number;
  told = 1;
}

/* From here on what the other tells waits until we do. */
static void get_ready(void) {
  check(signal(SIGUSR1, hear) != SIG_ERR && signal(SIGUSR2, hear) != SIG_ERR);
  sigemptyset(&nothing);
  sigemptyset(&meant);
  sigaddset(&meant, SIGUSR1);
  sigaddset(&meant, SIGUSR2);
  check(sigprocmask(SIG_BLOCK, &meant, &before) == 0);
}

static void tell(pid_t other, int number) { check(kill(other, number) == 0); }

static void wait_until_told(void) {
  while (!told)
    sigsuspend(&nothing);
  told = 0;
}

static void speak(const char *who, int line) {
  printf("%s says line %d\n", who, line);
  fflush(stdout);
}

int main(void) {
  enum { lines = 50 };
  begin();
  get_ready();
  pid_t parent = getpid(), child = fork();
  check(child >= 0);
  if (child == 0) {
    for (int line = 1; line <= lines; line += 2) {
      speak("the child", line);
      tell(parent, SIGUSR1);
      wait_until_told();
    }
    _exit(0);
  }
  for (int line = 2; line <= lines; line += 2) {
    wait_until_told();
    speak("the parent", line);
    tell(child, SIGUSR2);
  }
  int status;
  check(waitpid(child, &status, 0) == child);
  puts(status_name(status));
  check(sigprocmask(SIG_SETMASK, &before, NULL) == 0);
  return 0;
}
