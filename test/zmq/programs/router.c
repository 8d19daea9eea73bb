// ROUTER and DEALER: routing ids, unknown peers, mandatory, handover, probes, ids given by the connecting side, limits.
#include "help.h"

static void *dealer_called(void *context, const char *id, const char *endpoint) {
  void *dealer = make(context, ZMQ_DEALER);
  set_text(dealer, ZMQ_ROUTING_ID, id);
  must(zmq_connect(dealer, endpoint), "connect");
  return dealer;
}

static void ids(void *context) {
  void *router = make(context, ZMQ_ROUTER);
  const char *endpoint = bind_somewhere(router);
  void *a = dealer_called(context, "a", endpoint);
  void *b = dealer_called(context, "b", endpoint);
  tell(a, "from a", NULL);
  hear("router", router);
  tell(b, "from", "b", NULL);
  hear("router", router);
  tell(router, "a", "to a", NULL);
  tell(router, "b", "to", "b", NULL);
  tell(router, "c", "to nobody", NULL);
  tell(router, "only an id", NULL);
  hear("a", a);
  hear("b", b);
  void *nameless = make(context, ZMQ_DEALER);
  must(zmq_connect(nameless, endpoint), "connect");
  tell(nameless, "hello", NULL);
  zmq_msg_t id;
  zmq_msg_init(&id);
  must(zmq_msg_recv(&id, router, 0), "id");
  printf("an id of %d bytes that begins with %d\n", (int)zmq_msg_size(&id), *(unsigned char *)zmq_msg_data(&id));
  hear("router, rest", router);
  must(zmq_msg_send(&id, router, ZMQ_SNDMORE), "id");
  tell(router, "welcome", NULL);
  hear("nameless", nameless);
  zmq_close(a);
  zmq_close(b);
  zmq_close(nameless);
  zmq_close(router);
}

static void mandatory(void *context) {
  void *router = make(context, ZMQ_ROUTER);
  set(router, ZMQ_ROUTER_MANDATORY, 1);
  set(router, ZMQ_SNDHWM, 2);
  const char *endpoint = "inproc://mandatory";
  must(zmq_bind(router, endpoint), "bind");
  tell(router, "a", "too early", NULL);
  printf("can send to nobody: %d\n", is_ready(router, ZMQ_POLLOUT, 0));
  void *a = make(context, ZMQ_DEALER);
  set(a, ZMQ_RCVHWM, 2);
  set_text(a, ZMQ_ROUTING_ID, "a");
  must(zmq_connect(a, endpoint), "connect");
  tell(a, "here", NULL);
  hear("router", router);
  printf("can send: %d\n", is_ready(router, ZMQ_POLLOUT, 0));
  int sent = 0;
  while (sent < 100 && zmq_send(router, "a", 1, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0) {
    zmq_send(router, "x", 1, ZMQ_DONTWAIT);
    sent++;
  }
  printf("%d messages, then %s\n", sent, error_name());
  tell(router, "b", "to nobody", NULL);
  for (int i = 0; i < sent; i++)
    hear("a", a);
  hear_nothing("a", a);
  zmq_close(a);
  zmq_close(router);
}

static void handover(void *context, bool hands_over) {
  printf("handover %d\n", hands_over);
  void *router = make(context, ZMQ_ROUTER);
  set(router, ZMQ_ROUTER_HANDOVER, hands_over);
  const char *endpoint = bind_somewhere(router);
  void *first = dealer_called(context, "same", endpoint);
  tell(first, "first", NULL);
  hear("router", router);
  void *second = dealer_called(context, "same", endpoint);
  tell(second, "second", NULL);
  hear_within("router", router, hands_over ? SURE : UNLIKELY);
  tell(router, "same", "to whom?", NULL);
  if (hands_over)
    hear("second", second);
  else
    hear("first", first);
  zmq_close(first);
  zmq_close(second);
  zmq_close(router);
}

static void probe(void *context, int type) {
  void *router = make(context, ZMQ_ROUTER);
  void *prober = make(context, type);
  set(prober, ZMQ_PROBE_ROUTER, 1);
  set_text(prober, ZMQ_ROUTING_ID, "prober");
  must(zmq_connect(prober, bind_somewhere(router)), "connect");
  hear("router", router);
  zmq_close(prober);
  zmq_close(router);
}

static void given_id(void *context) {
  void *a = make(context, ZMQ_ROUTER);
  void *b = make(context, ZMQ_ROUTER);
  set_text(b, ZMQ_ROUTING_ID, "own name");
  const char *endpoint = bind_somewhere(b);
  set(a, ZMQ_ROUTER_MANDATORY, 1);
  set_text(a, ZMQ_ROUTING_ID, "a");
  set_text(a, ZMQ_CONNECT_ROUTING_ID, "given");
  must(zmq_connect(a, endpoint), "connect");
  tell(a, "given", "before the connection is there", NULL);
  tell(a, "own name", "unknown", NULL);
  hear("b", b);
  tell(b, "a", "back", NULL);
  hear("a", a);
  zmq_close(a);
  zmq_close(b);
}

static void dealers(void *context) {
  void *one = make(context, ZMQ_DEALER);
  must(zmq_bind(one, "inproc://dealers"), "bind");
  printf("can send without peers: %d\n", is_ready(one, ZMQ_POLLOUT, 0));
  tell(one, "nobody there", NULL);
  void *others[3];
  for (int i = 0; i < 3; i++) {
    others[i] = make(context, ZMQ_DEALER);
    must(zmq_connect(others[i], "inproc://dealers"), "connect");
  }
  is_ready(one, ZMQ_POLLOUT, SURE);
  for (int i = 0; i < 6; i++) {
    char text[2] = {(char)('0' + i), 0};
    tell(one, text, "second part", NULL);
  }
  for (int i = 0; i < 3; i++) {
    hear("other", others[i]);
    hear("other", others[i]);
    tell(others[i], "back", NULL);
    tell(others[i], "and", "again", NULL);
  }
  for (int i = 0; i < 6; i++)
    hear("one", one);
  for (int i = 0; i < 3; i++)
    zmq_close(others[i]);
  zmq_close(one);
}

int main(void) {
  void *context = zmq_ctx_new();
  ids(context);
  mandatory(context);
  handover(context, false);
  handover(context, true);
  probe(context, ZMQ_DEALER);
  probe(context, ZMQ_REQ);
  given_id(context);
  dealers(context);
  must(zmq_ctx_term(context), "term");
}
