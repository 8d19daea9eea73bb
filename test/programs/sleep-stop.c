// A sleep that a stop interrupts goes on when the process does, and ends when it should.
#include <time.h>

#include "show.h"

int main(void) {
  begin();
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    struct timespec start;
    struct timespec end;
    struct timespec wait = {2, 0}; /* The stop comes in time on a busy machine too. */
    clock_gettime(CLOCK_MONOTONIC, &start);
    show(nanosleep(&wait, NULL));
    clock_gettime(CLOCK_MONOTONIC, &end);
    long long slept = (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
    check(slept >= 2000000000);
    _exit(0);
  }
  nanosleep(&(struct timespec){0, 20000000}, NULL);
  check(kill(pid, SIGSTOP) == 0);
  int status;
  check(waitpid(pid, &status, WUNTRACED) == pid);
  puts(status_name(status));
  check(kill(pid, SIGCONT) == 0);
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  return 0;
}
