// Sleeps and waits that signals interrupt: what remains and where that is told, that SA_RESTART and absolute times make
// no difference, which signals don't interrupt; timerfd and eventfd, which do go on with SA_RESTART.
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>

#include "show.h"

static volatile sig_atomic_t handled;

static void count(int number) {
  (void)number;
  handled++;
}

/* Again and again, so that one comes while the call waits, however late that begins. */
static void interrupt(int flags) {
  struct sigaction action = {.sa_handler = count, .sa_flags = flags};
  check(sigaction(SIGALRM, &action, NULL) == 0);
  handled = 0;
  struct itimerval value = {.it_value.tv_usec = 20000, .it_interval.tv_usec = 20000};
  check(setitimer(ITIMER_REAL, &value, NULL) == 0);
}

static void quiet(void) { check(setitimer(ITIMER_REAL, &(struct itimerval){.it_value.tv_sec = 0}, NULL) == 0); }

static long long now(clockid_t clock) {
  struct timespec time;
  check(clock_gettime(clock, &time) == 0);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static struct timespec from(long long nanoseconds) {
  return (struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000};
}

/* Of a thousand seconds nearly all remain. */
static void show_rest(const char *what, int result, int error, const struct timespec *left, long long slept) {
  long long rest = left->tv_sec * 1000000000LL + left->tv_nsec;
  printf("%s = %d %s, remains %d, adds up %d, handled %d\n", what, result, errno_name(error),
         rest > 500000000000 && rest < 1000000000000, rest + slept >= 1000000000000, handled >= 1);
}

static void relative(void) {
  static const struct {
    clockid_t clock;
    const char *name;
  } clocks[] = {{CLOCK_REALTIME, "CLOCK_REALTIME"},
                {CLOCK_MONOTONIC, "CLOCK_MONOTONIC"},
                {CLOCK_BOOTTIME, "CLOCK_BOOTTIME"},
                {CLOCK_TAI, "CLOCK_TAI"}};
  const struct timespec thousand = {1000, 0};
  for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
    struct timespec left = {0, 0};
    interrupt(flags);
    long long before = now(CLOCK_MONOTONIC);
    int result = nanosleep(&thousand, &left);
    show_rest("nanosleep", result, errno, &left, now(CLOCK_MONOTONIC) - before);
    for (int i = 0; i < 4; i++) {
      left = (struct timespec){0, 0};
      handled = 0;
      before = now(CLOCK_MONOTONIC);
      errno = 0;
      result = clock_nanosleep(clocks[i].clock, 0, &thousand, &left);
      check(errno == 0);
      show_rest(clocks[i].name, result == EINTR ? 1 : result, result, &left, now(CLOCK_MONOTONIC) - before);
    }
    puts("the same struct for both, and none");
    left = thousand;
    show(nanosleep(&left, &left));
    show(left.tv_sec < 1000 && left.tv_sec > 500);
    show(nanosleep(&thousand, NULL));
    show(clock_nanosleep(CLOCK_MONOTONIC, 0, &thousand, NULL) == EINTR);
    unsigned rest = sleep(1000);
    show(rest > 500 && rest <= 1000);
    show(usleep(999000000));
    quiet();
  }
  puts("with what remains, until it's done");
  interrupt(0);
  struct timespec left = {0, 200000000};
  long long before = now(CLOCK_MONOTONIC);
  while (nanosleep(&left, &left) != 0)
    check(errno == EINTR);
  show(now(CLOCK_MONOTONIC) - before >= 200000000);
  show(handled >= 1);
  quiet();
}

static void absolute(void) {
  puts("until a time: nothing remains to be told");
  interrupt(SA_RESTART);
  struct timespec left = {77, 88}, until = from(now(CLOCK_MONOTONIC) + 1000000000000);
  show(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &left) == EINTR);
  until = from(now(CLOCK_REALTIME) + 1000000000000);
  show(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, &left) == EINTR);
  printf("left %lld %ld\n", (long long)left.tv_sec, left.tv_nsec);
  until = from(now(CLOCK_MONOTONIC) + 150000000);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
    ;
  show(now(CLOCK_MONOTONIC) >= until.tv_sec * 1000000000LL + until.tv_nsec);
  quiet();
}

static void of_a_child(void) {
  puts("a child's processor time");
  pid_t pid = fork();
  if (pid == 0)
    for (;;)
      pause();
  clockid_t clock;
  check(clock_getcpuclockid(pid, &clock) == 0);
  interrupt(0);
  struct timespec left = {0, 0};
  show(clock_nanosleep(clock, 0, &(struct timespec){1000, 0}, &left) == EINTR);
  show(left.tv_sec > 500);
  quiet();
  check(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
}

static void uninterrupted(void) {
  puts("what nobody handles does not interrupt");
  for (int i = 0; i < 2; i++) {
    check(signal(SIGALRM, i == 0 ? SIG_IGN : SIG_DFL) != SIG_ERR);
    sigset_t set, former;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    check(sigprocmask(i == 0 ? SIG_UNBLOCK : SIG_BLOCK, &set, &former) == 0);
    pid_t pid = fork();
    if (pid == 0) {
      for (int j = 0; j < 5; j++) {
        usleep(10000);
        kill(getppid(), SIGALRM);
        kill(getppid(), SIGCHLD);
        kill(getppid(), SIGWINCH);
      }
      _exit(0);
    }
    show(nanosleep(&(struct timespec){0, 150000000}, NULL));
    check(waitpid(pid, NULL, 0) == pid);
    signal(SIGALRM, SIG_IGN);
    check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);
  }
}

static void descriptors(void) {
  int timer = timerfd_create(CLOCK_MONOTONIC, 0), counter = eventfd(0, 0), full = eventfd(0, 0);
  eventfd_t value;
  check(eventfd_write(full, 0xfffffffffffffffe) == 0);
  struct pollfd one = {.fd = timer, .events = POLLIN};
  fd_set set;
  FD_ZERO(&set);
  FD_SET(timer, &set);
  puts("timerfd and eventfd");
  interrupt(0);
  show(read(timer, &value, sizeof value));
  show(eventfd_read(counter, &value));
  show(eventfd_write(full, 1));
  quiet();
  puts("poll and select in any case");
  interrupt(SA_RESTART);
  show(poll(&one, 1, -1));
  show(poll(&one, 1, 100000));
  show(select(timer + 1, &set, NULL, NULL, NULL));
  puts("the others go on with SA_RESTART");
  handled = 0;
  check(timerfd_settime(timer, 0, &(struct itimerspec){.it_value.tv_nsec = 150000000}, NULL) == 0);
  show(read(timer, &value, sizeof value));
  show(handled >= 1);
  show((int)value);
  fflush(stdout);
  /* It does nothing until the timer has rung for some time after the counter of signals was set to 0. */
  int go = eventfd(0, 0);
  handled = 0;
  pid_t pid = fork();
  if (pid == 0) {
    usleep(100000);
    check(eventfd_write(counter, 3) == 0 && eventfd_read(go, &value) == 0);
    usleep(100000);
    check(eventfd_read(full, &value) == 0);
    _exit(0);
  }
  show(eventfd_read(counter, &value));
  show((int)value);
  show(handled >= 1);
  handled = 0;
  check(eventfd_write(go, 1) == 0);
  show(eventfd_write(full, 5));
  show(handled >= 1);
  quiet();
  check(waitpid(pid, NULL, 0) == pid);
  show(eventfd_read(full, &value));
  show((int)value);
}

int main(void) {
  begin();
  relative();
  absolute();
  of_a_child();
  uninterrupted();
  descriptors();
  return 0;
}
