// The largest message: a peer that sends more is disconnected, others go on; what a message knows of its peer.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static void largest(const char *endpoint) {
  void *context = zmq_ctx_new(), *router = make_socket(context, ZMQ_ROUTER);
  void *small = make_socket(context, ZMQ_DEALER), *large = make_socket(context, ZMQ_DEALER);
  int64_t maximum = 1000;
  static char big[5000];
  memset(big, 'b', sizeof big);
  check(zmq_setsockopt(router, ZMQ_MAXMSGSIZE, &maximum, sizeof maximum) == 0);
  check(zmq_socket_monitor(router, "inproc://m", ZMQ_EVENT_DISCONNECTED) == 0);
  void *monitor = make_socket(context, ZMQ_PAIR);
  check(zmq_connect(monitor, "inproc://m") == 0);
  const char *at = bound(router, endpoint);
  set_text(small, ZMQ_ROUTING_ID, "S");
  set_text(large, ZMQ_ROUTING_ID, "L");
  set_int(large, ZMQ_RECONNECT_IVL, 20);
  /* It may be back before the router has let go of its name. */
  set_int(router, ZMQ_ROUTER_HANDOVER, 1);
  void *sees_large = watch_events(context, large, "inproc://l", ZMQ_EVENT_DISCONNECTED);
  check(zmq_connect(small, at) == 0 && zmq_connect(large, at) == 0);
  send_text(small, "hello", 0);
  expect("router", router);
  check(zmq_send(large, big, 1000, 0) == 1000);
  expect("exactly", router);
  check(zmq_send(large, big, 1001, 0) == 1001);
  printf("disconnected %d\n", comes_within(monitor, patience));
  expect_nothing("router", router);
  send_text(small, "still here", 0);
  expect("router", router);
  /* What it sends before it has noticed is lost with the connection. */
  await_events(large, sees_large, 1);
  send_text(large, "back", 0);
  expect("router", router);
  end_events(large, sees_large);
  finish(context, router, small, large, monitor);
}

static const char *or_none(const char *text) { return text == NULL ? "-" : text; }

static void metadata(const char *endpoint) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  void *router = make_socket(context, ZMQ_ROUTER), *dealer = make_socket(context, ZMQ_DEALER);
  check(zmq_connect(push, bound(pull, endpoint)) == 0);
  send_parts(push, "x", "y");
  zmq_msg_t message, copy;
  for (int i = 0; i < 2; i++) {
    check(zmq_msg_init(&message) == 0 && zmq_msg_recv(&message, pull, 0) == 1);
    const char *address = zmq_msg_gets(&message, "Peer-Address");
    printf("%s %s %s %s", or_none(zmq_msg_gets(&message, "Socket-Type")), or_none(zmq_msg_gets(&message, "Identity")),
           or_none(zmq_msg_gets(&message, "Routing-Id")), or_none(zmq_msg_gets(&message, "User-Id")));
    printf(" %s more %d, no such property %s\n",
           address == NULL              ? "-"
           : strncmp(address, "127", 3) ? "local"
                                        : "loopback",
           zmq_msg_get(&message, ZMQ_MORE), or_none(zmq_msg_gets(&message, "No-Such")));
    check(zmq_msg_init(&copy) == 0 && zmq_msg_copy(&copy, &message) == 0);
    printf("a copy: %s\n", or_none(zmq_msg_gets(&copy, "Socket-Type")));
    printf("a descriptor %d\n", zmq_msg_get(&message, ZMQ_SRCFD) > 2);
    zmq_msg_close(&copy);
    zmq_msg_close(&message);
  }
  set_text(dealer, ZMQ_ROUTING_ID, "I am");
  check(zmq_connect(dealer, bound(router, strncmp(endpoint, "ipc", 3) ? endpoint : "ipc://metadata2.socket")) == 0);
  send_text(dealer, "x", 0);
  check(zmq_msg_init(&message) == 0 && zmq_msg_recv(&message, router, 0) == 4 &&
        zmq_msg_recv(&message, router, 0) == 1);
  printf("%s [%s]\n", or_none(zmq_msg_gets(&message, "Socket-Type")), or_none(zmq_msg_gets(&message, "Identity")));
  zmq_msg_close(&message);
  finish(context, pull, push, router, dealer);
}

int main(void) {
  begin();
  largest("tcp://127.0.0.1:*");
  largest("ipc://largest.socket");
  metadata("tcp://127.0.0.1:*");
  metadata("ipc://metadata.socket");
  return 0;
}
