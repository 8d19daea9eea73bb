// Demo: an event-driven server. One epoll holds a listening socket, two hundred edge-triggered connections, an eventfd
// through which the client process reports, a timerfd that ticks, and a signalfd by which the server is asked to end.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { connections = 200, rounds = 3, message_size = 20000 };

/* What an event belongs to; connections follow. */
enum { of_listener, of_reports, of_ticks, of_signals, of_connection };

/* A connection and what is still to be sent on it. */
struct connection {
  int fd;
  size_t held;
  char pending[message_size];
};

static int epoll, listener, reports, ticks, signals;
static struct connection *open_connections[connections];
static struct {
  int accepted, closed, most, ticked;
  long long bytes;
} seen;

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static void watch(int fd, uint32_t events, uint32_t what) {
  struct epoll_event event = {.events = events, .data.u32 = what};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    fail("epoll_ctl");
}

/* Edge-triggered: takes all that wait. */
static void accept_all(void) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
      fail("calloc");
    connection->fd = fd;
    int slot = 0;
    while (open_connections[slot] != NULL)
      slot++;
    open_connections[slot] = connection;
    watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, of_connection + (uint32_t)slot);
    seen.accepted++;
    if (seen.accepted - seen.closed > seen.most)
      seen.most = seen.accepted - seen.closed;
  }
  if (errno != EAGAIN)
    fail("accept4");
}

static void drop(int slot) {
  close(open_connections[slot]->fd);
  free(open_connections[slot]);
  open_connections[slot] = NULL;
  seen.closed++;
}

/* Sends back what it reads, until neither goes on; returns 0 at the end of the connection. */
static int echo(struct connection *connection) {
  for (;;) {
    while (connection->held > 0) {
      ssize_t sent = send(connection->fd, connection->pending, connection->held, MSG_NOSIGNAL);
      if (sent < 0)
        return errno == EAGAIN;
      connection->held -= (size_t)sent;
      memmove(connection->pending, connection->pending + sent, connection->held);
    }
    ssize_t got = recv(connection->fd, connection->pending, sizeof connection->pending, 0);
    if (got <= 0)
      return got < 0 && errno == EAGAIN;
    connection->held = (size_t)got;
    seen.bytes += got;
  }
}

static void serve(pid_t client) {
  for (int running = 1; running;) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, 64, -1);
    if (count < 0)
      fail("epoll_wait");
    for (int i = 0; i < count; i++) {
      uint64_t value = 0;
      struct signalfd_siginfo signal;
      switch (events[i].data.u32) {
      case of_listener:
        accept_all();
        break;
      case of_reports:
        if (read(reports, &value, sizeof value) != sizeof value)
          fail("read of the eventfd");
        printf("the client reports %llu answers, all as sent\n", (unsigned long long)value);
        break;
      case of_ticks:
        if (read(ticks, &value, sizeof value) != sizeof value)
          fail("read of the timerfd");
        seen.ticked += (int)value;
        break;
      case of_signals:
        if (read(signals, &signal, sizeof signal) != sizeof signal)
          fail("read of the signalfd");
        printf("signal %u from %s: the server ends\n", signal.ssi_signo,
               signal.ssi_pid == (uint32_t)client ? "the client" : "elsewhere");
        running = 0;
        break;
      default: {
        int slot = (int)events[i].data.u32 - of_connection;
        if (open_connections[slot] != NULL && !echo(open_connections[slot]))
          drop(slot);
      }
      }
    }
  }
}

/* Fills all connections, one message each a round, then checks what comes back. */
static void be_client(const struct sockaddr_in *address) {
  static int fds[connections];
  static char text[message_size], answer[message_size];
  uint64_t right = 0;
  for (int i = 0; i < connections; i++) {
    fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fds[i] < 0 || connect(fds[i], (const struct sockaddr *)address, sizeof *address) != 0)
      fail("connect");
  }
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < connections; i++) {
      memset(text, 'a' + (i + round) % 26, sizeof text);
      if (send(fds[i], text, sizeof text, 0) != sizeof text)
        fail("send");
    }
    for (int i = 0; i < connections; i++) {
      memset(text, 'a' + (i + round) % 26, sizeof text);
      if (recv(fds[i], answer, sizeof answer, MSG_WAITALL) == sizeof answer && memcmp(text, answer, sizeof text) == 0)
        right++;
    }
  }
  if (write(reports, &right, sizeof right) != sizeof right)
    fail("write to the eventfd");
  for (int i = 0; i < connections; i++) {
    char byte;
    shutdown(fds[i], SHUT_WR);
    if (recv(fds[i], &byte, 1, 0) != 0)
      fail("end of a connection");
    close(fds[i]);
  }
  kill(getppid(), SIGTERM);
  _exit(EXIT_SUCCESS);
}

static void open_all(struct sockaddr_in *address) {
  socklen_t size = sizeof *address;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)address, size) != 0 || listen(listener, connections) != 0 ||
      getsockname(listener, (struct sockaddr *)address, &size) != 0)
    fail("listen");
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
    fail("sigprocmask");
  struct itimerspec each = {.it_interval = {.tv_nsec = 1000000}, .it_value = {.tv_nsec = 1000000}};
  epoll = epoll_create1(EPOLL_CLOEXEC);
  reports = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  ticks = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (epoll < 0 || reports < 0 || ticks < 0 || signals < 0 || timerfd_settime(ticks, 0, &each, NULL) != 0)
    fail("descriptors");
  watch(listener, EPOLLIN | EPOLLET, of_listener);
  watch(reports, EPOLLIN, of_reports);
  watch(ticks, EPOLLIN, of_ticks);
  watch(signals, EPOLLIN, of_signals);
}

int main(void) {
  struct sockaddr_in address;
  open_all(&address);
  pid_t client = fork();
  if (client < 0)
    fail("fork");
  if (client == 0)
    be_client(&address);
  serve(client);
  waitpid(client, NULL, 0);
  printf("%d connections, %d at the same time, %d closed; %lld bytes echoed; the timer ticked: %s\n", seen.accepted,
         seen.most, seen.closed, seen.bytes, seen.ticked > 0 ? "yes" : "no");
  return 0;
}
