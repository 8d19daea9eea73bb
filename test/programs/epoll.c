// epoll: level and edge, one-shot, changing and removing, what data comes back, nested sets, kinds of descriptors,
// order and number of events, timeouts, masks, fork and exec, descriptors that were closed or doubled, and the errors.
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>

#include "show.h"

static struct epoll_event events[8];

static int change(int set, int operation, int fd, uint32_t wanted, uint64_t data) {
  struct epoll_event event = {.events = wanted, .data = {.u64 = data}};
  return epoll_ctl(set, operation, fd, &event);
}

/* Waits no longer than is told, and prints what came. */
static int wait_for(int set, int milliseconds) {
  memset(events, 0, sizeof events);
  int count = epoll_wait(set, events, 8, milliseconds);
  if (count < 0) {
    printf("-1 %s\n", errno_name(errno));
    return count;
  }
  printf("%d:", count);
  for (int i = 0; i < count; i++)
    printf(" %#x %llu", (unsigned)events[i].events, (unsigned long long)events[i].data.u64);
  putchar('\n');
  return count;
}

static void triggers(void) {
  puts("level");
  int set = epoll_create1(0), pair[2];
  char byte;
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  show(set);
  show(fcntl(set, F_GETFD));
  show(change(set, EPOLL_CTL_ADD, pair[0], EPOLLIN, 0x123456789abcdef0));
  wait_for(set, 0);
  check(write(pair[1], "ab", 2) == 2);
  wait_for(set, -1);
  wait_for(set, 0);
  puts("edge");
  show(change(set, EPOLL_CTL_MOD, pair[0], EPOLLIN | EPOLLET, 2));
  wait_for(set, 0);
  wait_for(set, 0);
  check(write(pair[1], "c", 1) == 1);
  wait_for(set, 0);
  check(read(pair[0], &byte, 1) == 1);
  wait_for(set, 0);
  puts("one-shot");
  show(change(set, EPOLL_CTL_MOD, pair[0], EPOLLIN | EPOLLONESHOT, 3));
  wait_for(set, 0);
  wait_for(set, 0);
  show(change(set, EPOLL_CTL_MOD, pair[0], EPOLLIN | EPOLLONESHOT, 4));
  wait_for(set, 0);
  puts("to write, and the end");
  show(change(set, EPOLL_CTL_MOD, pair[0], EPOLLOUT | EPOLLRDHUP, 5));
  wait_for(set, 0);
  check(shutdown(pair[1], SHUT_WR) == 0);
  wait_for(set, 0);
  show(change(set, EPOLL_CTL_MOD, pair[0], 0, 6));
  wait_for(set, 0);
  close(pair[1]);
  wait_for(set, 0);
  show(epoll_ctl(set, EPOLL_CTL_DEL, pair[0], NULL));
  wait_for(set, 0);
  show(epoll_ctl(set, EPOLL_CTL_DEL, pair[0], NULL));
  close(pair[0]), close(set);
}

static void kinds(void) {
  puts("kinds");
  int set = epoll_create1(EPOLL_CLOEXEC), counter = eventfd(1, 0), timer = timerfd_create(CLOCK_MONOTONIC, 0), ends[2];
  show(fcntl(set, F_GETFD) == FD_CLOEXEC);
  check(pipe(ends) == 0);
  show(change(set, EPOLL_CTL_ADD, counter, EPOLLIN | EPOLLOUT, 1));
  show(change(set, EPOLL_CTL_ADD, timer, EPOLLIN, 2));
  show(change(set, EPOLL_CTL_ADD, ends[0], EPOLLIN, 3));
  show(change(set, EPOLL_CTL_ADD, ends[1], EPOLLOUT, 4));
  wait_for(set, 0);
  struct itimerspec soon = {.it_value.tv_nsec = 1};
  check(timerfd_settime(timer, 0, &soon, NULL) == 0);
  struct pollfd due = {.fd = timer, .events = POLLIN};
  check(poll(&due, 1, 20000) == 1);
  wait_for(set, 0);
  puts("no more than there is room for, in turn");
  int seen = 0;
  for (int i = 0; i < 3; i++) {
    check(epoll_wait(set, events, 1, 0) == 1);
    seen |= 1 << events[0].data.u32;
  }
  show(seen);
  close(ends[0]);
  check(epoll_ctl(set, EPOLL_CTL_DEL, counter, NULL) == 0 && epoll_ctl(set, EPOLL_CTL_DEL, timer, NULL) == 0);
  wait_for(set, 0);
  puts("nested");
  int outer = epoll_create1(0);
  show(change(outer, EPOLL_CTL_ADD, set, EPOLLIN, 9));
  wait_for(outer, 0);
  struct pollfd itself = {.fd = outer, .events = POLLIN};
  show(poll(&itself, 1, 0));
  show(change(set, EPOLL_CTL_ADD, outer, EPOLLIN, 9));
  show(change(set, EPOLL_CTL_ADD, set, EPOLLIN, 9));
  close(ends[1]);
  wait_for(outer, 0);
  close(outer), close(set), close(counter), close(timer);
}

static void tables(void) {
  puts("closed and doubled");
  int set = epoll_create1(0), pair[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  check(write(pair[1], "x", 1) == 1);
  int copy = dup(pair[0]);
  show(change(set, EPOLL_CTL_ADD, pair[0], EPOLLIN, 1));
  show(change(set, EPOLL_CTL_ADD, copy, EPOLLIN, 2));
  show(change(set, EPOLL_CTL_ADD, copy, EPOLLIN, 2));
  wait_for(set, 0);
  close(copy);
  show(epoll_ctl(set, EPOLL_CTL_DEL, copy, NULL));
  close(pair[0]);
  wait_for(set, 0);
  puts("a child has the same set");
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    check(change(set, EPOLL_CTL_ADD, pair[0], EPOLLIN, 7) == 0);
    _exit(0);
  }
  check(waitpid(pid, NULL, 0) == pid && write(pair[1], "y", 1) == 1);
  wait_for(set, 10000);
  pid = fork();
  if (pid == 0) {
    wait_for(set, 10000);
    _exit(0);
  }
  check(waitpid(pid, NULL, 0) == pid);
  puts("exclusive");
  int other = epoll_create1(0);
  show(change(other, EPOLL_CTL_ADD, pair[0], EPOLLIN | EPOLLEXCLUSIVE, 1));
  wait_for(other, 0);
  show(change(other, EPOLL_CTL_MOD, pair[0], EPOLLIN | EPOLLEXCLUSIVE, 1));
  show(change(other, EPOLL_CTL_ADD, pair[1], EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 1));
  close(other), close(set), close(pair[0]), close(pair[1]);
}

static volatile sig_atomic_t caught;

static void handler(int number) { caught = number; }

static void waiting(void) {
  puts("timeouts");
  int set = epoll_create1(0), pair[2];
  struct timespec before, after, wait = {0, 30000000};
  clock_gettime(CLOCK_MONOTONIC, &before);
  wait_for(set, 40);
  show(epoll_pwait2(set, events, 8, &wait, NULL));
  clock_gettime(CLOCK_MONOTONIC, &after);
  show((after.tv_sec - before.tv_sec) * 1000LL + (after.tv_nsec - before.tv_nsec) / 1000000 >= 69);
  wait = (struct timespec){0, 1000000000};
  show(epoll_pwait2(set, events, 8, &wait, NULL));
  wait = (struct timespec){-1, 0};
  show(epoll_pwait2(set, events, 8, &wait, NULL));
  puts("another process makes it ready");
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  check(change(set, EPOLL_CTL_ADD, pair[0], EPOLLIN, 1) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    check(write(pair[1], "x", 1) == 1);
    _exit(0);
  }
  wait_for(set, -1);
  check(waitpid(pid, NULL, 0) == pid);
  check(epoll_ctl(set, EPOLL_CTL_DEL, pair[0], NULL) == 0);
  puts("a signal ends the wait");
  sigset_t blocked, open;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  check(sigprocmask(SIG_BLOCK, &blocked, &open) == 0);
  signal(SIGUSR1, handler);
  check(kill(getpid(), SIGUSR1) == 0);
  show(epoll_pwait(set, events, 8, 0, &blocked));
  show(caught);
  show(epoll_pwait(set, events, 8, -1, &open));
  show(caught == SIGUSR1);
  caught = 0;
  check(kill(getpid(), SIGUSR1) == 0);
  show(epoll_pwait2(set, events, 8, NULL, &open));
  show(caught == SIGUSR1);
  close(set), close(pair[0]), close(pair[1]);
}

static void errors(void) {
  puts("errors");
  int set = epoll_create1(0), ends[2];
  static struct epoll_event *volatile nowhere;
  check(pipe(ends) == 0);
  show(epoll_create(0));
  show(epoll_create(-1));
  int other = epoll_create(1);
  show(other >= 0);
  close(other);
  show(epoll_create1(1 << 30));
  show(epoll_wait(set, events, 0, 0));
  static volatile int negative = -1;
  show(epoll_wait(set, events, negative, 0));
  show(epoll_wait(ends[0], events, 1, 0));
  show(epoll_wait(99, events, 1, 0));
  show(change(99, EPOLL_CTL_ADD, ends[0], EPOLLIN, 0));
  show(change(set, EPOLL_CTL_ADD, 99, EPOLLIN, 0));
  show(change(ends[0], EPOLL_CTL_ADD, ends[1], EPOLLIN, 0));
  show(change(set, 77, ends[0], EPOLLIN, 0));
  show(change(set, EPOLL_CTL_MOD, ends[0], EPOLLIN, 0));
  show(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], nowhere));
  int file = open("plain", O_RDWR | O_CREAT, 0600);
  show(change(set, EPOLL_CTL_ADD, file, EPOLLIN, 0));
  show(change(set, EPOLL_CTL_ADD, ends[1], EPOLLOUT, 0));
  show(epoll_wait(set, nowhere, 1, 0));
  show(lseek(set, 0, SEEK_SET));
  char byte;
  show(read(set, &byte, 1));
}

int main(void) {
  begin();
  triggers();
  kinds();
  tables();
  waiting();
  errors();
  return 0;
}
