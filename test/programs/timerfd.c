// timerfd: clocks, flags, what reading gives and when, poll and select, times that are shown, sharing by fork, dup and
// exec, what a descriptor of this kind is to other calls, and the errors.
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>

#include "show.h"

#ifndef TFD_IOC_SET_TICKS
#define TFD_IOC_SET_TICKS 0x40085400
#endif

static int arm(int fd, int flags, long long nanoseconds, long long interval) {
  struct itimerspec value = {.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000},
                             .it_interval = {interval / 1000000000, interval % 1000000000}};
  return timerfd_settime(fd, flags, &value, NULL);
}

static long long take(int fd) {
  uint64_t count = 0;
  ssize_t got = read(fd, &count, sizeof count);
  check(got == sizeof count || got == -1);
  return got == -1 ? -1 : (long long)count;
}

static void await(int fd) {
  struct pollfd one = {.fd = fd, .events = POLLIN | POLLOUT};
  check(poll(&one, 1, -1) == 1);
  check(one.revents == POLLIN);
}

static int is_ready(int fd) {
  struct pollfd one = {.fd = fd, .events = POLLIN | POLLOUT | POLLPRI};
  return poll(&one, 1, 0);
}

static void show_left(int fd) {
  struct itimerspec left;
  check(timerfd_gettime(fd, &left) == 0);
  printf("  left %lld to %lld s, every %lld s %ld ns\n", (long long)left.it_value.tv_sec / 100 * 100,
         (long long)left.it_value.tv_sec / 100 * 100 + 100, (long long)left.it_interval.tv_sec,
         left.it_interval.tv_nsec);
}

static void clocks(void) {
  static const struct {
    clockid_t clock;
    const char *name;
  } all[] = {
      {CLOCK_REALTIME, "CLOCK_REALTIME"}, {CLOCK_MONOTONIC, "CLOCK_MONOTONIC"}, {CLOCK_BOOTTIME, "CLOCK_BOOTTIME"}};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    puts(all[i].name);
    int fd = timerfd_create(all[i].clock, TFD_NONBLOCK);
    check(fd >= 0);
    show_left(fd);
    show(take(fd));
    show(is_ready(fd));
    check(arm(fd, 0, 1050000000000, 7000000009) == 0);
    show_left(fd);
    show(take(fd));
    check(arm(fd, 0, 5000000, 0) == 0);
    await(fd);
    show(is_ready(fd));
    show_left(fd);
    show(take(fd));
    show(take(fd));
    /* Until a time: long ago, and soon. */
    check(arm(fd, TFD_TIMER_ABSTIME, 1, 0) == 0);
    await(fd);
    show(take(fd));
    struct timespec now;
    check(clock_gettime(all[i].clock, &now) == 0);
    check(arm(fd, TFD_TIMER_ABSTIME, now.tv_sec * 1000000000LL + now.tv_nsec + 5000000, 0) == 0);
    await(fd);
    show(take(fd));
    /* Setting it anew forgets what has expired; so does disarming. */
    check(arm(fd, 0, 1000000, 0) == 0);
    await(fd);
    check(arm(fd, 0, 1000000000000, 0) == 0);
    show(take(fd));
    check(arm(fd, 0, 1000000, 0) == 0);
    await(fd);
    check(arm(fd, 0, 0, 5000000000) == 0);
    show(take(fd));
    show_left(fd);
    check(close(fd) == 0);
  }
}

static void counting(void) {
  puts("how often");
  int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  struct timespec start;
  check(clock_gettime(CLOCK_MONOTONIC, &start) == 0);
  long long first = start.tv_sec * 1000000000LL + start.tv_nsec;
  check(arm(fd, TFD_TIMER_ABSTIME, first, 10000000) == 0);
  long long total = 0;
  while (total < 10) {
    long long count = take(fd);
    check(count >= 1);
    total += count;
  }
  struct timespec end;
  check(clock_gettime(CLOCK_MONOTONIC, &end) == 0);
  check((end.tv_sec * 1000000000LL + end.tv_nsec - first) / 10000000 + 1 >= total);
  puts("missed ones are counted");
  nanosleep(&(struct timespec){0, 50000000}, NULL);
  show(take(fd) >= 4);
  check(arm(fd, TFD_TIMER_ABSTIME, first - 1000000000, 100000000000) == 0);
  show(take(fd));
  check(arm(fd, TFD_TIMER_ABSTIME, 1, 1) == 0);
  show(take(fd) > 1000);
  puts("set by hand");
  check(arm(fd, 0, 1000000000000, 0) == 0);
  uint64_t ticks = 123456789012;
  show(ioctl(fd, TFD_IOC_SET_TICKS, &ticks));
  show(take(fd));
  ticks = 0;
  show(ioctl(fd, TFD_IOC_SET_TICKS, &ticks));
  show(ioctl(fd, TFD_IOC_SET_TICKS, NULL));
  check(close(fd) == 0);
}

static void settings(void) {
  puts("what it was before");
  int fd = timerfd_create(CLOCK_REALTIME, 0);
  struct itimerspec value = {.it_value.tv_sec = 1000, .it_interval = {1, 2}}, former;
  show(timerfd_settime(fd, 0, &value, &former));
  printf("  %lld %ld\n", (long long)former.it_value.tv_sec, former.it_value.tv_nsec);
  value = (struct itimerspec){.it_interval.tv_sec = 3};
  show(timerfd_settime(fd, 0, &value, &former));
  printf("  %d, every %lld s %ld ns\n", former.it_value.tv_sec > 0, (long long)former.it_interval.tv_sec,
         former.it_interval.tv_nsec);
  struct timespec now;
  check(clock_gettime(CLOCK_REALTIME, &now) == 0);
  value = (struct itimerspec){.it_value.tv_sec = now.tv_sec + 550};
  show(timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &value, NULL));
  show_left(fd);
  show(timerfd_settime(fd, TFD_TIMER_CANCEL_ON_SET, &value, NULL));
  check(close(fd) == 0);
}

static void sharing(void) {
  puts("by select, by dup, by a child, by a program");
  int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  check(arm(fd, 0, 1000000, 0) == 0);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  show(select(fd + 1, &set, NULL, NULL, NULL));
  show(FD_ISSET(fd, &set) != 0);
  int copy = dup(fd);
  show(take(copy));
  check(arm(copy, 0, 250000000000, 0) == 0);
  show_left(fd);
  fflush(stdout);
  pid_t pid = fork();
  int status;
  if (pid == 0) {
    show_left(fd);
    check(arm(fd, 0, 1000000, 0) == 0);
    fflush(stdout);
    _exit(0);
  }
  check(waitpid(pid, &status, 0) == pid);
  show(take(fd));
  check(close(copy) == 0);
  fflush(stdout);
  pid = fork();
  if (pid == 0) {
    check(dup2(fd, 20) == 20);
    int closed = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    check(dup3(closed, 21, O_CLOEXEC) == 21);
    check(arm(20, 0, 200000000, 0) == 0);
    execl("./prog", "prog", "executed", (char *)NULL);
    _exit(99);
  }
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  check(close(fd) == 0);
}

static int executed(void) {
  show(take(20));
  show(take(21));
  show(fcntl(20, F_GETFD));
  return 0;
}

static void other_calls(void) {
  puts("as a descriptor");
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), plain = timerfd_create(CLOCK_MONOTONIC, 0);
  printf("flags %d %d, %d %d, %d\n", fcntl(fd, F_GETFD), fcntl(plain, F_GETFD), (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0,
         (fcntl(plain, F_GETFL) & O_NONBLOCK) != 0, (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  show(fcntl(plain, F_SETFL, O_NONBLOCK));
  show(take(plain));
  show(fcntl(plain, F_SETFL, 0));
  int yes = 1;
  show(ioctl(plain, FIONBIO, &yes));
  show(take(plain));
  show(ioctl(plain, FIONREAD, &yes));
  struct stat status;
  show(fstat(fd, &status));
  printf("mode %o, size %lld, links %d\n", (unsigned)status.st_mode, (long long)status.st_size, (int)status.st_nlink);
  char bytes[16];
  check(arm(fd, 0, 1000000, 0) == 0);
  await(fd);
  show(read(fd, bytes, 7));
  show(read(fd, bytes, 0));
  show(write(fd, bytes, 8));
  show(pread(fd, bytes, 8, 0));
  show(lseek(fd, 0, SEEK_SET));
  show(lseek(fd, 0, SEEK_CUR));
  show(ftruncate(fd, 0));
  show(fsync(fd));
  show(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
  struct iovec parts[2] = {{bytes, 4}, {bytes + 4, 4}};
  show(readv(fd, parts, 2));
  check(arm(fd, 0, 1000000, 0) == 0);
  await(fd);
  show(read(fd, bytes, 16));
  check(close(fd) == 0 && close(plain) == 0);
}

static void errors(void) {
  puts("errors");
  struct itimerspec value = {.it_value.tv_sec = 1};
  show(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
  show(timerfd_create(CLOCK_THREAD_CPUTIME_ID, 0));
  show(timerfd_create(CLOCK_MONOTONIC_RAW, 0));
  show(timerfd_create(CLOCK_REALTIME_COARSE, 0));
  show(timerfd_create(CLOCK_TAI, 0));
  show(timerfd_create(99, 0));
  show(timerfd_create(-1, 0));
  show(timerfd_create(CLOCK_MONOTONIC, 1 << 30));
  show(timerfd_create(CLOCK_MONOTONIC, O_TRUNC));
  show(timerfd_settime(-1, 0, &value, NULL));
  show(timerfd_settime(99, 0, &value, NULL));
  show(timerfd_settime(0, 0, &value, NULL));
  show(timerfd_gettime(-1, &value));
  show(timerfd_gettime(0, &value));
  int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  show(timerfd_settime(fd, 0, NULL, NULL));
  show(timerfd_gettime(fd, NULL));
  show(timerfd_settime(fd, 4, &value, NULL));
  show(timerfd_settime(fd, -1, &value, NULL));
  show(arm(fd, 0, -1, 0));
  show(arm(fd, 0, -1000000000, 0));
  show(arm(fd, TFD_TIMER_ABSTIME, -1000000000, 0));
  show(arm(fd, 0, 1, -1));
  value.it_value.tv_nsec = 1000000000;
  show(timerfd_settime(fd, 0, &value, NULL));
  value = (struct itimerspec){.it_value.tv_sec = 1, .it_interval.tv_nsec = 1000000000};
  show(timerfd_settime(fd, 0, &value, NULL));
  value = (struct itimerspec){.it_value = {0x7fffffffffffffff, 999999999}, .it_interval.tv_sec = 0x7fffffffffffffff};
  show(timerfd_settime(fd, 0, &value, NULL));
  show(close(fd));
  show(timerfd_gettime(fd, &value));
  struct rlimit limit;
  check(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  check(setrlimit(RLIMIT_NOFILE, &(struct rlimit){3, limit.rlim_max}) == 0);
  show(timerfd_create(CLOCK_MONOTONIC, 0));
  check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

int main(int argc, char **argv) {
  (void)argv;
  begin();
  if (argc > 1)
    return executed();
  clocks();
  counting();
  settings();
  sharing();
  other_calls();
  errors();
  return 0;
}
