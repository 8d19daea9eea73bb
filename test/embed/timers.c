// A guest in somebody's program: timers and counters that are descriptors are its own, those that send signals would be
// the whole program's, whose processor time is what it may ask for. Argument: the id of another process.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int is_missing(int result) { return result == -1 && errno == ENOSYS; }

int main(int argc, char **argv) {
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), counter = eventfd(2, EFD_NONBLOCK);
  struct itimerspec soon = {.it_value.tv_nsec = 1000000}, left;
  struct pollfd one = {.fd = timer, .events = POLLIN};
  eventfd_t value;
  if (argc != 2 || timer < 0 || counter < 0)
    return 1;
  if (timerfd_settime(timer, 0, &soon, NULL) != 0 || poll(&one, 1, -1) != 1)
    return 2;
  if (read(timer, &value, sizeof value) != sizeof value || value != 1 || timerfd_gettime(timer, &left) != 0)
    return 3;
  if (eventfd_write(counter, 3) != 0 || eventfd_read(counter, &value) != 0 || value != 5)
    return 4;
  if (eventfd_read(counter, &value) != -1 || errno != EAGAIN)
    return 5;

  timer_t id = NULL;
  struct sigevent nothing = {.sigev_notify = SIGEV_NONE};
  struct itimerval value_left;
  if (!is_missing(timer_create(CLOCK_MONOTONIC, &nothing, &id)) ||
      !is_missing(timer_create(CLOCK_MONOTONIC, NULL, &id)))
    return 6;
  if (!is_missing(timer_settime(id, 0, &soon, NULL)) || !is_missing(timer_gettime(id, &left)) ||
      !is_missing(timer_getoverrun(id)) || !is_missing(timer_delete(id)))
    return 7;
  if (!is_missing(getitimer(ITIMER_REAL, &value_left)) || !is_missing(setitimer(ITIMER_REAL, NULL, NULL)))
    return 8;
  errno = 0;
  if (alarm(1) != 0 || errno != ENOSYS || !is_missing((int)ualarm(1, 0)))
    return 9;

  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(0, &clock) != 0 || clock_gettime(clock, &time) != 0 ||
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0)
    return 10;
  if (clock_getcpuclockid(atoi(argv[1]), &clock) != EPERM)
    return 11;
  return 42;
}
