// Guesses descriptor numbers: Node's own (its event loop, its files, the bridge's) must not be there.
#include "attempt.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

int main(void) {
  char name[64], byte = 0;
  struct stat status;
  for (int fd = 3; fd < 1100; fd++) {
    refused_with(EBADF, fcntl(fd, F_GETFD));
    refused_with(EBADF, read(fd, &byte, 1));
    refused_with(EBADF, write(fd, &byte, 1));
    refused_with(EBADF, dup(fd));
    refused_with(EBADF, dup2(fd, 2000));
    refused_with(EBADF, fstat(fd, &status));
    refused_with(EBADF, close(fd));
    struct pollfd one = {.fd = fd, .events = POLLIN};
    if (poll(&one, 1, 0) != 1 || one.revents != POLLNVAL)
      printf("escaped: poll sees descriptor %d\n", fd);
    snprintf(name, sizeof name, "/dev/fd/%d", fd);
    refused(open(name, O_RDONLY));
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    refused(open(name, O_RDONLY));
  }
  int wild[] = {-1, -2, -100, 65536, 0x7fffffff, (int)0x80000000};
  for (size_t i = 0; i < sizeof wild / sizeof wild[0]; i++) {
    refused_with(EBADF, fcntl(wild[i], F_GETFL));
    refused_with(EBADF, read(wild[i], &byte, 1));
    refused_with(EBADF, dup(wild[i]));
  }
  refused_with(EBADF, dup2(0, -1));
  refused_with(EBADF, dup2(0, 0x7fffffff));
  refused(openat(-1, "a", O_RDONLY));
  refused(openat(17, "a", O_RDONLY));

  /* Signals by descriptor: O_ASYNC would let a pipe signal any process. */
  int ends[2];
  allowed(pipe(ends));
#ifdef F_SETOWN
  refused(fcntl(ends[0], F_SETOWN, 1));
#endif
#ifdef TIOCSTI
  for (int fd = 0; fd < 3; fd++)
    refused(ioctl(fd, TIOCSTI, "x"));
#endif
  puts("contained");
}
