// REQ and REP: lockstep, envelopes, many clients and servers, correlation, a request that is given up, and raw peers.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[64];

static void lockstep(const char *endpoint) {
  printf("lockstep over %.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *rep = make_socket(context, ZMQ_REP), *req = make_socket(context, ZMQ_REQ);
  show(zmq_recv(req, buffer, sizeof buffer, ZMQ_DONTWAIT));
  show(zmq_send(req, "x", 1, ZMQ_DONTWAIT));
  show(zmq_send(rep, "x", 1, 0));
  show(zmq_recv(rep, buffer, sizeof buffer, ZMQ_DONTWAIT));
  check(zmq_connect(req, bound(rep, endpoint)) == 0);
  for (int i = 0; i < 3; i++) {
    char text[16];
    snprintf(text, sizeof text, "question %d", i);
    send_text(req, text, 0);
    show(zmq_send(req, "again", 5, 0));
    expect("rep", rep);
    show(zmq_recv(rep, buffer, sizeof buffer, 0));
    show(zmq_recv(req, buffer, sizeof buffer, ZMQ_DONTWAIT));
    snprintf(text, sizeof text, "answer %d", i);
    send_text(rep, text, 0);
    show(zmq_send(rep, "again", 5, 0));
    expect("req", req);
    show(zmq_recv(req, buffer, sizeof buffer, 0));
  }
  send_parts(req, "one", "", "three");
  expect("rep", rep);
  send_parts(rep, "", "two", "");
  expect("req", req);
  /* Between the parts of a message nothing else is done. */
  check(zmq_send(req, "part", 4, ZMQ_SNDMORE) == 4);
  show(zmq_recv(req, buffer, sizeof buffer, ZMQ_DONTWAIT));
  check(zmq_send(req, "end", 3, 0) == 3);
  check(zmq_recv(rep, buffer, sizeof buffer, 0) == 4);
  show(zmq_send(rep, "too early", 9, 0));
  check(zmq_recv(rep, buffer, sizeof buffer, 0) == 3);
  show(zmq_send(rep, "in time", 7, 0));
  expect("req", req);
  finish(context, req, rep);
}

/* Requests go round robin over the servers. */
static void servers(void) {
  printf("three servers\n");
  void *context = zmq_ctx_new();
  void *req = make_socket(context, ZMQ_REQ), *reps[3];
  for (int i = 0; i < 3; i++) {
    char endpoint[32];
    snprintf(endpoint, sizeof endpoint, "inproc://server%d", i);
    reps[i] = make_socket(context, ZMQ_REP);
    check(zmq_bind(reps[i], endpoint) == 0 && zmq_connect(req, endpoint) == 0);
  }
  for (int i = 0; i < 6; i++) {
    send_text(req, "who", 0);
    char name[16];
    snprintf(name, sizeof name, "server %d", i % 3);
    expect(name, reps[i % 3]);
    send_text(reps[i % 3], name, 0);
    expect("req", req);
  }
  finish(context, req, reps[0], reps[1], reps[2]);
}

/* A server answers who asked. */
static void clients(void) {
  printf("many clients\n");
  void *context = zmq_ctx_new();
  void *rep = make_socket(context, ZMQ_REP), *reqs[5];
  const char *endpoint = bound(rep, "tcp://127.0.0.1:*");
  int asked[5] = {0};
  for (int i = 0; i < 5; i++) {
    reqs[i] = make_socket(context, ZMQ_REQ);
    check(zmq_connect(reqs[i], endpoint) == 0);
    char text[2] = {'0' + i, 0};
    send_text(reqs[i], text, 0);
  }
  for (int i = 0; i < 5; i++) {
    check(zmq_recv(rep, buffer, 1, 0) == 1);
    asked[buffer[0] - '0']++;
    buffer[1] = '!';
    check(zmq_send(rep, buffer, 2, 0) == 2);
  }
  for (int i = 0; i < 5; i++) {
    printf("asked %d times, ", asked[i]);
    expect("gets", reqs[i]);
  }
  finish(context, rep, reqs[0], reqs[1], reqs[2], reqs[3], reqs[4]);
}

/* What REQ and REP put around a message, seen by a ROUTER and made by a DEALER. */
static void envelopes(void) {
  printf("envelopes\n");
  void *context = zmq_ctx_new();
  void *router = make_socket(context, ZMQ_ROUTER), *req = make_socket(context, ZMQ_REQ);
  void *rep = make_socket(context, ZMQ_REP), *dealer = make_socket(context, ZMQ_DEALER);
  set_text(req, ZMQ_ROUTING_ID, "client");
  check(zmq_connect(req, bound(router, "inproc://envelope")) == 0);
  send_parts(req, "body", "more");
  expect("router", router);
  send_parts(router, "client", "", "answer");
  expect("req", req);
  send_text(req, "second", 0);
  expect("router", router);
  /* Without the empty delimiter, it is no answer. */
  send_parts(router, "client", "no delimiter");
  settle(50);
  show(zmq_recv(req, buffer, sizeof buffer, ZMQ_DONTWAIT));
  send_parts(router, "client", "", "good");
  expect("req", req);

  check(zmq_connect(dealer, bound(rep, "ipc://envelope2.socket")) == 0);
  send_parts(dealer, "", "plain");
  expect("rep", rep);
  send_text(rep, "answer", 0);
  expect("dealer", dealer);
  send_parts(dealer, "hop1", "hop2", "", "through hops");
  expect("rep", rep);
  send_parts(rep, "answer", "in parts");
  expect("dealer", dealer);
  send_text(dealer, "no delimiter at all", 0);
  settle(50);
  show(zmq_recv(rep, buffer, sizeof buffer, ZMQ_DONTWAIT));
  send_parts(dealer, "", "after bad one");
  expect("rep", rep);
  send_text(rep, "fine", 0);
  expect("dealer", dealer);
  finish(context, router, req, rep, dealer);
}

/* With correlation, only the answer to the last request counts; relaxed, a new request may go before the answer. */
static void relaxed(void) {
  printf("relaxed and correlated\n");
  void *context = zmq_ctx_new();
  void *router = make_socket(context, ZMQ_ROUTER), *req = make_socket(context, ZMQ_REQ);
  set_int(req, ZMQ_REQ_RELAXED, 1);
  set_int(req, ZMQ_REQ_CORRELATE, 1);
  set_text(req, ZMQ_ROUTING_ID, "R");
  check(zmq_connect(req, bound(router, "inproc://relaxed")) == 0);
  unsigned char ids[2][8];
  size_t sizes[2];
  for (int i = 0; i < 2; i++) {
    send_text(req, i == 0 ? "first" : "second", 0);
    int size = zmq_recv(router, buffer, sizeof buffer, 0);
    printf("from %.*s", size, buffer);
    sizes[i] = (size_t)zmq_recv(router, ids[i], sizeof ids[i], 0);
    printf(", request id of %zu bytes", sizes[i]);
    size = zmq_recv(router, buffer, sizeof buffer, 0);
    printf(", delimiter %d", size);
    size = zmq_recv(router, buffer, sizeof buffer, 0);
    printf(", body %.*s\n", size, buffer);
  }
  printf("ids differ %d\n", memcmp(ids[0], ids[1], 4) != 0);
  for (int i = 0; i < 2; i++) {
    check(zmq_send(router, "R", 1, ZMQ_SNDMORE) == 1);
    check(zmq_send(router, ids[i], sizes[i], ZMQ_SNDMORE) == 4);
    send_parts(router, "", i == 0 ? "late answer to the first" : "answer to the second");
  }
  expect("req", req);
  expect_nothing("req", req);
  finish(context, router, req);
}

/* Relaxed over two servers: the answer of the one that was given up is dropped. */
static void given_up(void) {
  printf("given up\n");
  void *context = zmq_ctx_new();
  void *a = make_socket(context, ZMQ_REP), *b = make_socket(context, ZMQ_REP), *req = make_socket(context, ZMQ_REQ);
  set_int(req, ZMQ_REQ_RELAXED, 1);
  set_int(req, ZMQ_REQ_CORRELATE, 1);
  set_int(req, ZMQ_RCVTIMEO, 100);
  check(zmq_connect(req, bound(a, "ipc://a.socket")) == 0);
  check(zmq_connect(req, bound(b, "ipc://b.socket")) == 0);
  send_text(req, "to a", 0);
  expect("a", a);
  show(zmq_recv(req, buffer, sizeof buffer, 0));
  set_int(req, ZMQ_RCVTIMEO, patience);
  send_text(req, "to b", 0);
  expect("b", b);
  send_text(a, "from a", 0);
  settle(50);
  send_text(b, "from b", 0);
  expect("req", req);
  finish(context, req, a, b);
}

int main(void) {
  begin();
  lockstep("inproc://lockstep");
  lockstep("tcp://127.0.0.1:*");
  lockstep("ipc://lockstep.socket");
  servers();
  clients();
  envelopes();
  relaxed();
  given_up();
  return 0;
}
