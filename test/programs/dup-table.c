// The descriptor table: lowest free number, dup(2), dup3(2), F_DUPFD, shared offsets, close-on-exec, EBADF and EMFILE.
#include "show.h"
#include <fcntl.h>
#include <sys/resource.h>

int main(void) {
  begin();
  int first = show(open("a", O_RDWR | O_CREAT, 0600));
  int second = show(dup(first));
  show(dup2(first, 10));
  show(dup2(first, first));
  show(dup3(first, first, 0));
  show(dup3(first, 11, O_CLOEXEC));
  show(fcntl(11, F_GETFD));
  show(fcntl(10, F_GETFD));
  show(dup3(first, 12, O_NONBLOCK));
  show(dup2(first, -1));
  show(dup2(50, 51));
  show(dup2(50, 50));
  show(dup(50));
  show(dup(-1));
  show(fcntl(first, F_DUPFD, 7));
  show(fcntl(first, F_DUPFD, 7));
  show(fcntl(first, F_DUPFD, 10));
  show(fcntl(first, F_DUPFD_CLOEXEC, 0));
  show(fcntl(5, F_GETFD));
  show(fcntl(first, F_DUPFD, -1));
  show(fcntl(first, F_DUPFD, 1 << 30));
  show(fcntl(99, F_DUPFD, 0));

  /* Copies share offset and status flags, not the close-on-exec flag. */
  show(write(first, "abcdef", 6));
  show(lseek(second, 0, SEEK_CUR));
  show(lseek(second, 2, SEEK_SET));
  char byte;
  show(read(10, &byte, 1));
  printf("%c\n", byte);
  show(fcntl(second, F_SETFL, O_APPEND));
  show((fcntl(first, F_GETFL) & O_APPEND) != 0);
  show(fcntl(second, F_SETFD, FD_CLOEXEC));
  show(fcntl(second, F_GETFD));
  show(fcntl(first, F_GETFD));
  show(fcntl(second, F_SETFD, 0));
  show(fcntl(first, 9999));
  show(fcntl(99, F_GETFD));
  show(fcntl(-1, F_GETFL));

  /* Numbers are reused from the bottom. */
  show(close(second));
  show(close(second));
  show(close(0));
  show(open("a", O_RDONLY));
  show(open("a", O_RDONLY));
  show(close(-1));
  show(close(1000));
  for (int fd = 3; fd < 20; fd++)
    close(fd);
  int ends[2];
  show(pipe(ends));
  printf("%d %d\n", ends[0], ends[1]);
  show(dup2(ends[1], 20));
  show(close(ends[1]));
  show(write(20, "x", 1));
  show(read(ends[0], &byte, 1));

  struct rlimit limit;
  check(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = 24;
  show(setrlimit(RLIMIT_NOFILE, &limit));
  int highest = -1, fd;
  while ((fd = dup(0)) >= 0)
    highest = fd;
  printf("highest %d, then %s\n", highest, errno_name(errno));
  show(pipe(ends));
  show(open("a", O_RDONLY));
  show(dup2(0, 24));
  show(dup2(0, 23));
  show(fcntl(0, F_DUPFD, 24));
  return 0;
}
