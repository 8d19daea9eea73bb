// Linger: what is queued at close is sent, for as long as the option says; termination waits for it; other processes
// receive it.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[64];

/* Nobody is there: termination takes as long as the messages may linger. */
static void nobody(int linger) {
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH);
  set_int(push, ZMQ_LINGER, linger);
  check(zmq_connect(push, "tcp://127.0.0.1:1") == 0);
  send_text(push, "lingers", 0);
  long long start = milliseconds_now();
  check(zmq_close(push) == 0);
  printf("close waits %d\n", milliseconds_now() - start > 2000);
  check(zmq_ctx_term(context) == 0);
  long long taken = milliseconds_now() - start;
  printf("linger %d: not early %d, not late %d\n", linger, taken >= linger - 1, taken < linger + patience);
}

/* The receiver comes when the sender has already closed. */
static void late(void) {
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH), *pull = make_socket(context, ZMQ_PULL);
  check(zmq_connect(push, "ipc://late.socket") == 0);
  send_text(push, "first", 0);
  send_parts(push, "second", "in parts");
  check(zmq_close(push) == 0);
  settle(50);
  check(zmq_bind(pull, "ipc://late.socket") == 0);
  expect("late", pull);
  expect("late", pull);
  expect_nothing("late", pull);
  check(zmq_close(pull) == 0 && zmq_ctx_term(context) == 0);
}

/* Set on a socket before it is closed, the option of the last moment counts. */
static void last_moment(void) {
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH);
  check(zmq_connect(push, "ipc://nobody.socket") == 0);
  send_text(push, "dropped", 0);
  set_int(push, ZMQ_LINGER, 0);
  check(zmq_close(push) == 0);
  long long start = milliseconds_now();
  check(zmq_ctx_term(context) == 0);
  printf("at once %d\n", milliseconds_now() - start < patience);
  /* A context that is not blocky makes sockets that do not linger. */
  context = zmq_ctx_new();
  check(zmq_ctx_set(context, ZMQ_BLOCKY, 0) == 0);
  push = make_socket(context, ZMQ_PUSH);
  check(zmq_connect(push, "ipc://nobody.socket") == 0);
  send_text(push, "dropped", 0);
  check(zmq_close(push) == 0 && zmq_ctx_term(context) == 0);
  printf("not blocky\n");
}

/* Disconnecting lets what is queued go; what is under way arrives. */
static void disconnecting(void) {
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH), *pull = make_socket(context, ZMQ_PULL);
  const char *at = bound(pull, "tcp://127.0.0.1:*");
  check(zmq_connect(push, at) == 0);
  send_text(push, "one", 0);
  expect("pull", pull);
  send_text(push, "two", 0);
  show(zmq_disconnect(push, at));
  expect("pull", pull);
  show(zmq_send(push, "three", 5, ZMQ_DONTWAIT));
  show(zmq_connect(push, at));
  send_text(push, "four", 0);
  expect("pull", pull);
  check(zmq_recv(pull, buffer, 1, ZMQ_DONTWAIT) == -1);
  finish(context, push, pull);
}

int main(void) {
  begin();
  nobody(0);
  nobody(1);
  nobody(2500);
  late();
  last_moment();
  disconnecting();
  return 0;
}
