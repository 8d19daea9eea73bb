// A question with a time limit: an alarm ends the read, by EINTR or by a jump; what comes in time is read, and no alarm
// is left.
#include <setjmp.h>
#include <sys/time.h>

#include "show.h"

static volatile sig_atomic_t expired;
static sigjmp_buf impatient;

static void expire(int number) {
  (void)number;
  expired = 1;
}

static void leave(int number) { siglongjmp(impatient, number); }

/* The timer goes on ticking: the first tick could come before the read begins. */
static void limit(int milliseconds) {
  struct timeval time = {milliseconds / 1000, milliseconds % 1000 * 1000};
  struct itimerval timer = {.it_value = time, .it_interval = time};
  check(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

static ssize_t ask(int fd, char *answer, size_t size, int milliseconds) {
  struct sigaction action, former;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = expire;
  check(sigaction(SIGALRM, &action, &former) == 0);
  expired = 0;
  limit(milliseconds);
  ssize_t count = read(fd, answer, size);
  int error = errno;
  limit(0);
  check(sigaction(SIGALRM, &former, NULL) == 0);
  errno = error;
  return count;
}

static ssize_t ask_with_jump(int fd, char *answer, size_t size, int milliseconds) {
  void (*former)(int) = signal(SIGALRM, leave);
  volatile ssize_t count = -2;
  if (sigsetjmp(impatient, 1) == 0) {
    limit(milliseconds);
    count = read(fd, answer, size);
  }
  limit(0);
  check(signal(SIGALRM, former) == leave);
  return count;
}

int main(void) {
  static ssize_t (*const ways[])(int, char *, size_t, int) = {ask, ask_with_jump};
  int ends[2];
  char answer[32];
  begin();
  check(pipe(ends) == 0);
  for (int i = 0; i < 2; i++) {
    check(write(ends[1], "forty-two", 9) == 9);
    ssize_t count = ways[i](ends[0], answer, sizeof answer, 100000);
    if (count > 0)
      printf("the answer: %.*s\n", (int)count, answer);
    count = ways[i](ends[0], answer, sizeof answer, 30);
    printf("no answer: %d%s%s\n", (int)count, count == -1 ? " " : "", count == -1 ? errno_name(errno) : "");
    if (i == 0)
      printf("the time was over: %d\n", (int)expired);
  }
  struct itimerval left;
  check(getitimer(ITIMER_REAL, &left) == 0);
  printf("no timer left: %d\n", left.it_value.tv_sec == 0 && left.it_value.tv_usec == 0);
  return 0;
}
