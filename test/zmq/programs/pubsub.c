// PUB, SUB, XPUB and XSUB: prefixes, parts, ends of subscriptions, filters on both sides, manual, verbose, welcome.
#include "help.h"

static void prefixes(void *context, bool inproc) {
  void *pub = make(context, ZMQ_XPUB);
  void *sub = make(context, ZMQ_SUB);
  const char *endpoint = "inproc://prefixes";
  if (inproc)
    must(zmq_bind(pub, endpoint), "bind");
  else
    endpoint = bind_somewhere(pub);
  tell(pub, "to nobody", NULL);
  set_text(sub, ZMQ_SUBSCRIBE, "ab");
  must(zmq_connect(sub, endpoint), "connect");
  hear("pub", pub);
  tell(pub, "a", NULL);
  tell(pub, "ab", NULL);
  tell(pub, "abc", "parts", "", "of it", NULL);
  tell(pub, "b", "ab", NULL);
  set_text(sub, ZMQ_SUBSCRIBE, "b");
  hear("pub", pub);
  tell(pub, "b", "now", NULL);
  set_text(sub, ZMQ_UNSUBSCRIBE, "ab");
  hear("pub", pub);
  tell(pub, "ab", NULL);
  set_text(sub, ZMQ_UNSUBSCRIBE, "unknown");
  set_text(sub, ZMQ_SUBSCRIBE, "");
  hear("pub", pub);
  tell(pub, "anything", NULL);
  for (int i = 0; i < 4; i++)
    hear("sub", sub);
  hear_nothing("sub", sub);
  tell(sub, "not for sub", NULL);
  set_text(sub, ZMQ_SUBSCRIBE, "b");
  hear_nothing("pub, a second subscription", pub);
  set_text(sub, ZMQ_UNSUBSCRIBE, "b");
  hear_nothing("pub, one of two ends", pub);
  set_text(sub, ZMQ_UNSUBSCRIBE, "");
  hear("pub", pub);
  zmq_close(sub);
  hear("pub, the subscriber leaves", pub);
  hear_nothing("pub, the subscriber leaves", pub);
  zmq_close(pub);
}

static void verbose(void *context, int option) {
  printf("verbose%s\n", option == ZMQ_XPUB_VERBOSER ? "r" : "");
  void *pub = make(context, ZMQ_XPUB);
  set(pub, option, 1);
  const char *endpoint = bind_somewhere(pub);
  void *subs[2];
  for (int i = 0; i < 2; i++) {
    subs[i] = make(context, ZMQ_SUB);
    must(zmq_connect(subs[i], endpoint), "connect");
    set_text(subs[i], ZMQ_SUBSCRIBE, "same");
    hear("pub", pub);
  }
  set_text(subs[0], ZMQ_UNSUBSCRIBE, "same");
  hear_within("pub, first end", pub, option == ZMQ_XPUB_VERBOSER ? SURE : 300);
  set_text(subs[1], ZMQ_UNSUBSCRIBE, "same");
  hear("pub, second end", pub);
  zmq_close(subs[0]);
  zmq_close(subs[1]);
  zmq_close(pub);
}

static void manual(void *context) {
  void *pub = make(context, ZMQ_XPUB);
  set(pub, ZMQ_XPUB_MANUAL, 1);
  void *sub = make(context, ZMQ_XSUB);
  must(zmq_connect(sub, bind_somewhere(pub)), "connect");
  tell(sub, "\1A", NULL);
  hear("pub", pub);
  set_text(pub, ZMQ_SUBSCRIBE, "B");
  tell(pub, "A", NULL);
  tell(pub, "B", NULL);
  hear("sub", sub);
  hear_nothing("sub", sub);
  zmq_send(sub, "\0A", 2, 0);
  hear("pub", pub);
  tell(sub, "\1C", NULL);
  hear("pub", pub);
  set_text(pub, ZMQ_UNSUBSCRIBE, "B");
  set_text(pub, ZMQ_SUBSCRIBE, "C");
  tell(pub, "B", NULL);
  tell(pub, "C", NULL);
  hear("sub", sub);
  zmq_close(sub);
  hear("pub, manual, the subscriber leaves", pub);
  hear_nothing("pub", pub);
  zmq_close(pub);
}

static void welcome(void *context) {
  void *pub = make(context, ZMQ_XPUB);
  set_text(pub, ZMQ_XPUB_WELCOME_MSG, "W: welcome");
  void *sub = make(context, ZMQ_SUB);
  set_text(sub, ZMQ_SUBSCRIBE, "W");
  must(zmq_connect(sub, bind_somewhere(pub)), "connect");
  hear("pub", pub);
  hear("sub", sub);
  tell(pub, "W2", NULL);
  hear("sub", sub);
  zmq_close(sub);
  zmq_close(pub);
}

static void upstream(void *context) {
  void *pub = make(context, ZMQ_XPUB);
  void *sub = make(context, ZMQ_XSUB);
  must(zmq_connect(sub, bind_somewhere(pub)), "connect");
  tell(sub, "\1topic", NULL);
  hear("pub", pub);
  tell(sub, "a message", "of parts", NULL);
  hear("pub", pub);
  tell(sub, "\2other", NULL);
  hear("pub", pub);
  tell(sub, "\1topic", NULL);
  tell(sub, "\1more", NULL);
  hear("pub", pub);
  tell(pub, "topic", NULL);
  tell(pub, "nothing", NULL);
  tell(pub, "more", NULL);
  hear("sub", sub);
  hear("sub", sub);
  zmq_send(sub, "\0topic", 6, 0);
  zmq_send(sub, "\0topic", 6, 0);
  hear("pub", pub);
  zmq_close(sub);
  zmq_close(pub);
}

static void inverted(void *context) {
  void *pub = make(context, ZMQ_XPUB);
  void *sub = make(context, ZMQ_SUB);
  set(pub, ZMQ_INVERT_MATCHING, 1);
  set(sub, ZMQ_INVERT_MATCHING, 1);
  set_text(sub, ZMQ_SUBSCRIBE, "no");
  must(zmq_connect(sub, bind_somewhere(pub)), "connect");
  hear("pub", pub);
  tell(pub, "no", NULL);
  tell(pub, "nothing", NULL);
  tell(pub, "yes", NULL);
  hear("sub", sub);
  zmq_close(sub);
  zmq_close(pub);
}

static void limits(void *context) {
  void *pub = make(context, ZMQ_XPUB);
  void *sub = make(context, ZMQ_SUB);
  set(pub, ZMQ_SNDHWM, 3);
  set(sub, ZMQ_RCVHWM, 3);
  set(pub, ZMQ_XPUB_NODROP, 1);
  must(zmq_bind(pub, "inproc://limits"), "bind");
  must(zmq_connect(sub, "inproc://limits"), "connect");
  set_text(sub, ZMQ_SUBSCRIBE, "");
  hear("pub", pub);
  int sent = 0;
  while (sent < 100 && zmq_send(pub, "x", 1, ZMQ_DONTWAIT) >= 0)
    sent++;
  printf("%d messages, then %s\n", sent, error_name());
  set(pub, ZMQ_XPUB_NODROP, 0);
  tell(pub, "dropped", NULL);
  for (int i = 0; i < sent; i++)
    hear("sub", sub);
  hear_nothing("sub", sub);
  tell(pub, "again", NULL);
  hear("sub", sub);
  zmq_close(sub);
  zmq_close(pub);
}

static void restrictions(void *context) {
  void *pub = make(context, ZMQ_PUB);
  void *sub = make(context, ZMQ_SUB);
  void *xsub = make(context, ZMQ_XSUB);
  hear_within("pub", pub, 0);
  tell(sub, "no", NULL);
  printf("pub can receive %d, send %d; ", is_ready(pub, ZMQ_POLLIN, 0), is_ready(pub, ZMQ_POLLOUT, 0));
  printf("sub can receive %d, send %d; ", is_ready(sub, ZMQ_POLLIN, 0), is_ready(sub, ZMQ_POLLOUT, 0));
  printf("xsub can send %d\n", is_ready(xsub, ZMQ_POLLOUT, 0));
  int one = 1;
  if (zmq_setsockopt(pub, ZMQ_SUBSCRIBE, "", 0) < 0)
    printf("pub subscribes: %s\n", error_name());
  if (zmq_setsockopt(xsub, ZMQ_SUBSCRIBE, "", 0) < 0)
    printf("xsub subscribes: %s\n", error_name());
  if (zmq_setsockopt(sub, ZMQ_XPUB_VERBOSE, &one, sizeof one) < 0)
    printf("sub verbose: %s\n", error_name());
  zmq_close(pub);
  zmq_close(sub);
  zmq_close(xsub);
}

int main(void) {
  void *context = zmq_ctx_new();
  prefixes(context, false);
  prefixes(context, true);
  verbose(context, ZMQ_XPUB_VERBOSE);
  verbose(context, ZMQ_XPUB_VERBOSER);
  manual(context);
  welcome(context);
  upstream(context);
  inverted(context);
  limits(context);
  restrictions(context);
  must(zmq_ctx_term(context), "term");
}
