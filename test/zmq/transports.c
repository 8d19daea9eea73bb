// Every pair of types that may talk, over every transport, whoever binds and whoever comes first; and pairs that may
// not.
// isthmus: --allow-unix --allow-net=127.0.0.1,[::1]
// link: -lzmq
// timeout: 60
#include "zmq-show.h"

static const struct {
  const char *name;
  int from, to;
} pairs[] = {
    {"PUSH PULL", ZMQ_PUSH, ZMQ_PULL},
    {"PAIR PAIR", ZMQ_PAIR, ZMQ_PAIR},
    {"REQ REP", ZMQ_REQ, ZMQ_REP},
    {"REQ ROUTER", ZMQ_REQ, ZMQ_ROUTER},
    {"DEALER REP", ZMQ_DEALER, ZMQ_REP},
    {"DEALER DEALER", ZMQ_DEALER, ZMQ_DEALER},
    {"DEALER ROUTER", ZMQ_DEALER, ZMQ_ROUTER},
    {"PUB SUB", ZMQ_PUB, ZMQ_SUB},
    {"PUB XSUB", ZMQ_PUB, ZMQ_XSUB},
    {"XPUB SUB", ZMQ_XPUB, ZMQ_SUB},
    {"XPUB XSUB", ZMQ_XPUB, ZMQ_XSUB},
};
static const char *const endpoints[] = {"inproc://pair", "tcp://127.0.0.1:*", "tcp://[::1]:*", "ipc://pair.socket",
                                        "ipc://@isthmus-transports"};
static int number;

static void pair(void *context, int from_type, int to_type, const char *endpoint, int from_binds, int bind_first) {
  void *from = make_socket(context, from_type), *to = make_socket(context, to_type);
  void *binder = from_binds ? from : to, *connecter = from_binds ? to : from;
  char chosen[64];
  set_int(from, ZMQ_IPV6, 1);
  set_int(to, ZMQ_IPV6, 1);
  if (to_type == ZMQ_SUB)
    check(zmq_setsockopt(to, ZMQ_SUBSCRIBE, "", 0) == 0);
  snprintf(chosen, sizeof chosen, "%s", endpoint);
  if (!bind_first && strncmp(endpoint, "tcp", 3) == 0) {
    /* A port that is free, for both to agree on. */
    void *other = make_socket(context, ZMQ_PAIR);
    set_int(other, ZMQ_IPV6, 1);
    snprintf(chosen, sizeof chosen, "%s", bound(other, endpoint));
    check(zmq_unbind(other, chosen) == 0 && zmq_close(other) == 0);
    settle(20);
  } else if (strncmp(endpoint, "tcp", 3) != 0) {
    snprintf(chosen, sizeof chosen, "%s-%d", endpoint, number++);
  }
  set_int(connecter, ZMQ_RECONNECT_IVL, 20);
  if (bind_first) {
    check(zmq_bind(binder, chosen) == 0);
    check(zmq_connect(connecter, last_endpoint(binder)) == 0);
  } else {
    check(zmq_connect(connecter, chosen) == 0);
    if (strncmp(endpoint, "inproc", 6) != 0)
      settle(20);
    check(zmq_bind(binder, chosen) == 0);
  }
  if (to_type == ZMQ_XSUB)
    check(zmq_send(to, "\1", 1, 0) == 1);
  if (from_type == ZMQ_XPUB || from_type == ZMQ_PUB)
    for (int i = 0; i < 3; i++) {
      /* A socket that has bound notices who has come in the calls on it. */
      settle(20);
      get_int(to, ZMQ_EVENTS);
      get_int(from, ZMQ_EVENTS);
    }
  if (from_type == ZMQ_XPUB) {
    char buffer[4];
    check(comes_within(from, patience) && zmq_recv(from, buffer, 4, 0) == 1 && buffer[0] == 1);
  }
  if (from_type == ZMQ_DEALER && to_type == ZMQ_REP)
    check(zmq_send(from, "", 0, ZMQ_SNDMORE) == 0);
  int parts = 0;
  send_parts(from, "a message", "of two parts");
  if (!comes_within(to, patience)) {
    printf("nothing comes");
  } else {
    zmq_msg_t message;
    int more;
    zmq_msg_init(&message);
    do {
      check(zmq_msg_recv(&message, to, 0) >= 0);
      more = zmq_msg_more(&message);
      parts++;
    } while (more);
    printf(" %d", parts);
    zmq_msg_close(&message);
  }
  set_int(from, ZMQ_LINGER, 0);
  set_int(to, ZMQ_LINGER, 0);
  check(zmq_close(from) == 0 && zmq_close(to) == 0);
}

/* A pair that may not talk: nothing comes, and the connecter's side gives up or tries again, as it likes. */
static void mismatch(void *context, int from_type, int to_type) {
  void *from = make_socket(context, from_type), *to = make_socket(context, to_type);
  check(zmq_connect(from, bound(to, "tcp://127.0.0.1:*")) == 0);
  settle(50);
  zmq_send(from, "wrong", 5, ZMQ_DONTWAIT);
  printf("%d to %d: %d\n", from_type, to_type, comes_within(to, 60));
  set_int(from, ZMQ_LINGER, 0);
  check(zmq_close(from) == 0 && zmq_close(to) == 0);
}

int main(void) {
  begin();
  void *context = zmq_ctx_new();
  for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++)
    for (size_t j = 0; j < sizeof pairs / sizeof pairs[0]; j++) {
      printf("%s, %s:", endpoints[i], pairs[j].name);
      for (int way = 0; way < 4; way++)
        pair(context, pairs[j].from, pairs[j].to, endpoints[i], way & 1, way < 2);
      printf("\n");
    }
  mismatch(context, ZMQ_PUSH, ZMQ_SUB);
  mismatch(context, ZMQ_REQ, ZMQ_PULL);
  mismatch(context, ZMQ_REQ, ZMQ_DEALER);
  mismatch(context, ZMQ_PAIR, ZMQ_ROUTER);
  mismatch(context, ZMQ_DEALER, ZMQ_PULL);
  check(zmq_ctx_term(context) == 0);
  return 0;
}
