// eventfd: counters and semaphores, blocking and not, poll and select, the greatest value, sharing by fork, dup and
// exec, what a descriptor of this kind is to other calls, and the errors.
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "show.h"

static const eventfd_t greatest = 0xfffffffffffffffe;

static long long take(int fd) {
  eventfd_t value = 0;
  return eventfd_read(fd, &value) == 0 ? (long long)value : -1;
}

static int events(int fd) {
  struct pollfd one = {.fd = fd, .events = POLLIN | POLLOUT | POLLPRI};
  check(poll(&one, 1, 0) >= 0);
  return one.revents;
}

static void counters(void) {
  puts("a counter");
  int fd = eventfd(0, EFD_NONBLOCK);
  show(events(fd) == POLLOUT);
  show(take(fd));
  show(eventfd_write(fd, 3));
  show(eventfd_write(fd, 0));
  show(eventfd_write(fd, 4));
  show(events(fd) == (POLLIN | POLLOUT));
  show(take(fd));
  show(take(fd));
  show(eventfd_write(fd, greatest + 1));
  show(eventfd_write(fd, greatest));
  show(events(fd) == POLLIN);
  show(eventfd_write(fd, 0));
  show(eventfd_write(fd, 1));
  eventfd_t value = 0;
  show(eventfd_read(fd, &value));
  show(value == greatest);
  show(eventfd_write(fd, greatest - 1));
  show(eventfd_write(fd, 2));
  show(eventfd_write(fd, 1));
  check(close(fd) == 0);
  fd = eventfd(0xffffffff, 0);
  show(take(fd));
  check(close(fd) == 0);
  puts("a semaphore");
  fd = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK);
  show(take(fd));
  show(take(fd));
  show(eventfd_write(fd, 1));
  show(take(fd));
  show(take(fd));
  show(take(fd));
  show(events(fd) == POLLOUT);
  check(close(fd) == 0);
}

/* A child waits for what its parent does later, whether or not it waits already by then. */
static void waiting(void) {
  puts("waiting to read, to write, by poll, by select");
  int value = eventfd(0, 0), full = eventfd(0, 0), answer = eventfd(0, 0);
  check(eventfd_write(full, greatest) == 0);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    show(take(value));
    check(eventfd_write(answer, 1) == 0);
    show(eventfd_write(full, 5));
    check(eventfd_write(answer, 1) == 0);
    struct pollfd one = {.fd = value, .events = POLLIN};
    show(poll(&one, 1, -1));
    show(take(value));
    check(eventfd_write(answer, 1) == 0);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(value, &set);
    show(select(value + 1, &set, NULL, NULL, NULL));
    fflush(stdout);
    _exit(0);
  }
  usleep(20000);
  check(eventfd_write(value, 6) == 0);
  check(take(answer) == 1);
  usleep(20000);
  eventfd_t most;
  check(eventfd_read(full, &most) == 0 && most == greatest);
  check(take(answer) == 1);
  check(take(full) == 5);
  usleep(20000);
  check(eventfd_write(value, 7) == 0);
  check(take(answer) == 1);
  usleep(20000);
  check(eventfd_write(value, 8) == 0);
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  show(take(value));
  check(close(value) == 0 && close(full) == 0 && close(answer) == 0);
  puts("a semaphore for several");
  int turns = eventfd(0, EFD_SEMAPHORE), done = eventfd(0, 0);
  for (int i = 0; i < 3; i++) {
    pid = fork();
    if (pid == 0) {
      check(take(turns) == 1);
      check(eventfd_write(done, 1) == 0);
      _exit(0);
    }
  }
  check(eventfd_write(turns, 3) == 0);
  for (int i = 0; i < 3; i++)
    check(wait(&status) > 0 && status == 0);
  show(take(done));
  check(close(turns) == 0 && close(done) == 0);
}

static void sharing(void) {
  puts("by dup and by exec");
  int fd = eventfd(1, EFD_SEMAPHORE), copy = dup(fd), status;
  show(eventfd_write(copy, 1));
  show(take(fd));
  show(take(copy));
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    int closed = eventfd(1, EFD_CLOEXEC);
    check(dup2(fd, 20) == 20 && dup3(closed, 21, O_CLOEXEC) == 21);
    check(eventfd_write(20, 5) == 0);
    execl("./prog", "prog", "executed", (char *)NULL);
    _exit(99);
  }
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  show(take(fd));
  check(close(fd) == 0 && close(copy) == 0);
}

static int executed(void) {
  show(take(20));
  show(take(21));
  show(fcntl(20, F_GETFD));
  return 0;
}

static void other_calls(void) {
  puts("as a descriptor");
  int fd = eventfd(9, EFD_NONBLOCK | EFD_CLOEXEC), plain = eventfd(0, 0);
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
  char bytes[16] = {1};
  show(read(fd, bytes, 7));
  show(read(fd, bytes, 0));
  show(write(fd, bytes, 7));
  show(write(fd, bytes, 0));
  show(pread(fd, bytes, 8, 0));
  show(pwrite(fd, bytes, 8, 0));
  show(lseek(fd, 0, SEEK_SET));
  show(ftruncate(fd, 0));
  show(fsync(fd));
  show(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
  struct iovec parts[2] = {{bytes, 4}, {bytes + 4, 4}};
  show(readv(fd, parts, 2));
  memset(bytes, 0, sizeof bytes);
  bytes[0] = 2;
  show(write(fd, bytes, 16));
  show(take(fd));
  show(writev(fd, parts, 2));
  show(writev(fd, parts, 1));
  check(close(fd) == 0 && close(plain) == 0);
}

static void errors(void) {
  puts("errors");
  eventfd_t value;
  show(eventfd(0, 8));
  show(eventfd(0, -1));
  show(eventfd(0, 1 << 30));
  show(eventfd_read(-1, &value));
  show(eventfd_read(99, &value));
  show(eventfd_write(-1, 1));
  int fd = eventfd(1, 0);
  show(close(fd));
  show(eventfd_read(fd, &value));
  show(eventfd_write(fd, 1));
  struct rlimit limit;
  check(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  check(setrlimit(RLIMIT_NOFILE, &(struct rlimit){3, limit.rlim_max}) == 0);
  show(eventfd(0, 0));
  check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

int main(int argc, char **argv) {
  (void)argv;
  begin();
  if (argc > 1)
    return executed();
  counters();
  waiting();
  sharing();
  other_calls();
  errors();
  return 0;
}
