// A sleep that a stop interrupts goes on when the process does, and ends when it should.
#include <time.h>

#include "show.h"

int main(void) {
  begin();
  pid_t pid;
  int status = 0;
  /* If the sleep was over before the stop came, it is tried again with a longer one. */
  for (long long sleeps = 100000000; !WIFSTOPPED(status) && sleeps < 10000000000; sleeps *= 2) {
    pid = fork();
    check(pid >= 0);
    if (pid == 0) {
      struct timespec start;
      struct timespec end;
      struct timespec wait = {sleeps / 1000000000, sleeps % 1000000000};
      clock_gettime(CLOCK_MONOTONIC, &start);
      int result = nanosleep(&wait, NULL);
      clock_gettime(CLOCK_MONOTONIC, &end);
      long long slept = (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
      _exit(result == 0 && slept >= sleeps ? 0 : 1);
    }
    nanosleep(&(struct timespec){0, 20000000}, NULL);
    check(kill(pid, SIGSTOP) == 0);
    check(waitpid(pid, &status, WUNTRACED) == pid);
  }
  puts(status_name(status));
  check(kill(pid, SIGCONT) == 0);
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  return 0;
}
