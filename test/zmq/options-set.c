// Every option that can be set: good values, values out of range, wrong sizes, and options of other types.
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
    NAMED(ZMQ_HANDSHAKE_IVL),
    NAMED(ZMQ_HEARTBEAT_IVL),
    NAMED(ZMQ_HEARTBEAT_TIMEOUT),
    NAMED(ZMQ_IMMEDIATE),
    NAMED(ZMQ_IPV6),
    NAMED(ZMQ_IPV4ONLY),
    NAMED(ZMQ_LINGER),
    NAMED(ZMQ_MULTICAST_HOPS),
    NAMED(ZMQ_MULTICAST_MAXTPDU),
    NAMED(ZMQ_PLAIN_SERVER),
    NAMED(ZMQ_RATE),
    NAMED(ZMQ_RCVBUF),
    NAMED(ZMQ_RCVHWM),
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
    NAMED(ZMQ_TOS),
    NAMED(ZMQ_ROUTER_MANDATORY),
    NAMED(ZMQ_ROUTER_HANDOVER),
    NAMED(ZMQ_ROUTER_RAW),
    NAMED(ZMQ_PROBE_ROUTER),
    NAMED(ZMQ_REQ_CORRELATE),
    NAMED(ZMQ_REQ_RELAXED),
    NAMED(ZMQ_XPUB_VERBOSE),
    NAMED(ZMQ_XPUB_VERBOSER),
    NAMED(ZMQ_XPUB_NODROP),
    NAMED(ZMQ_XPUB_MANUAL),
    NAMED(ZMQ_STREAM_NOTIFY),
    NAMED(ZMQ_USE_FD),
    /* These can't be set. */
    NAMED(ZMQ_TYPE),
    NAMED(ZMQ_FD),
    NAMED(ZMQ_EVENTS),
    NAMED(ZMQ_RCVMORE),
    NAMED(ZMQ_MECHANISM),
    NAMED(ZMQ_LAST_ENDPOINT),
    NAMED(ZMQ_THREAD_SAFE),
    {4711, "4711"},
};
static const int values[] = {-2, -1, 0, 1, 2, 100, 7000000};

/* What can be set is read back where that is possible. */
static void tries(void *context, int type) {
  printf("type %d\n", type);
  for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
    int of_router = integers[i].option == ZMQ_ROUTER_MANDATORY || integers[i].option == ZMQ_ROUTER_HANDOVER ||
                    integers[i].option == ZMQ_ROUTER_RAW || integers[i].option == ZMQ_PROBE_ROUTER;
    /* libzmq takes them from a REP too, which is no use. */
    if (type == ZMQ_REP && of_router)
      continue;
    void *socket = make_socket(context, type);
    printf("  %s:", integers[i].name);
    for (size_t j = 0; j < sizeof values / sizeof values[0]; j++) {
      int value = 0;
      size_t size = sizeof value;
      if (zmq_setsockopt(socket, integers[i].option, &values[j], sizeof values[j]) != 0)
        printf(" %s", errno_name(errno));
      else if (zmq_getsockopt(socket, integers[i].option, &value, &size) == 0)
        printf(" %d", value);
      else
        printf(" set");
    }
    long long wide = 1;
    printf(", 8 bytes %d, 2 bytes %d, none %d\n", zmq_setsockopt(socket, integers[i].option, &wide, 8),
           zmq_setsockopt(socket, integers[i].option, &wide, 2), zmq_setsockopt(socket, integers[i].option, NULL, 0));
    check(zmq_close(socket) == 0);
  }
}

/* The time to live goes over the wire in tenths of a second. */
static void tenths(void *context) {
  void *socket = make_socket(context, ZMQ_DEALER);
  static const int times[] = {0, 100, 150, 199, 250, 6553599, 6553600};
  for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
    int result = zmq_setsockopt(socket, ZMQ_HEARTBEAT_TTL, &times[i], sizeof times[i]);
    printf("ZMQ_HEARTBEAT_TTL %d: %s, is %d\n", times[i], result == 0 ? "set" : errno_name(errno),
           get_int(socket, ZMQ_HEARTBEAT_TTL));
  }
  check(zmq_close(socket) == 0);
}

static void numbers_of_64_bits(void *context) {
  void *socket = make_socket(context, ZMQ_PULL);
  for (int64_t value = -2; value <= 1000; value += 501) {
    int64_t back = 0;
    size_t size = sizeof back;
    printf("ZMQ_MAXMSGSIZE %lld: %d", (long long)value, zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &value, 8));
    check(zmq_getsockopt(socket, ZMQ_MAXMSGSIZE, &back, &size) == 0);
    printf(", is %lld\n", (long long)back);
  }
  int narrow = 5;
  show(zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &narrow, sizeof narrow));
  show(zmq_setsockopt(socket, ZMQ_AFFINITY, &narrow, sizeof narrow));
  uint64_t affinity = 1;
  show(zmq_setsockopt(socket, ZMQ_AFFINITY, &affinity, sizeof affinity));
  check(zmq_close(socket) == 0);
}

static void show_text(void *socket, int option) {
  char text[300];
  size_t size = sizeof text;
  if (zmq_getsockopt(socket, option, text, &size) != 0)
    printf("  %s\n", errno_name(errno));
  else {
    printf("  ");
    print_bytes(text, size);
    putchar('\n');
  }
}

static void names(void *context) {
  char longest[257];
  memset(longest, 'n', sizeof longest);
  for (int type = ZMQ_SUB; type <= ZMQ_ROUTER; type++) {
    void *socket = make_socket(context, type);
    printf("type %d\n", type);
    show(zmq_setsockopt(socket, ZMQ_ROUTING_ID, "", 0));
    show(zmq_setsockopt(socket, ZMQ_ROUTING_ID, longest, 256));
    show(zmq_setsockopt(socket, ZMQ_ROUTING_ID, "\0zero first", 11));
    show_text(socket, ZMQ_ROUTING_ID);
    show(zmq_setsockopt(socket, ZMQ_ROUTING_ID, longest, 255));
    show_text(socket, ZMQ_ROUTING_ID);
    show(zmq_setsockopt(socket, ZMQ_ROUTING_ID, "a\0b", 3));
    show_text(socket, ZMQ_ROUTING_ID);
    if (type != ZMQ_REP) {
      show(zmq_setsockopt(socket, ZMQ_CONNECT_ROUTING_ID, "peer", 4));
      show(zmq_setsockopt(socket, ZMQ_CONNECT_ROUTING_ID, "", 0));
    }
    show(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "topic", 5));
    show(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0));
    show(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, NULL, 0));
    show(zmq_setsockopt(socket, ZMQ_UNSUBSCRIBE, "topic", 5));
    show(zmq_setsockopt(socket, ZMQ_UNSUBSCRIBE, "never", 5));
    show(zmq_setsockopt(socket, ZMQ_XPUB_WELCOME_MSG, "welcome", 7));
    check(zmq_close(socket) == 0);
  }
}

static void security(void *context) {
  void *socket = make_socket(context, ZMQ_DEALER);
  char longest[256];
  memset(longest, 'u', sizeof longest);
  show(get_int(socket, ZMQ_MECHANISM));
  show(zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, "user", 4));
  show(get_int(socket, ZMQ_MECHANISM));
  show_text(socket, ZMQ_PLAIN_USERNAME);
  show(zmq_setsockopt(socket, ZMQ_PLAIN_PASSWORD, "secret", 6));
  show_text(socket, ZMQ_PLAIN_PASSWORD);
  show(zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, longest, 256));
  show(zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, "", 0));
  show(zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, NULL, 0));
  show(get_int(socket, ZMQ_MECHANISM));
  set_int(socket, ZMQ_PLAIN_SERVER, 1);
  show(get_int(socket, ZMQ_MECHANISM));
  show(get_int(socket, ZMQ_PLAIN_SERVER));
  set_int(socket, ZMQ_PLAIN_SERVER, 0);
  show(get_int(socket, ZMQ_MECHANISM));
  show(zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, "domain", 6));
  show_text(socket, ZMQ_ZAP_DOMAIN);
  show(zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, longest, 256));
  show(zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, NULL, 0));
  show_text(socket, ZMQ_ZAP_DOMAIN);
  show(zmq_setsockopt(socket, ZMQ_SOCKS_PROXY, NULL, 0));
  show_text(socket, ZMQ_SOCKS_PROXY);
  check(zmq_close(socket) == 0);
}

int main(void) {
  begin();
  void *context = zmq_ctx_new();
  for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++)
    tries(context, type);
  tenths(context);
  numbers_of_64_bits(context);
  names(context);
  security(context);
  check(zmq_ctx_term(context) == 0);
  return 0;
}
