// High-water marks: how many messages wait for a peer that has not come, or does not read; blocking sends, timeouts,
// conflated sockets.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[64];

static int send_until_full(void *socket) {
  int sent = 0;
  while (sent < 5000 && zmq_send(socket, "x", 1, ZMQ_DONTWAIT) == 1)
    sent++;
  return sent;
}

static int receive_all(void *socket) {
  int got = 0;
  while (comes_within(socket, 100))
    if (zmq_recv(socket, buffer, sizeof buffer, ZMQ_DONTWAIT) >= 0)
      got++;
  return got;
}

/* Connected to nobody: the sender's mark alone. */
static void alone(int type, const char *endpoint) {
  void *context = zmq_ctx_new(), *socket = make_socket(context, type);
  set_int(socket, ZMQ_SNDHWM, 7);
  check(zmq_connect(socket, endpoint) == 0);
  printf("type %d, nobody at %.4s: %d", type, endpoint, send_until_full(socket));
  printf(", then %s\n", errno_name(errno));
  long long start = milliseconds_now();
  set_int(socket, ZMQ_SNDTIMEO, 40);
  show(zmq_send(socket, "x", 1, 0));
  printf("waited %d\n", milliseconds_now() - start >= 39);
  finish(context, socket);
}

/* Within a process the marks of both add up. */
static void inproc(int send_mark, int receive_mark) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  set_int(push, ZMQ_SNDHWM, send_mark);
  set_int(pull, ZMQ_RCVHWM, receive_mark);
  check(zmq_bind(pull, "inproc://marks") == 0 && zmq_connect(push, "inproc://marks") == 0);
  int sent = send_until_full(push);
  printf("marks %d and %d: %d sent, %d received\n", send_mark, receive_mark, sent, receive_all(pull));
  /* There is room again. */
  printf("then %d\n", zmq_send(push, "y", 1, ZMQ_DONTWAIT));
  finish(context, push, pull);
}

/* Over a connection there are the kernel's buffers too, but an end there is. What was accepted arrives. */
static void connection(const char *endpoint) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  static char big[20000];
  set_int(push, ZMQ_SNDHWM, 10);
  set_int(pull, ZMQ_RCVHWM, 10);
  check(zmq_connect(push, bound(pull, endpoint)) == 0);
  /* It is full when nothing more is taken for so long that nobody can have been held up. */
  set_int(push, ZMQ_SNDTIMEO, 2500);
  int sent = 0, got = 0;
  while (sent < 5000 && zmq_send(push, big, sizeof big, 0) == sizeof big)
    sent++;
  printf("%.4s: full %d, %s\n", endpoint, sent >= 20 && sent < 5000, errno_name(errno));
  set_int(pull, ZMQ_RCVTIMEO, 500);
  while ((got >= sent || comes_within(pull, patience)) && zmq_recv(pull, big, sizeof big, 0) == sizeof big)
    got++;
  printf("all arrived %d\n", got == sent);
  printf("and one more %d\n", zmq_send(push, "y", 1, 0));
  expect("pull", pull);
  finish(context, push, pull);
}

/* A message of many parts counts as one, and is never cut. */
static void parts(void) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  set_int(push, ZMQ_SNDHWM, 1);
  set_int(pull, ZMQ_RCVHWM, 1);
  check(zmq_bind(pull, "inproc://parts") == 0 && zmq_connect(push, "inproc://parts") == 0);
  for (int i = 0; i < 10; i++)
    check(zmq_send(push, "part", 4, ZMQ_DONTWAIT | (i < 9 ? ZMQ_SNDMORE : 0)) == 4);
  show(expect("pull", pull));
  finish(context, push, pull);
}

static void conflate(const char *endpoint) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  set_int(pull, ZMQ_CONFLATE, 1);
  check(zmq_connect(push, bound(pull, endpoint)) == 0);
  for (int i = 0; i < 100; i++) {
    char text[16];
    snprintf(text, sizeof text, "value %d", i);
    send_text(push, text, 0);
  }
  expect_newest("conflated", pull, "value 99", 50);
  expect_nothing("conflated", pull);
  send_text(push, "newer", 0);
  expect("conflated", pull);
  finish(context, push, pull);
}

static void conflate_subscriber(void) {
  void *context = zmq_ctx_new(), *pub = make_socket(context, ZMQ_XPUB), *sub = make_socket(context, ZMQ_SUB);
  set_int(sub, ZMQ_CONFLATE, 1);
  check(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, "", 0) == 0);
  check(zmq_connect(sub, bound(pub, "ipc://conflate.socket")) == 0);
  check(zmq_recv(pub, buffer, sizeof buffer, 0) == 1);
  for (int i = 0; i < 50; i++) {
    char text[16];
    snprintf(text, sizeof text, "value %d", i);
    send_text(pub, text, 0);
  }
  expect_newest("conflated", sub, "value 49", 25);
  expect_nothing("conflated", sub);
  finish(context, pub, sub);
}

int main(void) {
  begin();
  alone(ZMQ_PUSH, "tcp://127.0.0.1:1");
  alone(ZMQ_DEALER, "ipc://nobody.socket");
  alone(ZMQ_PAIR, "ipc://nobody.socket");
  inproc(1, 1);
  inproc(5, 10);
  inproc(100, 1);
  inproc(0, 10);
  inproc(10, 0);
  connection("tcp://127.0.0.1:*");
  connection("ipc://marks.socket");
  parts();
  conflate("tcp://127.0.0.1:*");
  conflate_subscriber();
  return 0;
}
