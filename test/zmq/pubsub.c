// PUB, SUB, XPUB and XSUB: filters by prefix, what publishers see of subscriptions, verbosity, manual answers, welcome,
// inverted matching, and what can't be sent or received.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[64];

static void subscribe(void *socket, const char *topic) {
  check(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, topic, strlen(topic)) == 0);
}

static void unsubscribe(void *socket, const char *topic) {
  check(zmq_setsockopt(socket, ZMQ_UNSUBSCRIBE, topic, strlen(topic)) == 0);
}

static void filters(const char *endpoint) {
  printf("filters over %.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_XPUB), *sub = make_socket(context, ZMQ_SUB);
  const char *at = bound(pub, endpoint);
  check(zmq_connect(sub, at) == 0);
  subscribe(sub, "a");
  expect("pub", pub);
  subscribe(sub, "abc");
  expect("pub", pub);
  subscribe(sub, "a");
  expect_nothing("pub", pub);
  static const char *const topics[] = {"a", "ab", "abcd", "b", "", "A"};
  for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
    send_parts(pub, topics[i], "body");
  for (int i = 0; i < 3; i++)
    expect("sub", sub);
  expect_nothing("sub", sub);
  unsubscribe(sub, "a");
  expect_nothing("pub", pub);
  unsubscribe(sub, "a");
  expect("pub", pub);
  for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
    send_parts(pub, topics[i], "body");
  expect("sub", sub);
  expect_nothing("sub", sub);
  unsubscribe(sub, "never had");
  subscribe(sub, "");
  expect("pub", pub);
  for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
    send_text(pub, topics[i], 0);
  for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
    expect("sub", sub);
  /* Binary topics, with zeros in them. */
  unsubscribe(sub, "");
  expect("pub", pub);
  check(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, "\0\1\0", 3) == 0);
  expect("pub", pub);
  check(zmq_send(pub, "\0\1\0\2", 4, 0) == 4 && zmq_send(pub, "\0\1", 2, 0) == 2);
  expect("sub", sub);
  expect_nothing("sub", sub);
  /* Whoever goes has unsubscribed. */
  check(zmq_close(sub) == 0);
  expect("pub", pub);
  expect("pub", pub);
  finish(context, pub);
}

static void several(void) {
  printf("several subscribers\n");
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_XPUB), *subs[3];
  const char *at = bound(pub, "ipc://several.socket");
  for (int i = 0; i < 3; i++) {
    subs[i] = make_socket(context, ZMQ_SUB);
    check(zmq_connect(subs[i], at) == 0);
    subscribe(subs[i], i == 2 ? "other" : "same");
    if (i != 1)
      expect("pub", pub);
    else {
      expect_nothing("pub", pub);
      /* What is not told comes before what is. */
      subscribe(subs[i], "second");
      expect("pub", pub);
    }
  }
  send_parts(pub, "same", "for two");
  send_parts(pub, "other", "for one");
  for (int i = 0; i < 3; i++) {
    expect("sub", subs[i]);
    expect_nothing("sub", subs[i]);
  }
  unsubscribe(subs[0], "same");
  expect_nothing("pub", pub);
  unsubscribe(subs[1], "same");
  expect("pub", pub);
  finish(context, pub, subs[0], subs[1], subs[2]);
}

static void verbose(int option, const char *name) {
  printf("%s\n", name);
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_XPUB), *a = make_socket(context, ZMQ_SUB), *b = make_socket(context, ZMQ_SUB);
  if (option != 0)
    set_int(pub, option, 1);
  check(zmq_bind(pub, "inproc://verbose") == 0);
  check(zmq_connect(a, "inproc://verbose") == 0 && zmq_connect(b, "inproc://verbose") == 0);
  subscribe(a, "t");
  expect("first", pub);
  subscribe(b, "t");
  expect_nothing("second", pub);
  unsubscribe(a, "t");
  expect_nothing("one goes", pub);
  unsubscribe(b, "t");
  expect_nothing("the last goes", pub);
  finish(context, pub, a, b);
}

/* XSUB subscribes by messages, and may send others to the publisher. */
static void by_messages(const char *endpoint) {
  printf("XSUB over %.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_XPUB), *sub = make_socket(context, ZMQ_XSUB);
  check(zmq_connect(sub, bound(pub, endpoint)) == 0);
  show(zmq_send(sub, "\1topic", 6, 0));
  expect("pub", pub);
  show(zmq_send(sub, "\1topic", 6, 0));
  expect_nothing("pub", pub);
  show(zmq_send(sub, "user message", 12, 0));
  expect("pub", pub);
  send_parts(sub, "of two", "parts");
  expect("pub", pub);
  expect_nothing("pub", pub);
  send_parts(pub, "topic", "published");
  send_text(pub, "elsewhere", 0);
  expect("sub", sub);
  expect_nothing("sub", sub);
  show(zmq_send(sub, "\0topic", 6, 0));
  show(zmq_send(sub, "\0topic", 6, 0));
  expect("pub", pub);
  expect_nothing("pub", pub);
  show(zmq_send(sub, "\1", 1, 0));
  expect("pub", pub);
  send_text(pub, "", 0);
  expect("sub", sub);
  finish(context, pub, sub);
}

/* The publisher decides which subscription a request becomes. */
static void manual(void) {
  printf("manual\n");
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_XPUB), *sub = make_socket(context, ZMQ_XSUB);
  set_int(pub, ZMQ_XPUB_MANUAL, 1);
  check(zmq_connect(sub, bound(pub, "ipc://manual.socket")) == 0);
  check(zmq_send(sub, "\1A", 2, 0) == 2);
  expect("pub", pub);
  show(zmq_setsockopt(pub, ZMQ_SUBSCRIBE, "XA", 2));
  check(zmq_send(sub, "\1B", 2, 0) == 2);
  expect("pub", pub);
  show(zmq_setsockopt(pub, ZMQ_SUBSCRIBE, "XB", 2));
  send_text(pub, "A", 0);
  send_text(pub, "XA", 0);
  send_text(pub, "XB", 0);
  expect("sub", sub);
  expect("sub", sub);
  expect_nothing("sub", sub);
  check(zmq_send(sub, "\0A", 2, 0) == 2);
  expect("pub", pub);
  show(zmq_setsockopt(pub, ZMQ_UNSUBSCRIBE, "XA", 2));
  send_text(pub, "XA", 0);
  send_text(pub, "XB", 0);
  expect("sub", sub);
  finish(context, pub, sub);
}

static void welcome(const char *endpoint) {
  printf("welcome over %.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_XPUB), *sub = make_socket(context, ZMQ_SUB);
  show(zmq_setsockopt(pub, ZMQ_XPUB_WELCOME_MSG, "W", 1));
  subscribe(sub, "W");
  check(zmq_connect(sub, bound(pub, endpoint)) == 0);
  expect("pub", pub);
  expect("sub", sub);
  send_text(pub, "W after it", 0);
  expect("sub", sub);
  finish(context, pub, sub);
}

static void inverted(void) {
  printf("inverted\n");
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_PUB), *sub = make_socket(context, ZMQ_SUB);
  set_int(pub, ZMQ_INVERT_MATCHING, 1);
  set_int(sub, ZMQ_INVERT_MATCHING, 1);
  check(zmq_connect(sub, bound(pub, "inproc://inverted")) == 0);
  subscribe(sub, "no");
  settle(100);
  send_text(pub, "no, thanks", 0);
  send_text(pub, "yes", 0);
  expect("sub", sub);
  expect_nothing("sub", sub);
  finish(context, pub, sub);
}

/* Without NODROP a full subscriber loses; with it the publisher hears. */
static void full(void) {
  printf("a full subscriber\n");
  for (int nodrop = 0; nodrop < 2; nodrop++) {
    void *context = zmq_ctx_new();
    void *pub = make_socket(context, ZMQ_XPUB), *sub = make_socket(context, ZMQ_SUB);
    set_int(pub, ZMQ_SNDHWM, 3);
    set_int(sub, ZMQ_RCVHWM, 2);
    set_int(pub, ZMQ_XPUB_NODROP, nodrop);
    subscribe(sub, "");
    check(zmq_bind(pub, "inproc://full") == 0 && zmq_connect(sub, "inproc://full") == 0);
    check(zmq_recv(pub, buffer, sizeof buffer, 0) == 1);
    int sent = 0;
    for (; sent < 10; sent++)
      if (zmq_send(pub, "x", 1, ZMQ_DONTWAIT) < 0) {
        printf("at last %s\n", errno_name(errno));
        break;
      }
    printf("sent %d\n", sent);
    int got = 0;
    while (zmq_recv(sub, buffer, sizeof buffer, ZMQ_DONTWAIT) == 1)
      got++;
    printf("got %d\n", got);
    finish(context, pub, sub);
  }
}

static void refused(void) {
  printf("refused\n");
  void *context = zmq_ctx_new();
  void *pub = make_socket(context, ZMQ_PUB), *sub = make_socket(context, ZMQ_SUB),
       *xpub = make_socket(context, ZMQ_XPUB);
  show(zmq_recv(pub, buffer, sizeof buffer, 0));
  show(zmq_recv(pub, buffer, sizeof buffer, ZMQ_DONTWAIT));
  show(zmq_send(sub, "x", 1, 0));
  show(zmq_setsockopt(pub, ZMQ_SUBSCRIBE, "x", 1));
  show(zmq_setsockopt(xpub, ZMQ_SUBSCRIBE, "x", 1));
  show(zmq_recv(xpub, buffer, sizeof buffer, ZMQ_DONTWAIT));
  show(zmq_recv(sub, buffer, sizeof buffer, ZMQ_DONTWAIT));
  /* Nobody is there: that is no error. */
  show(zmq_send(pub, "x", 1, ZMQ_SNDMORE));
  show(zmq_send(pub, "y", 1, 0));
  show(zmq_send(xpub, "x", 1, 0));
  finish(context, pub, sub, xpub);
}

/* Waits for a message at one socket while another one notices who has come. */
static void expect_beside(const char *who, void *socket, void *other) {
  for (int i = 0; i < patience && !comes_within(socket, 20); i += 20)
    get_int(other, ZMQ_EVENTS);
  expect(who, socket);
}

/* One subscriber of two publishers; the subscriber binds. */
static void two_publishers(void) {
  printf("two publishers\n");
  void *context = zmq_ctx_new();
  void *sub = make_socket(context, ZMQ_SUB), *a = make_socket(context, ZMQ_XPUB), *b = make_socket(context, ZMQ_XPUB);
  subscribe(sub, "t");
  const char *at = bound(sub, "tcp://127.0.0.1:*");
  check(zmq_connect(a, at) == 0 && zmq_connect(b, at) == 0);
  /* A socket notices who has come in the calls on it. */
  for (int tries = 0; tries < patience / 20 && !(comes_within(a, 10) && comes_within(b, 10)); tries++)
    get_int(sub, ZMQ_EVENTS);
  expect_nothing("sub", sub);
  expect_beside("a", a, sub);
  expect_beside("b", b, sub);
  subscribe(sub, "u");
  expect("a", a);
  expect("b", b);
  send_text(a, "t from a", 0);
  expect("sub", sub);
  send_text(b, "u from b", 0);
  expect("sub", sub);
  finish(context, sub, a, b);
}

int main(void) {
  begin();
  filters("inproc://filters");
  filters("tcp://127.0.0.1:*");
  filters("ipc://filters.socket");
  several();
  verbose(0, "not verbose");
  verbose(ZMQ_XPUB_VERBOSE, "verbose");
  verbose(ZMQ_XPUB_VERBOSER, "verboser");
  by_messages("inproc://xsub");
  by_messages("ipc://xsub.socket");
  manual();
  welcome("inproc://welcome");
  welcome("tcp://127.0.0.1:*");
  inverted();
  full();
  refused();
  two_publishers();
  return 0;
}
