// Peers with which there is no talking, since they say something wrong or refuse: who connected gives up, and may be
// told to connect again.
#include "help.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* The next event's number, or -1 when there is none in time. */
static int event_of(void *monitor, int time) {
  unsigned char event[6];
  char endpoint[200];
  uint16_t number;
  zmq_setsockopt(monitor, ZMQ_RCVTIMEO, &time, sizeof time);
  if (zmq_recv(monitor, event, sizeof event, 0) < 0)
    return -1;
  must(zmq_recv(monitor, endpoint, sizeof endpoint, 0), "endpoint");
  memcpy(&number, event, sizeof number);
  return number;
}

static void *watch(void *context, void *socket, const char *name) {
  void *monitor = make(context, ZMQ_PAIR);
  must(zmq_socket_monitor(socket, name, ZMQ_EVENT_ALL), "monitor");
  must(zmq_connect(monitor, name), "connect");
  return monitor;
}

/* Waits for the disconnection, tells whether it tries again and whether its socket takes messages, and ends both. */
static void given_up(const char *what, void *socket, void *monitor, const char *endpoint) {
  int event, sent = 0, tries = 0;
  while ((event = event_of(monitor, SURE)) >= 0 && event != ZMQ_EVENT_DISCONNECTED)
    ;
  printf("%s: disconnected %d,", what, event == ZMQ_EVENT_DISCONNECTED);
  printf(" tries again %d,", event_of(monitor, 300) >= 0);
  int type;
  size_t size = sizeof type;
  must(zmq_getsockopt(socket, ZMQ_TYPE, &type, &size), "type");
  if (type == ZMQ_DEALER) {
    /* libzmq hears of the end by and by. */
    while ((sent = zmq_send(socket, "x", 1, ZMQ_DONTWAIT)) >= 0 && tries++ < 2000)
      usleep(10000);
    printf(" takes messages %d,", sent >= 0);
  }
  printf(" disconnects %d,", zmq_disconnect(socket, endpoint));
  printf(" connects %d\n", zmq_connect(socket, endpoint));
  must(zmq_socket_monitor(socket, NULL, 0), "monitor");
  zmq_close(socket);
  zmq_close(monitor);
}

static const char *bound(void *socket) {
  static char endpoint[100];
  size_t size = sizeof endpoint;
  must(zmq_bind(socket, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  return endpoint;
}

static void another_mechanism(void *context) {
  static const char greeting[64] = "\377\0\0\0\0\0\0\0\1\177\3\0OTHER";
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  char endpoint[100];
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  must(bind(listener, (struct sockaddr *)&address, size), "bind");
  must(listen(listener, 5), "listen");
  must(getsockname(listener, (struct sockaddr *)&address, &size), "getsockname");
  sprintf(endpoint, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
  void *client = make(context, ZMQ_DEALER), *monitor = watch(context, client, "inproc://mechanism");
  must(zmq_connect(client, endpoint), "connect");
  while (event_of(monitor, SURE) != ZMQ_EVENT_CONNECTED)
    ;
  int peer = accept(listener, NULL, NULL);
  must((int)write(peer, greeting, sizeof greeting), "write");
  given_up("another mechanism", client, monitor, endpoint);
  close(peer);
  close(listener);
}

static void too_long(void *context) {
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL);
  void *monitor = watch(context, pull, "inproc://long");
  int64_t largest = 100;
  char buffer[200] = "";
  must(zmq_setsockopt(pull, ZMQ_MAXMSGSIZE, &largest, sizeof largest), "largest");
  const char *endpoint = bound(push);
  must(zmq_connect(pull, endpoint), "connect");
  must(zmq_send(push, buffer, 100, 0), "send");
  printf("received %d\n", zmq_recv(pull, buffer, sizeof buffer, 0));
  must(zmq_send(push, buffer, 101, 0), "send");
  given_up("too long", pull, monitor, endpoint);
  zmq_close(push);
}

static void refused(void *context) {
  void *handler = make(context, ZMQ_REP), *server = make(context, ZMQ_ROUTER), *client = make(context, ZMQ_DEALER);
  void *monitor = watch(context, client, "inproc://refused");
  int on = 1, time = SURE;
  must(zmq_bind(handler, "inproc://zeromq.zap.01"), "handler");
  must(zmq_setsockopt(handler, ZMQ_RCVTIMEO, &time, sizeof time), "time");
  must(zmq_setsockopt(server, ZMQ_PLAIN_SERVER, &on, sizeof on), "server");
  must(zmq_setsockopt(server, ZMQ_ZAP_DOMAIN, "test", 4), "domain");
  must(zmq_setsockopt(client, ZMQ_PLAIN_USERNAME, "user", 4), "user");
  must(zmq_setsockopt(client, ZMQ_PLAIN_PASSWORD, "wrong", 5), "password");
  const char *endpoint = bound(server);
  must(zmq_connect(client, endpoint), "connect");
  char id[100] = "";
  int more = 1;
  size_t size = sizeof more;
  for (int i = 0; more; i++) {
    char frame[100];
    int length = must(zmq_recv(handler, frame, sizeof frame, 0), "question");
    if (i == 1)
      memcpy(id, frame, (size_t)length);
    must(zmq_getsockopt(handler, ZMQ_RCVMORE, &more, &size), "more");
  }
  const char *const answer[] = {"1.0", id, "400", "no", "", ""};
  for (int i = 0; i < 6; i++)
    must(zmq_send(handler, answer[i], strlen(answer[i]), i < 5 ? ZMQ_SNDMORE : 0), "answer");
  given_up("refused", client, monitor, endpoint);
  zmq_close(server);
  zmq_close(handler);
}

/* A message sent right after zmq_connect is taken, as nobody knows yet what will become of the connection; but for a
 * program that is held up just there, which on a busy machine may be most of the time. */
static void sent_at_once(void *context) {
  enum { TIMES = 100 };
  int on = 1, time = 20, taken = 0;
  void *server = make(context, ZMQ_DEALER);
  must(zmq_setsockopt(server, ZMQ_PLAIN_SERVER, &on, sizeof on), "server");
  const char *endpoint = bound(server);
  for (int i = 0; i < TIMES; i++) {
    void *client = make(context, ZMQ_DEALER);
    must(zmq_setsockopt(client, ZMQ_SNDTIMEO, &time, sizeof time), "time");
    must(zmq_connect(client, endpoint), "connect");
    taken += zmq_send(client, "hello", 5, 0) == 5;
    zmq_close(client);
  }
  printf("sent at once: %s\n", taken > 0 ? "taken" : "refused");
  zmq_close(server);
}

int main(void) {
  void *context = zmq_ctx_new();
  another_mechanism(context);
  too_long(context);
  refused(context);
  sent_at_once(context);
  printf("term %d\n", zmq_ctx_term(context));
  return 0;
}
