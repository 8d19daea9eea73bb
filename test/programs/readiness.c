// poll, ppoll, select and pselect: what is ready when, timeouts, closed ends, errors.
#include "show.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>

static void events(short events) {
  printf("  events:%s%s%s%s%s\n", events & POLLIN ? " POLLIN" : "", events & POLLOUT ? " POLLOUT" : "",
         events & POLLERR ? " POLLERR" : "", events & POLLHUP ? " POLLHUP" : "", events & POLLNVAL ? " POLLNVAL" : "");
}

static long milliseconds(void) {
  struct timespec now;
  check(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(void) {
  begin();
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  struct pollfd one = {.fd = ends[0], .events = POLLIN | POLLOUT};

  puts("poll");
  show(poll(&one, 1, 0));
  check(write(ends[1], "x", 1) == 1);
  show(poll(&one, 1, -1));
  events(one.revents);
  struct pollfd three[] = {
      {.fd = ends[1], .events = POLLOUT}, {.fd = -1, .events = POLLIN}, {.fd = 77, .events = POLLIN}};
  show(poll(three, 3, 0));
  for (int i = 0; i < 3; i++)
    events(three[i].revents);
  long start = milliseconds();
  show(poll(NULL, 0, 30));
  check(milliseconds() - start >= 29);
  check(read(ends[0], &byte, 1) == 1);
  start = milliseconds();
  show(poll(&one, 1, 30));
  check(milliseconds() - start >= 29);
  volatile nfds_t too_many = 1000000;
  show(poll(&one, too_many, 0));
  int file = open("file", O_CREAT | O_RDWR, 0644);
  one = (struct pollfd){.fd = file, .events = POLLIN | POLLOUT};
  show(poll(&one, 1, -1));
  events(one.revents);
  show(ppoll(&one, 1, &(struct timespec){0, 0}, NULL));
  show(ppoll(&one, 1, &(struct timespec){0, 1000000000}, NULL));
  show(ppoll(&one, 1, &(struct timespec){-1, 0}, NULL));

  puts("another process makes it ready");
  int status;
  fflush(stdout);
  if (fork() == 0) {
    usleep(20000);
    check(write(ends[1], "y", 1) == 1);
    _exit(0);
  }
  one = (struct pollfd){.fd = ends[0], .events = POLLIN};
  show(poll(&one, 1, 10000));
  events(one.revents);
  wait(&status);
  check(read(ends[0], &byte, 1) == 1);

  puts("select");
  fd_set reading, writing;
  struct timeval wait_time = {0, 20000};
  FD_ZERO(&reading);
  FD_ZERO(&writing);
  FD_SET(ends[0], &reading);
  FD_SET(ends[1], &writing);
  show(select(10, &reading, &writing, NULL, &wait_time));
  printf("  readable %d, writable %d\n", !!FD_ISSET(ends[0], &reading), !!FD_ISSET(ends[1], &writing));
  FD_ZERO(&reading);
  FD_SET(ends[0], &reading);
  wait_time = (struct timeval){0, 20000};
  show(select(ends[0] + 1, &reading, NULL, NULL, &wait_time));
  printf("  left of the set %d\n", !!FD_ISSET(ends[0], &reading));
  show(select(0, NULL, NULL, NULL, &(struct timeval){0, 10000}));
  FD_ZERO(&reading);
  FD_SET(60, &reading);
  show(select(61, &reading, NULL, NULL, &(struct timeval){0, 0}));
  show(select(-1, NULL, NULL, NULL, &(struct timeval){0, 0}));
  FD_ZERO(&reading);
  FD_SET(file, &reading);
  show(select(file + 1, &reading, NULL, NULL, NULL));
  show(pselect(0, NULL, NULL, NULL, &(struct timespec){0, 1000}, NULL));
  show(pselect(0, NULL, NULL, NULL, &(struct timespec){0, -1}, NULL));

  puts("closed ends");
  check(close(ends[1]) == 0);
  one = (struct pollfd){.fd = ends[0], .events = POLLIN};
  show(poll(&one, 1, -1));
  events(one.revents);
  FD_ZERO(&reading);
  FD_SET(ends[0], &reading);
  show(select(ends[0] + 1, &reading, NULL, NULL, NULL));
  show(read(ends[0], &byte, 1));
  return 0;
}
