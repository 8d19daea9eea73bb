// What a monitor tells of a bound and of a connected socket: connection, handshake, a peer that sends garbage, the end.
#include "help.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static const char *name_of(int event) {
  static const char *const names[] = {"CONNECTED",
                                      "CONNECT_DELAYED",
                                      "CONNECT_RETRIED",
                                      "LISTENING",
                                      "BIND_FAILED",
                                      "ACCEPTED",
                                      "ACCEPT_FAILED",
                                      "CLOSED",
                                      "CLOSE_FAILED",
                                      "DISCONNECTED",
                                      "MONITOR_STOPPED",
                                      "HANDSHAKE_FAILED_NO_DETAIL",
                                      "HANDSHAKE_SUCCEEDED",
                                      "HANDSHAKE_FAILED_PROTOCOL",
                                      "HANDSHAKE_FAILED_AUTH"};
  for (int i = 0; i < 15; i++)
    if (event == 1 << i)
      return names[i];
  return "?";
}

/* Prints what comes, up to the `last` event, however late, and within `time` ms after it; but for delays and retries,
 * of which there may be any number. */
static void show(const char *whose, void *monitor, int last, int time) {
  for (bool over = false;;) {
    int limit = over ? time : SURE;
    zmq_setsockopt(monitor, ZMQ_RCVTIMEO, &limit, sizeof limit);
    unsigned char event[6];
    char endpoint[200];
    uint16_t number;
    uint32_t value;
    if (zmq_recv(monitor, event, sizeof event, 0) != sizeof event)
      return;
    int size = zmq_recv(monitor, endpoint, sizeof endpoint, 0);
    memcpy(&number, event, sizeof number);
    memcpy(&value, event + 2, sizeof value);
    if (number == ZMQ_EVENT_CONNECT_DELAYED || number == ZMQ_EVENT_CONNECT_RETRIED)
      continue;
    over |= number == last;
    printf("%s: %s", whose, name_of(number));
    if (number >= ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
      printf(" %u", (unsigned)value);
    printf(" %.*s\n", size > 0 ? (int)strcspn(endpoint, "1") : 0, endpoint);
  }
}

static void *watch(void *context, void *socket, const char *name) {
  void *monitor = zmq_socket(context, ZMQ_PAIR);
  printf("monitor %d\n", zmq_socket_monitor(socket, name, ZMQ_EVENT_ALL));
  printf("connect %d\n", zmq_connect(monitor, name));
  return monitor;
}

static void garbage(const char *endpoint) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  static const char text[] = "\377\0\0\0\0\0\0\0\1\177\3\1GARBAGE mechanism, that nobody has ever heard of at all";
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 || write(fd, text, 64) < 0)
    perror("garbage");
  /* Goes when the server has had enough. */
  char bytes[100];
  ssize_t size = 1;
  for (int tries = 0; tries < SURE / 20 && (size > 0 || (size < 0 && errno == EAGAIN)); tries++) {
    zmq_poll(NULL, 0, 20);
    size = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
  }
  close(fd);
}

int main(void) {
  void *context = zmq_ctx_new();
  void *server = zmq_socket(context, ZMQ_REP), *client = zmq_socket(context, ZMQ_REQ);
  char endpoint[100];
  size_t size = sizeof endpoint;
  printf("not inproc: %d", zmq_socket_monitor(server, "tcp://127.0.0.1:1", ZMQ_EVENT_ALL));
  printf(" %s\n", zmq_strerror(zmq_errno()));
  void *server_monitor = watch(context, server, "inproc://server"),
       *client_monitor = watch(context, client, "inproc://client");
  zmq_bind(server, "tcp://127.0.0.1:*");
  zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, endpoint, &size);
  show("server", server_monitor, ZMQ_EVENT_LISTENING, 50);
  zmq_connect(client, endpoint);
  char buffer[10];
  zmq_send(client, "hello", 5, 0);
  printf("received %d\n", zmq_recv(server, buffer, sizeof buffer, 0));
  show("server", server_monitor, ZMQ_EVENT_HANDSHAKE_SUCCEEDED, 100);
  show("client", client_monitor, ZMQ_EVENT_HANDSHAKE_SUCCEEDED, 100);
  puts("garbage");
  garbage(endpoint);
  show("server", server_monitor, ZMQ_EVENT_DISCONNECTED, 200);
  zmq_socket_monitor(client, NULL, 0);
  show("client", client_monitor, ZMQ_EVENT_MONITOR_STOPPED, 50);
  zmq_close(client);
  show("server", server_monitor, ZMQ_EVENT_DISCONNECTED, 200);
  zmq_close(server);
  show("server", server_monitor, ZMQ_EVENT_MONITOR_STOPPED, 100);
  zmq_close(server_monitor);
  zmq_close(client_monitor);
  zmq_ctx_term(context);
  return 0;
}
