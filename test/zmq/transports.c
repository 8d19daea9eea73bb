// Every pair of types that may talk, over every transport, whoever binds and whoever comes first; and pairs that may
// not.
// isthmus: --allow-unix --allow-net=127.0.0.1,[::1]
// link: -lzmq
// timeout: 60
#include "zmq-show.h"
#include <netinet/in.h>
#include <sys/socket.h>

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

/* A port that nobody else gets while the descriptor is open; who allows reuse, as the library does, binds to it too. */
static int reserve_port(const char *endpoint, char *chosen, size_t size) {
  int wide = strstr(endpoint, "[::1]") != NULL, on = 1;
  union {
    struct sockaddr any;
    struct sockaddr_in narrow;
    struct sockaddr_in6 wide;
  } address = {.narrow = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};
  if (wide)
    address.wide = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  socklen_t length = wide ? sizeof address.wide : sizeof address.narrow;
  int fd = socket(address.any.sa_family, SOCK_STREAM, 0);
  check(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
  check(bind(fd, &address.any, length) == 0 && getsockname(fd, &address.any, &length) == 0);
  snprintf(chosen, size, "%.*s%d", (int)strlen(endpoint) - 1, endpoint,
           ntohs(wide ? address.wide.sin6_port : address.narrow.sin_port));
  return fd;
}

static void pair(void *context, int from_type, int to_type, const char *endpoint, int from_binds, int bind_first) {
  void *from = make_socket(context, from_type), *to = make_socket(context, to_type);
  void *binder = from_binds ? from : to, *connecter = from_binds ? to : from;
  char chosen[64];
  int reserved = -1;
  set_int(from, ZMQ_IPV6, 1);
  set_int(to, ZMQ_IPV6, 1);
  if (to_type == ZMQ_SUB)
    check(zmq_setsockopt(to, ZMQ_SUBSCRIBE, "", 0) == 0);
  snprintf(chosen, sizeof chosen, "%s", endpoint);
  if (!bind_first && strncmp(endpoint, "tcp", 3) == 0) {
    reserved = reserve_port(endpoint, chosen, sizeof chosen);
  } else if (strncmp(endpoint, "tcp", 3) != 0) {
    snprintf(chosen, sizeof chosen, "%s-%d-%d", endpoint, (int)getpid(), number++);
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
    for (int tries = 0; tries < patience / 20 && !comes_within(from, 20); tries++)
      get_int(to, ZMQ_EVENTS);
    check(comes_within(from, 0) && zmq_recv(from, buffer, 4, 0) == 1 && buffer[0] == 1);
  }
  if (from_type == ZMQ_DEALER && to_type == ZMQ_REP)
    check(zmq_send(from, "", 0, ZMQ_SNDMORE) == 0);
  int parts = 0;
  send_parts(from, "a message", "of two parts");
  /* What is published before the subscription has come is lost. */
  for (int tries = 0; from_type == ZMQ_PUB && tries < patience / 100 && !comes_within(to, 100); tries++)
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
  if (reserved >= 0)
    close(reserved);
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
