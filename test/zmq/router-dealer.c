// ROUTER and DEALER: routing ids given and made, mandatory routing, handover, probes, ids for connections, round robin.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[300];

static void routing_ids(const char *endpoint) {
  printf("routing ids over %.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *router = make_socket(context, ZMQ_ROUTER), *a = make_socket(context, ZMQ_DEALER);
  void *b = make_socket(context, ZMQ_DEALER);
  set_text(a, ZMQ_ROUTING_ID, "A");
  const char *at = bound(router, endpoint);
  check(zmq_connect(a, at) == 0);
  send_parts(a, "from a", "");
  expect("router", router);
  send_parts(router, "A", "to a", "and more");
  expect("a", a);
  check(zmq_connect(b, at) == 0);
  send_text(b, "from b", 0);
  int size = zmq_recv(router, buffer, sizeof buffer, 0);
  printf("an id of %d bytes, first %d, more %d\n", size, buffer[0], get_int(router, ZMQ_RCVMORE));
  char id[8];
  memcpy(id, buffer, 5);
  expect("router", router);
  check(zmq_send(router, id, 5, ZMQ_SNDMORE) == 5);
  send_text(router, "to b", 0);
  expect("b", b);
  /* Whom nobody knows: the message is dropped. */
  send_parts(router, "nobody", "lost");
  send_parts(router, "", "lost");
  send_parts(router, "A", "");
  expect("a", a);
  set_int(router, ZMQ_ROUTER_MANDATORY, 1);
  show(zmq_send(router, "nobody", 6, ZMQ_SNDMORE));
  show(zmq_send(router, "A", 1, ZMQ_SNDMORE));
  show(zmq_send(router, "mandatory", 9, 0));
  expect("a", a);
  /* An id alone, without a message, is nothing. */
  show(zmq_send(router, "A", 1, 0));
  expect_nothing("a", a);
  send_parts(router, "A", "goes on");
  expect("a", a);
  set_int(a, ZMQ_LINGER, 0);
  check(zmq_close(a) == 0);
  /* Until the router has noticed, messages are taken, and lost. */
  for (int tries = 0; tries < patience / 20 && zmq_send(router, "A", 1, ZMQ_SNDMORE) == 1; tries++) {
    check(zmq_send(router, "lost", 4, 0) == 4);
    settle(20);
  }
  show(zmq_send(router, "A", 1, ZMQ_SNDMORE));
  finish(context, router, b);
}

/* The same id twice: the first keeps it, unless handed over. */
static void same_id(int handover) {
  printf("the same id twice, handover %d\n", handover);
  void *context = zmq_ctx_new();
  void *router = make_socket(context, ZMQ_ROUTER), *first = make_socket(context, ZMQ_DEALER);
  void *second = make_socket(context, ZMQ_DEALER);
  set_int(router, ZMQ_ROUTER_HANDOVER, handover);
  const char *at = bound(router, "tcp://127.0.0.1:*");
  set_text(first, ZMQ_ROUTING_ID, "twin");
  set_text(second, ZMQ_ROUTING_ID, "twin");
  check(zmq_connect(first, at) == 0);
  send_text(first, "from the first", 0);
  expect("router", router);
  check(zmq_connect(second, at) == 0);
  send_text(second, "from the second", 0);
  if (handover)
    expect("router", router);
  else
    expect_nothing("router", router);
  send_parts(router, "twin", "to the twin");
  expect_nothing("first", first);
  if (handover)
    expect("second", second);
  else
    expect_nothing("second", second);
  finish(context, router, first, second);
}

static void probes(void) {
  printf("probes\n");
  void *context = zmq_ctx_new();
  void *router = make_socket(context, ZMQ_ROUTER), *dealer = make_socket(context, ZMQ_DEALER);
  void *other = make_socket(context, ZMQ_ROUTER), *req = make_socket(context, ZMQ_REQ);
  const char *at = bound(router, "ipc://probe.socket");
  set_text(dealer, ZMQ_ROUTING_ID, "dealer");
  set_int(dealer, ZMQ_PROBE_ROUTER, 1);
  check(zmq_connect(dealer, at) == 0);
  expect("router", router);
  set_text(other, ZMQ_ROUTING_ID, "other router");
  set_int(other, ZMQ_PROBE_ROUTER, 1);
  check(zmq_connect(other, at) == 0);
  expect("router", router);
  send_parts(router, "other router", "hello");
  check(zmq_recv(other, buffer, sizeof buffer, 0) == 5);
  expect("other", other);
  set_text(req, ZMQ_ROUTING_ID, "req");
  set_int(req, ZMQ_PROBE_ROUTER, 1);
  check(zmq_connect(req, at) == 0);
  expect("router", router);
  finish(context, router, dealer, other, req);
}

/* Two routers; one names its connection. */
static void connect_ids(void) {
  printf("named connections\n");
  void *context = zmq_ctx_new();
  void *server = make_socket(context, ZMQ_ROUTER), *client = make_socket(context, ZMQ_ROUTER);
  set_text(server, ZMQ_ROUTING_ID, "S");
  set_text(client, ZMQ_ROUTING_ID, "C");
  const char *at = bound(server, "tcp://127.0.0.1:*");
  set_text(client, ZMQ_CONNECT_ROUTING_ID, "my server");
  set_int(client, ZMQ_ROUTER_MANDATORY, 1);
  check(zmq_connect(client, at) == 0);
  send_parts(client, "my server", "at once");
  expect("server", server);
  send_parts(server, "C", "back");
  expect("client", client);
  show(zmq_send(client, "S", 1, ZMQ_SNDMORE));
  finish(context, server, client);
}

static void round_robin(void) {
  printf("round robin\n");
  void *context = zmq_ctx_new();
  void *dealer = make_socket(context, ZMQ_DEALER), *peers[3];
  for (int i = 0; i < 3; i++) {
    char endpoint[32];
    snprintf(endpoint, sizeof endpoint, "inproc://peer%d", i);
    peers[i] = make_socket(context, i == 2 ? ZMQ_ROUTER : ZMQ_DEALER);
    check(zmq_bind(peers[i], endpoint) == 0 && zmq_connect(dealer, endpoint) == 0);
  }
  set_text(dealer, ZMQ_ROUTING_ID, "too late");
  for (int i = 0; i < 6; i++) {
    char text[16];
    snprintf(text, sizeof text, "message %d", i);
    send_parts(dealer, text, "whole");
  }
  for (int i = 0; i < 6; i++) {
    char name[16];
    snprintf(name, sizeof name, "peer %d", i % 3);
    if (i % 3 == 2)
      check(zmq_recv(peers[2], buffer, sizeof buffer, 0) == 5);
    expect(name, peers[i % 3]);
  }
  /* What comes back is taken in turn from each. */
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++) {
      char text[16];
      snprintf(text, sizeof text, "%d from peer %d", i, j);
      send_text(peers[j], text, 0);
    }
  for (int i = 0; i < 4; i++)
    expect("dealer", dealer);
  finish(context, dealer, peers[0], peers[1], peers[2]);
}

/* Messages to a peer that does not read, mandatory: EAGAIN at its high-water mark. */
static void full(void) {
  printf("a full peer\n");
  void *context = zmq_ctx_new();
  void *router = make_socket(context, ZMQ_ROUTER), *dealer = make_socket(context, ZMQ_DEALER);
  set_int(router, ZMQ_SNDHWM, 2);
  set_int(dealer, ZMQ_RCVHWM, 3);
  set_int(router, ZMQ_ROUTER_MANDATORY, 1);
  set_text(dealer, ZMQ_ROUTING_ID, "slow");
  check(zmq_bind(router, "inproc://full") == 0 && zmq_connect(dealer, "inproc://full") == 0);
  send_text(dealer, "here", 0);
  expect("router", router);
  int sent = 0;
  while (zmq_send(router, "slow", 4, ZMQ_SNDMORE | ZMQ_DONTWAIT) == 4) {
    check(zmq_send(router, "x", 1, ZMQ_DONTWAIT) == 1);
    sent++;
  }
  printf("%d sent, then %s\n", sent, errno_name(errno));
  set_int(router, ZMQ_SNDTIMEO, 50);
  show(zmq_send(router, "slow", 4, ZMQ_SNDMORE));
  set_int(router, ZMQ_ROUTER_MANDATORY, 0);
  show(zmq_send(router, "slow", 4, ZMQ_SNDMORE));
  show(zmq_send(router, "dropped", 7, 0));
  int got = 0;
  while (zmq_recv(dealer, buffer, sizeof buffer, ZMQ_DONTWAIT) == 1)
    got++;
  printf("%d received\n", got);
  finish(context, router, dealer);
}

int main(void) {
  begin();
  routing_ids("inproc://ids");
  routing_ids("tcp://127.0.0.1:*");
  routing_ids("ipc://ids.socket");
  same_id(0);
  same_id(1);
  probes();
  connect_ids();
  round_robin();
  full();
  return 0;
}
