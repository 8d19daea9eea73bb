// zmq_socket_monitor: which events come, in which order, with which endpoint.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"
#include <netinet/in.h>
#include <sys/socket.h>

static const struct {
  int event;
  const char *name;
} events[] = {
#define EVENT(name)                                                                                                    \
  { ZMQ_EVENT_##name, #name }
    EVENT(CONNECTED),
    EVENT(CONNECT_DELAYED),
    EVENT(CONNECT_RETRIED),
    EVENT(LISTENING),
    EVENT(BIND_FAILED),
    EVENT(ACCEPTED),
    EVENT(ACCEPT_FAILED),
    EVENT(CLOSED),
    EVENT(CLOSE_FAILED),
    EVENT(DISCONNECTED),
    EVENT(MONITOR_STOPPED),
    EVENT(HANDSHAKE_FAILED_NO_DETAIL),
    EVENT(HANDSHAKE_SUCCEEDED),
    EVENT(HANDSHAKE_FAILED_PROTOCOL),
    EVENT(HANDSHAKE_FAILED_AUTH),
};

static void *watch(void *context, void *socket, const char *name, int mask) {
  check(zmq_socket_monitor(socket, name, mask) == 0);
  void *monitor = make_socket(context, ZMQ_PAIR);
  check(zmq_connect(monitor, name) == 0);
  return monitor;
}

/* Prints the next event; of values only those that are the same on every machine. */
static int next_event(const char *who, void *monitor, const char *endpoint) {
  unsigned char head[6];
  char text[128];
  if (!comes_within(monitor, patience)) {
    printf("%s: no event\n", who);
    return 0;
  }
  check(zmq_recv(monitor, head, sizeof head, 0) == 6 && get_int(monitor, ZMQ_RCVMORE) == 1);
  int size = zmq_recv(monitor, text, sizeof text - 1, 0);
  check(size >= 0 && get_int(monitor, ZMQ_RCVMORE) == 0);
  text[size] = 0;
  uint16_t event;
  int32_t value;
  memcpy(&event, head, 2);
  memcpy(&value, head + 2, 4);
  for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
    if (events[i].event == event)
      printf("%s: %s", who, events[i].name);
  if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
    printf(" %x", (unsigned)value);
  else if (event == ZMQ_EVENT_BIND_FAILED)
    printf(" %s", errno_name(value));
  else if (event == ZMQ_EVENT_LISTENING || event == ZMQ_EVENT_ACCEPTED || event == ZMQ_EVENT_CONNECTED)
    printf(" of a descriptor %d", value > 2);
  if (event == ZMQ_EVENT_MONITOR_STOPPED)
    printf(" [%s]", text);
  else if (event != ZMQ_EVENT_BIND_FAILED)
    printf(", the endpoint %d", strcmp(text, endpoint) == 0);
  printf("\n");
  return event;
}

static void life(const char *endpoint) {
  printf("over %.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *server = make_socket(context, ZMQ_REP), *client = make_socket(context, ZMQ_REQ);
  set_int(client, ZMQ_RECONNECT_IVL, 50);
  void *sees_server = watch(context, server, "inproc://server", ZMQ_EVENT_ALL);
  void *sees_client = watch(context, client, "inproc://client", ZMQ_EVENT_ALL);
  const char *at = bound(server, endpoint);
  next_event("server", sees_server, at);
  check(zmq_connect(client, at) == 0);
  send_text(client, "x", 0);
  expect("rep", server);
  for (int i = 0; i < 2; i++)
    next_event("server", sees_server, at);
  int event = next_event("client", sees_client, at);
  if (event == ZMQ_EVENT_CONNECT_DELAYED)
    next_event("client", sees_client, at);
  next_event("client", sees_client, at);
  /* The server goes. */
  set_int(server, ZMQ_LINGER, 0);
  check(zmq_close(server) == 0);
  do
    event = next_event("server", sees_server, at);
  while (event != 0 && event != ZMQ_EVENT_MONITOR_STOPPED);
  next_event("client", sees_client, at);
  next_event("client", sees_client, at);
  check(zmq_socket_monitor(client, NULL, 0) == 0);
  do {
    unsigned char head[6];
    char text[128];
    check(zmq_recv(sees_client, head, 6, 0) == 6 && zmq_recv(sees_client, text, sizeof text, 0) >= 0);
    uint16_t code;
    memcpy(&code, head, 2);
    event = code;
  } while (event != ZMQ_EVENT_MONITOR_STOPPED);
  printf("stopped\n");
  finish(context, client, sees_server, sees_client);
}

static void chosen(void) {
  printf("chosen events\n");
  void *context = zmq_ctx_new(), *server = make_socket(context, ZMQ_PULL), *other = make_socket(context, ZMQ_PULL);
  void *client = make_socket(context, ZMQ_PUSH);
  void *monitor = watch(context, server, "inproc://m", ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_BIND_FAILED);
  const char *at = bound(other, "tcp://127.0.0.1:*");
  check(zmq_bind(server, at) == -1);
  next_event("server", monitor, at);
  const char *mine = bound(server, "tcp://127.0.0.1:*");
  check(zmq_connect(client, mine) == 0);
  next_event("server", monitor, mine);
  finish(context, server, other, client, monitor);
}

/* Nobody listens: tried again and again, at growing intervals. */
static void retries(void) {
  printf("retries\n");
  void *context = zmq_ctx_new(), *client = make_socket(context, ZMQ_PUSH);
  set_int(client, ZMQ_RECONNECT_IVL, 10);
  set_int(client, ZMQ_RECONNECT_IVL_MAX, 40);
  void *monitor = watch(context, client, "inproc://m", ZMQ_EVENT_ALL);
  const char *at = "tcp://127.0.0.1:1";
  check(zmq_connect(client, at) == 0);
  for (int i = 0; i < 6; i++)
    next_event("client", monitor, at);
  finish(context, client, monitor);
}

static int raw_client(const char *at) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(strrchr(at, ':') + 1))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  check(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
  return fd;
}

/* Peers that do not speak the protocol. */
static void strangers(void) {
  printf("strangers\n");
  void *context = zmq_ctx_new(), *server = make_socket(context, ZMQ_PULL);
  set_int(server, ZMQ_HANDSHAKE_IVL, 100);
  void *monitor = watch(context, server, "inproc://m", ZMQ_EVENT_ALL & ~ZMQ_EVENT_LISTENING);
  const char *at = bound(server, "tcp://127.0.0.1:*");
  int fd = raw_client(at);
  next_event("silent", monitor, at);
  next_event("silent", monitor, at);
  next_event("silent", monitor, at);
  char byte;
  long long total = 0;
  for (ssize_t count; (count = read(fd, &byte, 1)) > 0;)
    total += count;
  printf("a greeting was heard %d\n", total >= 10);
  close(fd);
  fd = raw_client(at);
  next_event("goes at once", monitor, at);
  close(fd);
  next_event("goes at once", monitor, at);
  next_event("goes at once", monitor, at);
  finish(context, server, monitor);
}

static void refused(void) {
  void *context = zmq_ctx_new(), *socket = make_socket(context, ZMQ_PULL);
  show(zmq_socket_monitor(socket, "tcp://127.0.0.1:*", ZMQ_EVENT_ALL));
  show(zmq_socket_monitor(socket, "nonsense", ZMQ_EVENT_ALL));
  show(zmq_socket_monitor(socket, "inproc://m", ZMQ_EVENT_ALL));
  void *monitor = make_socket(context, ZMQ_PAIR);
  check(zmq_connect(monitor, "inproc://m") == 0);
  show(zmq_socket_monitor(socket, NULL, 0));
  finish(context, socket, monitor);
}

int main(void) {
  begin();
  life("tcp://127.0.0.1:*");
  life("ipc://monitor.socket");
  chosen();
  retries();
  strangers();
  refused();
  return 0;
}
