// alarm and the interval timers: what they tell, and that their signals end a process.
#include "show.h"

#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void die_by(int which, int seconds) {
  pid_t child = fork();
  if (child == 0) {
    struct itimerval timer = {.it_value.tv_usec = 30000};
    if (seconds > 0)
      alarm(seconds);
    else
      setitimer(which, &timer, NULL);
    for (volatile long turns = 0;; turns++)
      if (which == ITIMER_REAL)
        pause();
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("%s\n", status_name(status));
}

int main(void) {
  struct itimerval timer = {.it_value.tv_sec = 1000, .it_interval.tv_usec = 5}, former;
  begin();
  die_by(ITIMER_REAL, 1);
  die_by(ITIMER_REAL, 0);
  die_by(ITIMER_VIRTUAL, 0);
  die_by(ITIMER_PROF, 0);
  show(alarm(100));
  unsigned left = alarm(0);
  show(left > 80 && left <= 100);
  show(alarm(0));
  show(setitimer(ITIMER_REAL, &timer, NULL));
  show(getitimer(ITIMER_REAL, &former));
  printf("%d %d\n", former.it_value.tv_sec > 900 && former.it_value.tv_sec <= 1000,
         (int)former.it_interval.tv_usec > 0);
  pid_t child = fork();
  if (child == 0) {
    getitimer(ITIMER_REAL, &former);
    _exit(former.it_value.tv_sec > 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("inherited by fork: %s\n", status_name(status));
  show(setitimer(ITIMER_REAL, NULL, &former));
  show(getitimer(ITIMER_REAL, &timer));
  show(timer.it_value.tv_sec);
  show(getitimer(7, &timer));
  timer.it_value.tv_usec = 1000000;
  show(setitimer(ITIMER_REAL, &timer, NULL));
  show(ualarm(0, 0));
  return 0;
}
