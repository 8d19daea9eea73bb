// Benchmark: TCP over loopback: round trips and throughput on one connection; connections a second with a pre-forked
// server; events of an epoll that holds a thousand idle connections beside the busy ones.
#define _GNU_SOURCE
#include "peer.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

static struct sockaddr_in server;
static int listener;

static void open_listener(void) {
  socklen_t size = sizeof server;
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&server, size) != 0 || listen(listener, 1024) != 0 ||
      getsockname(listener, (struct sockaddr *)&server, &size) != 0)
    bench_fail("listen");
}

static int open_connection(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server) != 0 ||
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0)
    bench_fail("connect");
  return fd;
}

static int take_connection(void) {
  int fd = accept(listener, NULL, NULL), one = 1;
  if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0)
    bench_fail("accept");
  return fd;
}

/* One connection. */

static void start(size_t size, void (*serve)(int, int)) {
  peer_allocate(size);
  open_listener();
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0) {
    int fd = take_connection();
    close(listener);
    serve(fd, fd);
    _exit(0);
  }
  to_peer = from_peer = open_connection();
  close(listener);
}

static void prepare_round_trips(size_t size) { start(size, peer_echo); }
static void prepare_throughput(size_t size) { start(size, peer_sink); }

static void perform_sends(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    if (send(to_peer, message, message_size, MSG_NOSIGNAL) != (ssize_t)message_size ||
        recv(from_peer, message, message_size, MSG_WAITALL) != (ssize_t)message_size)
      bench_fail("round trip");
  }
}

/* Connections: each is accepted by one of three processes, is sent one byte, and ends. */

enum { workers = 3 };
static pid_t pids[workers];

static void prepare_accepts(size_t size) {
  (void)size;
  open_listener();
  for (int i = 0; i < workers; i++) {
    pids[i] = fork();
    if (pids[i] < 0)
      bench_fail("fork");
    if (pids[i] == 0)
      for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0 || send(fd, "+", 1, MSG_NOSIGNAL) != 1)
          bench_fail("accept");
        close(fd);
      }
  }
}

static void perform_accepts(uint64_t count) {
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  char byte;
  for (uint64_t i = 0; i < count; i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server) != 0)
      bench_fail("connect");
    if (recv(fd, &byte, 1, 0) != 1)
      bench_fail("recv");
    /* Without a reset, connections that wait for their last packets would soon use up the ports. */
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
  }
}

static void finish_accepts(void) {
  for (int i = 0; i < workers; i++) {
    kill(pids[i], SIGKILL);
    waitpid(pids[i], NULL, 0);
  }
}

/* An epoll server: ten connections are spoken to at once, a thousand are idle. */

enum { idle = 1000, busy = 10 };
static int connections[idle + busy];

static void serve_epoll(void) {
  int epoll = epoll_create1(0);
  struct epoll_event events[64];
  for (int i = 0; i < idle + busy; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = take_connection()};
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event) != 0)
      bench_fail("epoll_ctl");
  }
  for (;;) {
    int count = epoll_wait(epoll, events, 64, -1);
    if (count < 0)
      bench_fail("epoll_wait");
    for (int i = 0; i < count; i++) {
      ssize_t got = recv(events[i].data.fd, message, message_size, 0);
      if (got <= 0)
        _exit(0);
      if (send(events[i].data.fd, message, (size_t)got, MSG_NOSIGNAL) != got)
        bench_fail("send");
    }
  }
}

/* Sends on some connections, from one on, then awaits the answers. */
static void exchange(int first, int count) {
  enum { apart = (idle + busy) / busy };
  for (int i = first; i < first + count; i++)
    if (send(connections[i * apart % (idle + busy)], message, message_size, MSG_NOSIGNAL) != (ssize_t)message_size)
      bench_fail("send");
  for (int i = first; i < first + count; i++)
    if (recv(connections[i * apart % (idle + busy)], message, message_size, MSG_WAITALL) != (ssize_t)message_size)
      bench_fail("recv");
}

static void prepare_epoll(size_t size) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 2048) {
    limit.rlim_cur = 2048;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
      bench_fail("RLIMIT_NOFILE");
  }
  peer_allocate(size);
  open_listener();
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0)
    serve_epoll();
  for (int i = 0; i < idle + busy; i++)
    connections[i] = open_connection();
  /* Each has been heard once before anything is measured. */
  for (int i = 0; i < idle + busy; i++)
    exchange(i, 1);
}

/* One operation is one answer. The busy ones lie among the idle ones. */
static void perform_epoll(uint64_t count) {
  for (uint64_t done = 0; done < count; done += busy)
    exchange(0, count - done < busy ? (int)(count - done) : busy);
}

static void finish_epoll(void) {
  close(connections[0]);
  waitpid(peer, NULL, 0);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"roundtrip", prepare_round_trips, perform_round_trips, finish_peer},
      {"sends", prepare_round_trips, perform_sends, finish_peer},
      {"throughput", prepare_throughput, perform_throughput, finish_peer},
      {"accept", prepare_accepts, perform_accepts, finish_accepts},
      {"epoll", prepare_epoll, perform_epoll, finish_epoll},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
