// sleep as one's own work, of alarm and sigsuspend: it gives back what is left when another signal comes, and an alarm
// that was set before; and a command with a time limit, that is killed when it is over.
#include <sys/time.h>

#include "show.h"

static volatile sig_atomic_t rings;

static void ring(int number) {
  (void)number;
  rings++;
}

static void wake(int number) { (void)number; }

/* Milliseconds, so that nobody waits long. Gives what is left of them. */
static long own_sleep(long milliseconds) {
  struct sigaction action = {.sa_handler = ring}, former;
  sigset_t block, outside, waiting;
  struct itimerval timer = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}}, left;
  check(sigaction(SIGALRM, &action, &former) == 0);
  sigemptyset(&block);
  sigaddset(&block, SIGALRM);
  check(sigprocmask(SIG_BLOCK, &block, &outside) == 0);
  check(setitimer(ITIMER_REAL, &timer, NULL) == 0);
  waiting = outside;
  sigdelset(&waiting, SIGALRM);
  sigsuspend(&waiting);
  timer.it_value = (struct timeval){0, 0};
  check(setitimer(ITIMER_REAL, &timer, &left) == 0);
  check(sigaction(SIGALRM, &former, NULL) == 0 && sigprocmask(SIG_SETMASK, &outside, NULL) == 0);
  return left.it_value.tv_sec * 1000 + left.it_value.tv_usec / 1000;
}

static int limited(long milliseconds, int endless) {
  struct itimerval timer = {.it_value.tv_usec = milliseconds * 1000, .it_interval.tv_usec = milliseconds * 1000};
  struct sigaction action = {.sa_handler = ring};
  int status;
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    while (endless)
      ;
    _exit(3);
  }
  check(sigaction(SIGALRM, &action, NULL) == 0 && setitimer(ITIMER_REAL, &timer, NULL) == 0);
  while (waitpid(child, &status, 0) < 0) {
    check(errno == EINTR);
    if (endless)
      check(kill(child, SIGKILL) == 0);
  }
  timer.it_value.tv_usec = 0;
  check(setitimer(ITIMER_REAL, &timer, NULL) == 0 && signal(SIGALRM, SIG_DFL) == ring);
  return status;
}

int main(void) {
  begin();
  show(own_sleep(30));
  printf("it rang %d\n", (int)rings);
  /* Another signal, sent before: it ends the sleep at once. */
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  check(signal(SIGUSR1, wake) == SIG_DFL);
  pid_t parent = getpid(), child = fork();
  check(child >= 0);
  if (child == 0) {
    for (;;) {
      usleep(10000);
      kill(parent, SIGUSR1);
    }
  }
  long left = own_sleep(900000);
  printf("something is left: %d\n", left > 800000 && left < 900000);
  check(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
  printf("it rang %d\n", (int)rings);
  show(alarm(200));
  unsigned first = alarm(100), second = alarm(0);
  printf("alarm gives back what is left: %d %d\n", first > 150 && first <= 200, second > 50 && second <= 100);
  printf("in time: %s\n", status_name(limited(500, 0)));
  printf("not in time: %s\n", status_name(limited(20, 1)));
  return 0;
}
