// Every option that can be read: its value in a new socket of each type, its size, and what is refused.
// isthmus: --allow-unix --allow-net=127.0.0.1,[::1]
// link: -lzmq
#include "zmq-show.h"

#define NAMED(option)                                                                                                  \
  { option, #option }
static const struct {
  int option;
  const char *name;
} integers[] = {
    NAMED(ZMQ_BACKLOG),
    NAMED(ZMQ_CONFLATE),
    NAMED(ZMQ_CONNECT_TIMEOUT),
    NAMED(ZMQ_EVENTS),
    NAMED(ZMQ_HANDSHAKE_IVL),
    NAMED(ZMQ_HEARTBEAT_IVL),
    NAMED(ZMQ_HEARTBEAT_TTL),
    NAMED(ZMQ_HEARTBEAT_TIMEOUT),
    NAMED(ZMQ_IMMEDIATE),
    NAMED(ZMQ_INVERT_MATCHING),
    NAMED(ZMQ_IPV6),
    NAMED(ZMQ_IPV4ONLY),
    NAMED(ZMQ_LINGER),
    NAMED(ZMQ_MECHANISM),
    NAMED(ZMQ_MULTICAST_HOPS),
    NAMED(ZMQ_MULTICAST_MAXTPDU),
    NAMED(ZMQ_PLAIN_SERVER),
    NAMED(ZMQ_RATE),
    NAMED(ZMQ_RCVBUF),
    NAMED(ZMQ_RCVHWM),
    NAMED(ZMQ_RCVMORE),
    NAMED(ZMQ_RCVTIMEO),
    NAMED(ZMQ_RECONNECT_IVL),
    NAMED(ZMQ_RECONNECT_IVL_MAX),
    NAMED(ZMQ_RECOVERY_IVL),
    NAMED(ZMQ_SNDBUF),
    NAMED(ZMQ_SNDHWM),
    NAMED(ZMQ_SNDTIMEO),
    NAMED(ZMQ_TCP_KEEPALIVE),
    NAMED(ZMQ_TCP_KEEPALIVE_CNT),
    NAMED(ZMQ_TCP_KEEPALIVE_IDLE),
    NAMED(ZMQ_TCP_KEEPALIVE_INTVL),
    NAMED(ZMQ_TCP_MAXRT),
    NAMED(ZMQ_THREAD_SAFE),
    NAMED(ZMQ_TOS),
    NAMED(ZMQ_TYPE),
    NAMED(ZMQ_USE_FD),
    /* These can't be read. */
    NAMED(ZMQ_SUBSCRIBE),
    NAMED(ZMQ_UNSUBSCRIBE),
    NAMED(ZMQ_XPUB_VERBOSE),
    NAMED(ZMQ_XPUB_NODROP),
    NAMED(ZMQ_ROUTER_MANDATORY),
    NAMED(ZMQ_ROUTER_HANDOVER),
    NAMED(ZMQ_PROBE_ROUTER),
    NAMED(ZMQ_REQ_CORRELATE),
    NAMED(ZMQ_REQ_RELAXED),
    NAMED(ZMQ_XPUB_MANUAL),
    NAMED(ZMQ_STREAM_NOTIFY),
    NAMED(ZMQ_CONNECT_ROUTING_ID),
    NAMED(ZMQ_TCP_ACCEPT_FILTER),
    NAMED(ZMQ_ROUTER_RAW),
    {4711, "4711"},
    {-1, "-1"},
};
static const struct {
  int option;
  const char *name;
} texts[] = {
    NAMED(ZMQ_ROUTING_ID), NAMED(ZMQ_LAST_ENDPOINT), NAMED(ZMQ_PLAIN_USERNAME), NAMED(ZMQ_PLAIN_PASSWORD),
    NAMED(ZMQ_ZAP_DOMAIN), NAMED(ZMQ_SOCKS_PROXY),   NAMED(ZMQ_BINDTODEVICE),   NAMED(ZMQ_XPUB_WELCOME_MSG),
};

static void defaults(void *context, int type) {
  void *socket = make_socket(context, type);
  printf("type %d\n", type);
  for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
    unsigned char value[64];
    memset(value, 0x55, sizeof value);
    size_t size = sizeof(int);
    int result = zmq_getsockopt(socket, integers[i].option, value, &size);
    if (result != 0)
      printf("  %s: %s\n", integers[i].name, errno_name(errno));
    else
      printf("  %s: %d, size %zu\n", integers[i].name, *(int *)(void *)value, size);
  }
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    char value[256];
    memset(value, 0x55, sizeof value);
    size_t size = sizeof value;
    int result = zmq_getsockopt(socket, texts[i].option, value, &size);
    printf("  %s: ", texts[i].name);
    if (result != 0)
      printf("%s\n", errno_name(errno));
    else {
      print_bytes(value, size);
      putchar('\n');
    }
  }
  int64_t maximum = 0;
  uint64_t affinity = 7;
  size_t size = sizeof maximum;
  check(zmq_getsockopt(socket, ZMQ_MAXMSGSIZE, &maximum, &size) == 0 && size == 8);
  check(zmq_getsockopt(socket, ZMQ_AFFINITY, &affinity, &size) == 0 && size == 8);
  printf("  ZMQ_MAXMSGSIZE %lld, ZMQ_AFFINITY %lld\n", (long long)maximum, (long long)affinity);
  printf("  ZMQ_FD %d\n", get_int(socket, ZMQ_FD) >= 0);
  check(zmq_close(socket) == 0);
}

static void sizes(void *context) {
  void *socket = make_socket(context, ZMQ_DEALER);
  long long value = 0;
  size_t size = 1;
  show(zmq_getsockopt(socket, ZMQ_LINGER, &value, &size));
  size = 0;
  show(zmq_getsockopt(socket, ZMQ_TYPE, &value, &size));
  size = 8;
  show(zmq_getsockopt(socket, ZMQ_LINGER, &value, &size));
  size = 4;
  show(zmq_getsockopt(socket, ZMQ_MAXMSGSIZE, &value, &size));
  show(zmq_getsockopt(socket, ZMQ_AFFINITY, &value, &size));
  size = 3;
  show(zmq_getsockopt(socket, ZMQ_RCVMORE, &value, &size));
  show(zmq_getsockopt(socket, ZMQ_EVENTS, &value, &size));
  show(zmq_getsockopt(socket, ZMQ_FD, &value, &size));
  show(zmq_bind(socket, "inproc://a-name-of-some-length"));
  char text[64];
  size = 10;
  show(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, text, &size));
  size = sizeof text;
  show(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, text, &size));
  printf("%zu %s\n", size, text);
  show(zmq_setsockopt(socket, ZMQ_ROUTING_ID, "identity", 8));
  size = 7;
  show(zmq_getsockopt(socket, ZMQ_ROUTING_ID, text, &size));
  size = 8;
  show(zmq_getsockopt(socket, ZMQ_ROUTING_ID, text, &size));
  printf("%zu %.8s\n", size, text);
  check(zmq_close(socket) == 0);
}

int main(void) {
  begin();
  void *context = zmq_ctx_new();
  for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++)
    defaults(context, type);
  sizes(context);
  check(zmq_ctx_term(context) == 0);
  return 0;
}
