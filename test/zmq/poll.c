// zmq_poll over sockets and descriptors, its timeouts and errors; ZMQ_EVENTS and ZMQ_FD in an outer poll and epoll.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"
#include <poll.h>
#include <sys/epoll.h>

static char buffer[64];

static void items(void) {
  void *context = zmq_ctx_new();
  void *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  void *rep = make_socket(context, ZMQ_REP), *req = make_socket(context, ZMQ_REQ);
  int fds[2];
  check(pipe(fds) == 0);
  check(zmq_connect(push, bound(pull, "ipc://poll.socket")) == 0);
  check(zmq_connect(req, bound(rep, "tcp://127.0.0.1:*")) == 0);
  zmq_pollitem_t set[] = {{pull, 0, ZMQ_POLLIN, 0},       {NULL, fds[0], ZMQ_POLLIN, 0},
                          {push, 0, ZMQ_POLLOUT, 0},      {req, 0, ZMQ_POLLIN | ZMQ_POLLOUT, 0},
                          {NULL, fds[1], ZMQ_POLLOUT, 0}, {rep, 0, ZMQ_POLLIN | ZMQ_POLLOUT, 0}};
  enum { count = sizeof set / sizeof set[0] };
#define SHOW(what, wanted)                                                                                             \
  do {                                                                                                                 \
    int ready = 0;                                                                                                     \
    for (int tries = 0; tries < patience / 20 && ready != wanted; tries++) {                                           \
      settle(20);                                                                                                      \
      ready = zmq_poll(set, count, 1000);                                                                              \
    }                                                                                                                  \
    printf("%s: %d,", what, ready);                                                                                    \
    for (int i = 0; i < count; i++)                                                                                    \
      printf(" %d", set[i].revents);                                                                                   \
    printf("\n");                                                                                                      \
  } while (0)
  SHOW("at rest", 3);
  send_text(push, "x", 0);
  SHOW("a message", 4);
  check(write(fds[1], "y", 1) == 1);
  SHOW("and a byte", 5);
  send_text(req, "question", 0);
  SHOW("a question", 5);
  check(zmq_recv(rep, buffer, sizeof buffer, 0) == 8);
  SHOW("heard", 5);
  send_text(rep, "answer", 0);
  SHOW("answered", 5);
  check(zmq_recv(req, buffer, sizeof buffer, 0) == 6);
  check(zmq_recv(pull, buffer, sizeof buffer, 0) == 1);
  SHOW("taken", 4);
  close(fds[1]);
  set[4].fd = -1;
  set[4].socket = push;
  SHOW("the pipe's end", 4);
  /* Nothing asked, nothing told. */
  for (int i = 0; i < count; i++)
    set[i].events = 0;
  long long start = milliseconds_now();
  printf("no events: %d", zmq_poll(set, count, 50));
  printf(", waited %d\n", milliseconds_now() - start >= 49);
  close(fds[0]);
  finish(context, pull, push, rep, req);
}

static void timeouts(void) {
  void *context = zmq_ctx_new();
  void *pull = make_socket(context, ZMQ_PULL);
  check(zmq_bind(pull, "inproc://timeouts") == 0);
  static const long waits[] = {0, 1, 50, 120};
  for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
    zmq_pollitem_t item = {pull, 0, ZMQ_POLLIN, 0};
    long long start = milliseconds_now();
    int result = zmq_poll(&item, 1, waits[i]);
    long long taken = milliseconds_now() - start;
    printf("%ld ms: %d, %d, not early %d, not late %d\n", waits[i], result, item.revents, taken >= waits[i] - 1,
           taken < waits[i] + patience);
  }
  show(zmq_poll(NULL, 0, 0));
  show(zmq_poll(NULL, 0, 20));
  show(zmq_poll(NULL, 1, 0));
  show(zmq_poll((zmq_pollitem_t[]){{pull, 0, 0, 0}}, -1, 0));
  show(zmq_poll((zmq_pollitem_t[]){{NULL, -1, ZMQ_POLLIN, 0}}, 1, 0));
  static const int times[] = {0, 30};
  for (size_t i = 0; i < 2; i++) {
    set_int(pull, ZMQ_RCVTIMEO, times[i]);
    long long start = milliseconds_now();
    show(zmq_recv(pull, buffer, sizeof buffer, 0));
    printf("waited %d\n", milliseconds_now() - start >= times[i]);
  }
  finish(context, pull);
}

/* An outer loop over ZMQ_FD: the descriptor only says that ZMQ_EVENTS should be asked, and is asked until it says
 * nothing. */
static void outer(const char *endpoint, int with_epoll) {
  printf("outer loop over %.4s, epoll %d\n", endpoint, with_epoll);
  void *context = zmq_ctx_new();
  void *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  const char *at = bound(pull, endpoint);
  int fd = get_int(pull, ZMQ_FD), got = 0, epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  check(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
  check(zmq_connect(push, at) == 0);
  for (int i = 0; i < 100; i++)
    check(zmq_send(push, &i, sizeof i, 0) == sizeof i);
  long long start = milliseconds_now();
  while (got < 100 && milliseconds_now() - start < patience) {
    while (get_int(pull, ZMQ_EVENTS) & ZMQ_POLLIN) {
      int number;
      check(zmq_recv(pull, &number, sizeof number, ZMQ_DONTWAIT) == sizeof number && number == got);
      got++;
    }
    if (got == 100)
      break;
    /* What one socket of this process does may be the other's work. */
    get_int(push, ZMQ_EVENTS);
    struct pollfd item = {.fd = fd, .events = POLLIN};
    int ready = with_epoll ? epoll_wait(epoll, &event, 1, 1000) : poll(&item, 1, 1000);
    check(ready >= 0);
  }
  printf("got %d, in time %d\n", got, milliseconds_now() - start < patience);
  printf("events %d, of the sender %d\n", get_int(pull, ZMQ_EVENTS), get_int(push, ZMQ_EVENTS));
  close(epoll);
  finish(context, push, pull);
}

/* A child sends now and then; its parent is in poll(2) on the descriptor meanwhile. */
static void woken(void) {
  pid_t child = fork();
  if (child == 0) {
    void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH);
    check(zmq_connect(push, "ipc://woken.socket") == 0);
    for (int i = 0; i < 3; i++) {
      check(zmq_send(push, "tick", 4, 0) == 4);
      settle(30);
    }
    check(zmq_close(push) == 0 && zmq_ctx_term(context) == 0);
    _exit(0);
  }
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL);
  check(zmq_bind(pull, "ipc://woken.socket") == 0);
  int fd = get_int(pull, ZMQ_FD);
  for (int got = 0; got < 3;) {
    if (get_int(pull, ZMQ_EVENTS) & ZMQ_POLLIN) {
      expect("woken", pull);
      got++;
      continue;
    }
    struct pollfd item = {.fd = fd, .events = POLLIN};
    check(poll(&item, 1, patience) == 1);
  }
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("%s\n", status_name(status));
  finish(context, pull);
}

int main(void) {
  begin();
  items();
  timeouts();
  outer("inproc://outer", 0);
  outer("ipc://outer.socket", 0);
  outer("tcp://127.0.0.1:*", 1);
  woken();
  return 0;
}
