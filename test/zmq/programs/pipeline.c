// PUSH, PULL and PAIR: turns, limits, conflation, connecting before binding, one peer only.
#include "help.h"

static void turns(void *context) {
  void *push = make(context, ZMQ_PUSH);
  must(zmq_bind(push, "inproc://turns"), "bind");
  printf("push can send without peers: %d\n", is_ready(push, ZMQ_POLLOUT, 0));
  tell(push, "nobody there", NULL);
  void *pulls[3];
  for (int i = 0; i < 3; i++) {
    pulls[i] = make(context, ZMQ_PULL);
    must(zmq_connect(pulls[i], "inproc://turns"), "connect");
  }
  is_ready(push, ZMQ_POLLOUT, SURE);
  for (int i = 0; i < 7; i++) {
    char text[2] = {(char)('0' + i), 0};
    tell(push, text, NULL);
  }
  for (int i = 0; i < 3; i++) {
    printf("pull %d\n", i);
    while (hear_within("pull", pulls[i], 0)) {
    }
  }
  hear_within("push", push, 0);
  tell(pulls[0], "no", NULL);
  for (int i = 0; i < 3; i++)
    zmq_close(pulls[i]);
  zmq_close(push);
}

/** One of each in turn, however many each has sent. */
static void fairness(void *context) {
  void *pull = make(context, ZMQ_PULL);
  must(zmq_bind(pull, "inproc://fair"), "bind");
  void *pushes[3];
  for (int i = 0; i < 3; i++) {
    pushes[i] = make(context, ZMQ_PUSH);
    must(zmq_connect(pushes[i], "inproc://fair"), "connect");
    for (int j = 0; j < 3 - i; j++) {
      char text[2] = {(char)('a' + i), 0};
      tell(pushes[i], text, "rest", NULL);
    }
  }
  for (int i = 0; i < 6; i++)
    hear("pull", pull);
  hear_within("pull", pull, 0);
  for (int i = 0; i < 3; i++)
    zmq_close(pushes[i]);
  zmq_close(pull);
}

static void limit(void *context) {
  void *push = make(context, ZMQ_PUSH);
  void *pull = make(context, ZMQ_PULL);
  set(push, ZMQ_SNDHWM, 4);
  set(pull, ZMQ_RCVHWM, 6);
  must(zmq_bind(pull, "inproc://limit"), "bind");
  must(zmq_connect(push, "inproc://limit"), "connect");
  int sent = 0;
  while (sent < 100 && zmq_send(push, "x", 1, ZMQ_DONTWAIT) >= 0)
    sent++;
  printf("%d messages, then %s; can send %d\n", sent, error_name(), is_ready(push, ZMQ_POLLOUT, 0));
  set(push, ZMQ_SNDTIMEO, 20);
  printf("with a time limit: %s\n", zmq_send(push, "x", 1, 0) < 0 ? error_name() : "sent");
  for (int i = 0; i < sent; i++)
    must(zmq_recv(pull, NULL, 0, ZMQ_DONTWAIT), "recv");
  printf("can send when all is read: %d\n", is_ready(push, ZMQ_POLLOUT, SURE));
  zmq_close(push);
  zmq_close(pull);
}

static void conflate(void *context) {
  void *push = make(context, ZMQ_PUSH);
  void *pull = make(context, ZMQ_PULL);
  set(push, ZMQ_CONFLATE, 1);
  set(pull, ZMQ_CONFLATE, 1);
  must(zmq_bind(pull, "inproc://conflate"), "bind");
  must(zmq_connect(push, "inproc://conflate"), "connect");
  tell(push, "one", NULL);
  tell(push, "two", NULL);
  tell(push, "three", NULL);
  hear("pull", pull);
  hear_within("pull", pull, 0);
  zmq_close(push);
  zmq_close(pull);
}

static void early(void *context) {
  void *push = make(context, ZMQ_PUSH);
  void *pull = make(context, ZMQ_PULL);
  must(zmq_connect(push, "inproc://early"), "connect");
  tell(push, "before", "the bind", NULL);
  must(zmq_bind(pull, "inproc://early"), "bind");
  hear("pull", pull);
  zmq_close(push);
  tell(pull, "no", NULL);
  hear_nothing("pull", pull);
  zmq_close(pull);
}

/** What was sent before a sender goes away is there. */
static void leaves(void *context) {
  void *pull = make(context, ZMQ_PULL);
  const char *endpoint = bind_somewhere(pull);
  void *push = make(context, ZMQ_PUSH);
  set(push, ZMQ_LINGER, -1);
  must(zmq_connect(push, endpoint), "connect");
  for (int i = 0; i < 5; i++)
    tell(push, "before", "it left", NULL);
  zmq_close(push);
  for (int i = 0; i < 5; i++)
    hear("pull", pull);
  zmq_close(pull);
}

static void pair(void *context) {
  void *a = make(context, ZMQ_PAIR);
  void *b = make(context, ZMQ_PAIR);
  const char *endpoint = bind_somewhere(a);
  printf("pair can send without a peer: %d\n", is_ready(a, ZMQ_POLLOUT, 0));
  must(zmq_connect(b, endpoint), "connect");
  tell(b, "one", "and", "more", NULL);
  tell(b, "two", NULL);
  hear("a", a);
  void *c = make(context, ZMQ_PAIR);
  must(zmq_connect(c, endpoint), "connect");
  tell(c, "from a third", NULL);
  hear("a", a);
  hear_nothing("a", a);
  tell(a, "back", NULL);
  hear("b", b);
  hear_nothing("c", c);
  zmq_close(c);
  zmq_close(b);
  zmq_close(a);
}

int main(void) {
  void *context = zmq_ctx_new();
  turns(context);
  fairness(context);
  limit(context);
  conflate(context);
  early(context);
  leaves(context);
  pair(context);
  must(zmq_ctx_term(context), "term");
}
