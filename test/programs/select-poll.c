// poll(2), ppoll(2), select(2), pselect(2): readiness of pipes and files, timeouts, hang-ups, bad descriptors.
#include "show.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <time.h>

static void events_of(const struct pollfd *fd) {
  static const struct {
    short bit;
    const char *name;
  } names[] = {{POLLIN, "in"},         {POLLPRI, "pri"},       {POLLOUT, "out"},       {POLLERR, "err"},
               {POLLHUP, "hup"},       {POLLNVAL, "nval"},     {POLLRDNORM, "rdnorm"}, {POLLRDBAND, "rdband"},
               {POLLWRNORM, "wrnorm"}, {POLLWRBAND, "wrband"}, {POLLRDHUP, "rdhup"}};
  printf("  fd %d:", fd->fd);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (fd->revents & names[i].bit)
      printf(" %s", names[i].name);
  puts("");
}

static long elapsed(const struct timespec *start) {
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  return (end.tv_sec - start->tv_sec) * 1000 + (end.tv_nsec - start->tv_nsec) / 1000000;
}

static void polling(void) {
  int ends[2];
  check(pipe(ends) == 0);
  struct pollfd fds[3] = {{.fd = ends[0], .events = POLLIN | POLLRDNORM},
                          {.fd = ends[1], .events = POLLOUT | POLLWRNORM},
                          {.fd = -7, .events = POLLIN}};
  show(poll(fds, 3, 0));
  for (int i = 0; i < 3; i++)
    events_of(&fds[i]);
  show(poll(fds, 1, 0));
  events_of(&fds[0]);
  check(write(ends[1], "x", 1) == 1);
  show(poll(fds, 2, -1));
  events_of(&fds[0]);
  close(ends[1]);
  show(poll(fds, 2, 100));
  events_of(&fds[0]);
  events_of(&fds[1]);
  char byte;
  check(read(ends[0], &byte, 1) == 1);
  show(poll(fds, 1, 100));
  events_of(&fds[0]);
  close(ends[0]);
  check(pipe(ends) == 0);
  close(ends[0]);
  fds[0] = (struct pollfd){.fd = ends[1], .events = POLLOUT};
  show(poll(fds, 1, 0));
  events_of(&fds[0]);
  close(ends[1]);
  int file = open("file", O_RDWR | O_CREAT, 0600);
  fds[0] = (struct pollfd){.fd = file, .events = POLLIN | POLLOUT | POLLPRI};
  show(poll(fds, 1, -1));
  events_of(&fds[0]);
  close(file);
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  show(poll(NULL, 0, 30));
  printf("slept %d\n", elapsed(&start) >= 29);
}

static void polling_precisely(void) {
  int ends[2];
  check(pipe(ends) == 0);
  struct pollfd fd = {.fd = ends[0], .events = POLLIN};
  struct timespec timeout = {.tv_nsec = 20000000};
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  show(ppoll(&fd, 1, &timeout, NULL));
  printf("slept %d, timeout as before %d\n", elapsed(&start) >= 19, timeout.tv_nsec == 20000000);
  timeout.tv_nsec = 1000000000;
  show(ppoll(&fd, 1, &timeout, NULL));
  timeout = (struct timespec){.tv_sec = -1};
  show(ppoll(&fd, 1, &timeout, NULL));
  check(write(ends[1], "x", 1) == 1);
  show(ppoll(&fd, 1, NULL, NULL));
  events_of(&fd);
  close(ends[0]);
  close(ends[1]);
}

static void selecting(void) {
  int first[2], second[2];
  check(pipe(first) == 0 && pipe(second) == 0);
  int high = fcntl(second[0], F_DUPFD, 200);
  fd_set reads, writes, exceptions;
  FD_ZERO(&reads);
  FD_ZERO(&writes);
  FD_ZERO(&exceptions);
  FD_SET(first[0], &reads);
  FD_SET(high, &reads);
  FD_SET(first[1], &writes);
  FD_SET(first[0], &exceptions);
  struct timeval timeout = {0};
  show(select(high + 1, &reads, &writes, &exceptions, &timeout));
  printf("%d %d %d %d\n", FD_ISSET(first[0], &reads) != 0, FD_ISSET(high, &reads) != 0,
         FD_ISSET(first[1], &writes) != 0, FD_ISSET(first[0], &exceptions) != 0);
  check(write(second[1], "x", 1) == 1);
  FD_SET(first[0], &reads);
  FD_SET(high, &reads);
  timeout.tv_sec = 1000;
  show(select(high + 1, &reads, NULL, NULL, &timeout));
  printf("%d %d, time left %d\n", FD_ISSET(first[0], &reads) != 0, FD_ISSET(high, &reads) != 0,
         timeout.tv_sec >= 900 && timeout.tv_sec < 1000 + (timeout.tv_usec == 0));
  FD_SET(high, &reads);
  show(select(high, &reads, NULL, NULL, &(struct timeval){0}));
  FD_CLR(high, &reads);
  FD_SET(first[0], &reads);
  timeout = (struct timeval){.tv_usec = 20000};
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  show(select(first[0] + 1, &reads, NULL, NULL, &timeout));
  printf("slept %d, time left %d %d\n", elapsed(&start) >= 19, (int)timeout.tv_sec, (int)timeout.tv_usec);
  FD_SET(first[0], &reads);
  const struct timespec precise = {.tv_nsec = 10000000};
  show(pselect(first[0] + 1, &reads, NULL, NULL, &precise, NULL));
  close(first[1]);
  FD_SET(first[0], &reads);
  show(select(first[0] + 1, &reads, NULL, NULL, NULL));
  close(first[0]);
  FD_SET(first[0], &reads);
  show(select(first[0] + 1, &reads, NULL, NULL, NULL));
  printf("still in the set %d\n", FD_ISSET(first[0], &reads) != 0);
  FD_ZERO(&reads);
  timeout = (struct timeval){.tv_sec = -1};
  show(select(0, &reads, NULL, NULL, &timeout));
  show(select(-1, NULL, NULL, NULL, &(struct timeval){0}));
  show(select(0, NULL, NULL, NULL, &(struct timeval){.tv_usec = 1000}));
  printf("a set has %d bytes, holds %d\n", (int)sizeof(fd_set), FD_SETSIZE);
}

int main(void) {
  begin();
  polling();
  polling_precisely();
  selecting();
  return 0;
}
