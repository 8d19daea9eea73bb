// Endpoints: what can be bound and connected, names of wildcards, unbinding and disconnecting, and what is refused.
// isthmus: --allow-unix --allow-net=127.0.0.1,[::1],0.0.0.0,[::],localhost,8.8.8.8
// link: -lzmq
#include "zmq-show.h"
#include <sys/stat.h>

/* A port of the kernel's choice is told as a letter. */
static void print_endpoint(const char *endpoint) {
  const char *colon = strrchr(endpoint, ':');
  if (strncmp(endpoint, "tcp://", 6) == 0 && colon != NULL && atoi(colon + 1) >= 1024)
    printf("%.*s:PORT\n", (int)(colon - endpoint), endpoint);
  else
    printf("%s\n", endpoint);
}

static void refused(void *context) {
  static const char *const endpoints[] = {
      "",
      "tcp",
      "tcp:",
      "tcp:/",
      "tcp://",
      "://",
      "://a",
      "what://a",
      "TCP://127.0.0.1:*",
      "tcp://127.0.0.1",
      "tcp://127.0.0.1:",
      "tcp://127.0.0.1:port",
      "tcp://127.0.0.1:65536",
      "tcp://127.0.0.1.9:*",
      "tcp://no-such-device:*",
      "tcp://8.8.8.8:*",
      "ipc://",
      "ipc://no-such-directory/socket",
      "inproc://",
  };
  void *socket = make_socket(context, ZMQ_DEALER);
  for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
    int result = zmq_bind(socket, endpoints[i]);
    printf("bind [%s]: %s\n", endpoints[i], result == 0 ? "bound" : errno_name(errno));
  }
  static const char *const connected[] = {
      "", "tcp", "what://a", "tcp://127.0.0.1", "tcp://127.0.0.1:*", "tcp://127.0.0.1:port", "ipc://", "inproc://"};
  for (size_t i = 0; i < sizeof connected / sizeof connected[0]; i++) {
    int result = zmq_connect(socket, connected[i]);
    printf("connect [%s]: %s\n", connected[i], result == 0 ? "connected" : errno_name(errno));
  }
  char path[200] = "ipc://";
  memset(path + 6, 'p', 150);
  show(zmq_bind(socket, path));
  show(zmq_connect(socket, path));
  set_int(socket, ZMQ_LINGER, 0);
  check(zmq_close(socket) == 0);
}

static void wildcards(void *context) {
  static const char *const endpoints[] = {
      "tcp://127.0.0.1:*", "tcp://127.0.0.1:0", "tcp://*:*",      "tcp://0.0.0.0:*",
      "tcp://lo:*",        "inproc://name",     "ipc://a.socket", "ipc://@abstract-isthmus-endpoints"};
  for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
    void *socket = make_socket(context, ZMQ_REP), *other = make_socket(context, ZMQ_REP);
    if (zmq_bind(socket, endpoints[i]) != 0) {
      printf("%s: %s\n", endpoints[i], errno_name(errno));
    } else {
      const char *endpoint = last_endpoint(socket);
      printf("%s: ", endpoints[i]);
      print_endpoint(endpoint);
      int result = zmq_bind(other, endpoint);
      printf("bound again: %s\n", result == 0 ? "bound" : errno_name(errno));
      show(zmq_unbind(socket, endpoint));
      show(zmq_unbind(socket, endpoint));
    }
    check(zmq_close(socket) == 0 && zmq_close(other) == 0);
  }
  void *socket = make_socket(context, ZMQ_REP);
  set_int(socket, ZMQ_IPV6, 1);
  static const char *const wide[] = {"tcp://[::1]:*", "tcp://[::]:*", "tcp://*:*", "tcp://::1:*"};
  for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
    int result = zmq_bind(socket, wide[i]);
    printf("with IPv6, %s: ", wide[i]);
    if (result == 0)
      print_endpoint(last_endpoint(socket));
    else
      printf("%s\n", errno_name(errno));
  }
  check(zmq_close(socket) == 0);
  socket = make_socket(context, ZMQ_REP);
  int result = zmq_bind(socket, "tcp://[::1]:*");
  printf("without IPv6, tcp://[::1]:*: %s\n", result == 0 ? "bound" : errno_name(errno));
  check(zmq_close(socket) == 0);
}

static void files(void *context) {
  struct stat status;
  void *socket = make_socket(context, ZMQ_PULL);
  show(zmq_bind(socket, "ipc://made.socket"));
  printf("a socket %d\n", stat("made.socket", &status) == 0 && S_ISSOCK(status.st_mode));
  show(zmq_unbind(socket, "ipc://made.socket"));
  settle(100);
  show(stat("made.socket", &status));
  /* What a process that was killed has left behind is no obstacle. */
  FILE *left = fopen("left.socket", "w");
  check(left != NULL && fclose(left) == 0);
  show(zmq_bind(socket, "ipc://left.socket"));
  check(zmq_close(socket) == 0);
  settle(100);
  show(stat("left.socket", &status));
}

static void ends(void *context) {
  void *server = make_socket(context, ZMQ_PULL), *client = make_socket(context, ZMQ_PUSH);
  show(zmq_unbind(server, "tcp://127.0.0.1:5555"));
  show(zmq_disconnect(client, "tcp://127.0.0.1:5555"));
  show(zmq_unbind(server, "inproc://ends"));
  show(zmq_disconnect(client, "inproc://ends"));
  show(zmq_unbind(server, "nothing"));
  show(zmq_disconnect(client, "what://nothing"));
  const char *endpoint = bound(server, "tcp://127.0.0.1:*");
  show(zmq_connect(client, endpoint));
  check(strcmp(last_endpoint(client), endpoint) == 0);
  show(zmq_connect(client, endpoint));
  send_text(client, "one", 0);
  expect("server", server);
  show(zmq_disconnect(client, endpoint));
  show(zmq_disconnect(client, endpoint));
  show(zmq_disconnect(client, endpoint));
  show(zmq_send(client, "x", 1, ZMQ_DONTWAIT));
  printf("server still says its endpoint %d\n", strcmp(last_endpoint(server), endpoint) == 0);
  show(zmq_unbind(server, endpoint));
  printf("afterwards too %d\n", strcmp(last_endpoint(server), endpoint) == 0);
  show(zmq_bind(server, "inproc://ends"));
  show(zmq_connect(client, "inproc://ends"));
  show(zmq_send(client, "x", 1, 0));
  expect("server", server);
  show(zmq_disconnect(client, "inproc://ends"));
  show(zmq_unbind(server, "inproc://ends"));
  show(zmq_bind(server, "inproc://ends"));
  set_int(client, ZMQ_LINGER, 0);
  check(zmq_close(client) == 0 && zmq_close(server) == 0);
}

/* One socket, many endpoints of all kinds. */
static void many(void *context) {
  void *server = make_socket(context, ZMQ_PULL);
  const char *endpoints[] = {bound(server, "tcp://127.0.0.1:*"), bound(server, "tcp://127.0.0.1:*"),
                             bound(server, "ipc://many.socket"), bound(server, "ipc://@isthmus-many"),
                             bound(server, "inproc://many")};
  for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
    void *client = make_socket(context, ZMQ_PUSH);
    check(zmq_connect(client, endpoints[i]) == 0);
    char text[32];
    snprintf(text, sizeof text, "by endpoint %zu", i);
    send_text(client, text, 0);
    expect("server", server);
    check(zmq_close(client) == 0);
  }
  void *client = make_socket(context, ZMQ_PUSH);
  check(zmq_connect(client, "tcp://localhost:1") == 0);
  check(zmq_disconnect(client, "tcp://localhost:1") == 0);
  set_int(client, ZMQ_LINGER, 0);
  check(zmq_close(client) == 0 && zmq_close(server) == 0);
}

int main(void) {
  begin();
  void *context = zmq_ctx_new();
  refused(context);
  wildcards(context);
  files(context);
  ends(context);
  many(context);
  check(zmq_ctx_term(context) == 0);
  return 0;
}
