// PUSH and PULL, and PAIR: round robin, fair queueing, waiting for a peer, order, exclusive pairs, and what is refused.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[64];

static void round_robin(const char *const *endpoints) {
  void *context = zmq_ctx_new();
  void *push = make_socket(context, ZMQ_PUSH), *pulls[3];
  for (int i = 0; i < 3; i++) {
    pulls[i] = make_socket(context, ZMQ_PULL);
    check(zmq_connect(push, bound(pulls[i], endpoints[i])) == 0);
  }
  settle(200);
  for (int i = 0; i < 9; i++) {
    char text[16];
    snprintf(text, sizeof text, "task %d", i);
    send_parts(push, text, "of two parts");
  }
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      char name[16];
      snprintf(name, sizeof name, "worker %d", i);
      expect(name, pulls[i]);
    }
  finish(context, push, pulls[0], pulls[1], pulls[2]);
}

/* Whoever has more does not starve the others: a message of each, in turn. */
static void fair(void) {
  printf("fair queueing\n");
  void *context = zmq_ctx_new();
  void *pull = make_socket(context, ZMQ_PULL), *pushes[3];
  check(zmq_bind(pull, "inproc://fair") == 0);
  for (int i = 0; i < 3; i++) {
    pushes[i] = make_socket(context, ZMQ_PUSH);
    check(zmq_connect(pushes[i], "inproc://fair") == 0);
    for (int j = 0; j < 4 - i; j++) {
      char text[24];
      snprintf(text, sizeof text, "%d of sender %d", j, i);
      send_text(pushes[i], text, 0);
    }
  }
  for (int i = 0; i < 9; i++)
    expect("pull", pull);
  expect_nothing("pull", pull);
  finish(context, pull, pushes[0], pushes[1], pushes[2]);
}

/* Connected, messages wait for the peer; bound, there is nobody to give them to. With ZMQ_IMMEDIATE only a real peer
 * counts. */
static void nobody(void) {
  printf("nobody there\n");
  void *context = zmq_ctx_new();
  void *push = make_socket(context, ZMQ_PUSH), *pull = make_socket(context, ZMQ_PULL);
  show(zmq_send(push, "x", 1, ZMQ_DONTWAIT));
  set_int(push, ZMQ_SNDTIMEO, 50);
  show(zmq_send(push, "x", 1, 0));
  show(zmq_bind(push, "ipc://bound.socket"));
  show(zmq_send(push, "x", 1, 0));
  set_int(push, ZMQ_IMMEDIATE, 1);
  show(zmq_connect(push, "ipc://later.socket"));
  show(zmq_send(push, "x", 1, 0));
  set_int(push, ZMQ_IMMEDIATE, 0);
  show(zmq_connect(push, "ipc://much-later.socket"));
  show(zmq_send(push, "kept", 4, 0));
  show(zmq_send(push, "kept too", 8, 0));
  show(zmq_bind(pull, "ipc://much-later.socket"));
  expect("pull", pull);
  expect("pull", pull);
  finish(context, push, pull);
}

static void refused(void) {
  printf("refused\n");
  void *context = zmq_ctx_new();
  void *push = make_socket(context, ZMQ_PUSH), *pull = make_socket(context, ZMQ_PULL);
  show(zmq_recv(push, buffer, sizeof buffer, 0));
  show(zmq_recv(push, buffer, sizeof buffer, ZMQ_DONTWAIT));
  show(zmq_send(pull, "x", 1, 0));
  show(zmq_send(pull, "x", 1, ZMQ_DONTWAIT));
  show(zmq_recv(pull, buffer, sizeof buffer, ZMQ_DONTWAIT));
  show(get_int(push, ZMQ_EVENTS));
  show(get_int(pull, ZMQ_EVENTS));
  finish(context, push, pull);
}

static void pairs(const char *endpoint) {
  printf("pairs over %.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *a = make_socket(context, ZMQ_PAIR), *b = make_socket(context, ZMQ_PAIR),
       *third = make_socket(context, ZMQ_PAIR);
  show(zmq_send(a, "x", 1, ZMQ_DONTWAIT));
  show(zmq_recv(a, buffer, sizeof buffer, ZMQ_DONTWAIT));
  const char *at = bound(a, endpoint);
  check(zmq_connect(b, at) == 0);
  for (int i = 0; i < 3; i++) {
    send_parts(a, "from a", "");
    send_parts(b, "from b");
  }
  for (int i = 0; i < 3; i++) {
    expect("a", a);
    expect("b", b);
  }
  /* A third gets no place, and its messages no hearing. */
  check(zmq_connect(third, at) == 0);
  zmq_send(third, "intruder", 8, ZMQ_DONTWAIT);
  expect_nothing("a", a);
  send_text(b, "still here", 0);
  expect("a", a);
  finish(context, a, b, third);
}

/* Many messages of one sender stay in order. */
static void order(const char *endpoint) {
  void *context = zmq_ctx_new();
  void *push = make_socket(context, ZMQ_PUSH), *pull = make_socket(context, ZMQ_PULL);
  set_int(push, ZMQ_SNDHWM, 0);
  set_int(pull, ZMQ_RCVHWM, 0);
  check(zmq_connect(push, bound(pull, endpoint)) == 0);
  int in_order = 1, count = 20000;
  for (int i = 0; i < count; i++)
    check(zmq_send(push, &i, sizeof i, 0) == sizeof i);
  for (int i = 0; i < count; i++) {
    int number;
    check(zmq_recv(pull, &number, sizeof number, 0) == sizeof number);
    in_order &= number == i;
  }
  printf("order over %.4s: %d\n", endpoint, in_order);
  finish(context, push, pull);
}

int main(void) {
  begin();
  static const char *const inproc[] = {"inproc://a", "inproc://b", "inproc://c"};
  static const char *const tcp[] = {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*"};
  static const char *const mixed[] = {"inproc://a", "tcp://127.0.0.1:*", "ipc://c.socket"};
  round_robin(inproc);
  round_robin(tcp);
  round_robin(mixed);
  fair();
  nobody();
  refused();
  pairs("inproc://pair");
  pairs("tcp://127.0.0.1:*");
  pairs("ipc://pair.socket");
  order("inproc://order");
  order("tcp://127.0.0.1:*");
  order("ipc://order.socket");
  return 0;
}
