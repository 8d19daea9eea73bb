// Errors of the calls on descriptors, and the rule of the lowest free number.
// isthmus: --max-fds=64
#include "show.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>

int main(void) {
  begin();
  char buffer[64] = "";
  struct stat status;
  struct iovec pieces[3] = {{buffer, 4}, {buffer + 4, 0}, {buffer + 8, 4}};
  /* Not constants, for the compiler would see what they do. */
  volatile int minus_one = -1, too_many = 1025;
  struct rlimit limit = {64, 64};
  check(setrlimit(RLIMIT_NOFILE, &limit) == 0);

  puts("nothing is open at 9");
  show(read(9, buffer, 1));
  show(write(9, buffer, 1));
  show(pread(9, buffer, 1, 0));
  show(pwrite(9, buffer, 1, 0));
  show(readv(9, pieces, 3));
  show(writev(9, pieces, 3));
  show(lseek(9, 0, SEEK_SET));
  show(close(9));
  show(dup(9));
  show(dup2(9, 3));
  show(dup2(9, 9));
  show(dup3(9, 3, 0));
  show(fcntl(9, F_GETFD));
  show(fcntl(9, F_SETFD, FD_CLOEXEC));
  show(fcntl(9, F_GETFL));
  show(fcntl(9, F_DUPFD, 0));
  show(ioctl(9, FIONREAD, &(int){0}));
  show(fstat(9, &status));
  show(fchmod(9, 0644));
  show(fchown(9, (uid_t)-1, (gid_t)-1));
  show(ftruncate(9, 0));
  show(fsync(9));
  show(fdatasync(9));
  show(flock(9, LOCK_EX));
  show(LOCK_MAND | LOCK_READ | LOCK_WRITE | LOCK_RW);
  show(fchdir(9));
  show(isatty(9));
  show(read(-1, buffer, 1));
  show(close(-1));
  show(dup(-5));
  struct pollfd polled = {.fd = 9, .events = POLLIN};
  show(poll(&polled, 1, 0));
  printf("  POLLNVAL: %d\n", polled.revents == POLLNVAL);

  puts("readahead");
  int writer = open("file", O_CREAT | O_WRONLY, 0644), fifo[2];
  check(writer >= 0 && pipe(fifo) == 0);
  show(readahead(-1, 0, 1));
  show(readahead(writer, 0, 1));
  show(readahead(fifo[0], 0, 1));
  close(writer);
  close(fifo[0]);
  close(fifo[1]);

  puts("dup");
  show(open("file", O_CREAT | O_RDWR, 0644));
  show(dup(3));
  show(dup2(3, 7));
  show(dup(3));
  show(dup2(3, 3));
  show(dup3(3, 3, 0));
  show(dup3(3, 8, 12345));
  show(dup3(3, 8, O_CLOEXEC));
  show(fcntl(8, F_GETFD));
  show(dup2(8, 10));
  show(fcntl(10, F_GETFD));
  show(fcntl(3, F_DUPFD, 20));
  show(fcntl(3, F_DUPFD, 20));
  show(fcntl(3, F_DUPFD_CLOEXEC, 5));
  show(fcntl(6, F_GETFD));
  show(fcntl(3, F_DUPFD, -1));
  show(fcntl(3, F_DUPFD, 64));
  show(fcntl(3, F_DUPFD, 63));
  show(dup2(3, 64));
  show(dup2(3, -1));
  show(dup2(3, 63));
  show(fcntl(3, F_SETFD, FD_CLOEXEC));
  show(fcntl(3, F_GETFD));
  show(fcntl(4, F_GETFD));
  show(fcntl(3, F_SETFD, 0));
  show(fcntl(3, 9999, 0));

  puts("a duplicate shares the offset and the status flags");
  show(write(3, "0123456789", 10));
  show(lseek(4, 0, SEEK_CUR));
  show(lseek(4, 4, SEEK_SET));
  show(read(7, buffer, 3));
  printf("  %.3s\n", buffer);
  show(fcntl(4, F_SETFL, O_APPEND | O_NONBLOCK));
  int flags = fcntl(7, F_GETFL);
  printf("  O_APPEND %d, O_NONBLOCK %d, O_RDWR %d\n", !!(flags & O_APPEND), !!(flags & O_NONBLOCK),
         (flags & O_ACCMODE) == O_RDWR);
  show(fcntl(4, F_SETFL, 0));
  show(close(3));
  show(lseek(4, 0, SEEK_CUR));
  show(open("file", O_RDONLY));
  show(lseek(3, 0, SEEK_CUR));

  puts("lseek");
  show(lseek(4, -1, SEEK_SET));
  show(lseek(4, -100, SEEK_END));
  show(lseek(4, 5, SEEK_END));
  show(lseek(4, 0, 77));
  show(lseek(4, 0, SEEK_DATA));
  show(lseek(4, 0, SEEK_HOLE));
  show(lseek(4, 100, SEEK_DATA));
  int ends[2];
  check(pipe(ends) == 0);
  show(lseek(ends[0], 0, SEEK_CUR));
  show(pread(ends[0], buffer, 1, 0));
  show(pwrite(ends[1], buffer, 1, 0));

  puts("pread, pwrite, readv, writev");
  show(pwrite(4, "AB", 2, 3));
  show(pread(4, buffer, 10, 0));
  printf("  %.10s\n", buffer);
  show(pread(4, buffer, 10, 100));
  show(pread(4, buffer, 1, -1));
  show(pwrite(4, buffer, 1, -1));
  show(lseek(4, 0, SEEK_SET));
  show(readv(4, pieces, 3));
  show(readv(4, pieces, 0));
  show(readv(4, pieces, minus_one));
  show(readv(4, pieces, too_many));
  show(writev(4, pieces, too_many));
  show(writev(4, (struct iovec[]){{"one ", 4}, {"two", 3}}, 2));
  show(preadv(4, pieces, 3, 2));
  show(pwritev(4, pieces, 1, 20));
  check(fstat(4, &status) == 0);
  printf("  size %lld\n", (long long)status.st_size);

  puts("the table fills up");
  int count = 0;
  while (dup(4) >= 0)
    count++;
  printf("  %d more, then %s\n", count, errno_name(errno));
  show(open("file", O_RDONLY));
  show(pipe(ends));
  show(dup2(4, 30));
  show(close(30));
  show(pipe(ends));
  show(open("file", O_RDONLY));
  show(getrlimit(RLIMIT_NOFILE, &limit));
  printf("  %d %d\n", (int)limit.rlim_cur, (int)limit.rlim_max);
  return 0;
}
