// Filters of addresses that may come in.
// isthmus: --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

/* Addresses that may not come in. */
static void filter(void) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  check(zmq_setsockopt(pull, ZMQ_TCP_ACCEPT_FILTER, "10.0.0.0/8", 10) == 0);
  check(zmq_connect(push, bound(pull, "tcp://127.0.0.1:*")) == 0);
  zmq_send(push, "x", 1, ZMQ_DONTWAIT);
  expect_nothing("filtered", pull);
  void *other = make_socket(context, ZMQ_PULL), *sender = make_socket(context, ZMQ_PUSH);
  check(zmq_setsockopt(other, ZMQ_TCP_ACCEPT_FILTER, "127.0.0.1", 9) == 0);
  check(zmq_connect(sender, bound(other, "tcp://127.0.0.1:*")) == 0);
  check(zmq_send(sender, "let in", 6, 0) == 6);
  expect("not filtered", other);
  show(zmq_setsockopt(pull, ZMQ_TCP_ACCEPT_FILTER, "127.0.0.0/8", 11));
  show(zmq_setsockopt(pull, ZMQ_TCP_ACCEPT_FILTER, "not an address", 14));
  show(zmq_setsockopt(pull, ZMQ_TCP_ACCEPT_FILTER, NULL, 0));
  finish(context, pull, push, other, sender);
}

int main(void) {
  begin();
  filter();
  return 0;
}
