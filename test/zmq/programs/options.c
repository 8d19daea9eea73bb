// Options of sockets and contexts, and the errors of handles and endpoints: what is answered to each call.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

static void tell(const char *what, int result) {
  printf("%s: %d%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? zmq_strerror(zmq_errno()) : "");
}

static void number(void *socket, const char *name, int option, int value) {
  int got = -12345;
  size_t size = sizeof got;
  char text[80];
  snprintf(text, sizeof text, "set %s %d", name, value);
  tell(text, zmq_setsockopt(socket, option, &value, sizeof value));
  snprintf(text, sizeof text, "get %s", name);
  tell(text, zmq_getsockopt(socket, option, &got, &size));
  printf("  %d, %zu bytes\n", got, size);
}

#define NUMBER(option, value) number(socket, #option, option, value)

static void text(void *socket, const char *name, int option, const void *value, size_t value_size) {
  char got[300] = "";
  size_t size = sizeof got;
  printf("%s %zu bytes\n", name, value_size);
  tell("  set", zmq_setsockopt(socket, option, value, value_size));
  tell("  get", zmq_getsockopt(socket, option, got, &size));
  printf("  %.*s, %zu bytes\n", (int)size, got, size);
}

#define TEXT(option, value, size) text(socket, #option, option, value, size)

static void endpoints(void *socket) {
  static const char *const names[] = {"tcp://127.0.0.1", "tcp://127.0.0.1:x",    "127.0.0.1:5555",
                                      "gopher://x",      "tcp://nosuchdevice:1", "inproc://"};
  char text[80];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(text, sizeof text, "bind %s", names[i]);
    tell(text, zmq_bind(socket, names[i]));
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strstr(names[i], "nosuch") != NULL)
      continue;
    snprintf(text, sizeof text, "connect %s", names[i]);
    tell(text, zmq_connect(socket, names[i]));
  }
  tell("unbind", zmq_unbind(socket, "tcp://127.0.0.1:5"));
  tell("disconnect", zmq_disconnect(socket, "tcp://127.0.0.1:5"));
}

int main(void) {
  void *context = zmq_ctx_new();
  tell("io threads", zmq_ctx_get(context, ZMQ_IO_THREADS));
  tell("max sockets", zmq_ctx_get(context, ZMQ_MAX_SOCKETS));
  tell("socket limit", zmq_ctx_get(context, ZMQ_SOCKET_LIMIT));
  tell("blocky", zmq_ctx_get(context, ZMQ_BLOCKY));
  tell("unknown", zmq_ctx_get(context, 12345));
  tell("set unknown", zmq_ctx_set(context, 12345, 1));
  tell("set max sockets", zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 2));
  void *socket = zmq_socket(context, ZMQ_DEALER), *second = zmq_socket(context, ZMQ_PUB);
  printf("third: %d ", zmq_socket(context, ZMQ_PUB) == NULL);
  printf("%s\n", zmq_strerror(zmq_errno()));
  printf("type: %d ", zmq_socket(context, 77) == NULL);
  printf("%s\n", zmq_strerror(zmq_errno()));
  tell("send to nothing", zmq_send(NULL, "x", 1, 0));
  tell("recv of nothing", zmq_recv(NULL, NULL, 0, 0));
  NUMBER(ZMQ_SNDHWM, 5);
  NUMBER(ZMQ_SNDHWM, -1);
  NUMBER(ZMQ_RCVHWM, 7);
  NUMBER(ZMQ_LINGER, -2);
  NUMBER(ZMQ_LINGER, 100);
  NUMBER(ZMQ_RECONNECT_IVL, 50);
  NUMBER(ZMQ_RECONNECT_IVL_MAX, -1);
  NUMBER(ZMQ_BACKLOG, 10);
  NUMBER(ZMQ_RCVTIMEO, -2);
  NUMBER(ZMQ_RCVTIMEO, 10);
  NUMBER(ZMQ_SNDTIMEO, 10);
  NUMBER(ZMQ_IMMEDIATE, 2);
  NUMBER(ZMQ_IMMEDIATE, 0);
  NUMBER(ZMQ_IPV6, 1);
  NUMBER(ZMQ_IPV6, 0);
  NUMBER(ZMQ_CONFLATE, 0);
  NUMBER(ZMQ_TCP_KEEPALIVE, 2);
  NUMBER(ZMQ_TCP_KEEPALIVE, 1);
  NUMBER(ZMQ_TOS, 8);
  NUMBER(ZMQ_HANDSHAKE_IVL, 500);
  NUMBER(ZMQ_CONNECT_TIMEOUT, 500);
  NUMBER(ZMQ_HEARTBEAT_IVL, 100);
  NUMBER(ZMQ_HEARTBEAT_TTL, 250);
  NUMBER(ZMQ_HEARTBEAT_TTL, 6553600);
  NUMBER(ZMQ_HEARTBEAT_TIMEOUT, 300);
  NUMBER(ZMQ_MULTICAST_HOPS, 2);
  NUMBER(ZMQ_RATE, 0);
  NUMBER(ZMQ_PLAIN_SERVER, 1);
  NUMBER(ZMQ_MECHANISM, 0);
  NUMBER(ZMQ_PLAIN_SERVER, 0);
  NUMBER(ZMQ_TYPE, 0);
  NUMBER(ZMQ_RCVMORE, 0);
  NUMBER(4711, 0);
  TEXT(ZMQ_ROUTING_ID, "me", 2);
  TEXT(ZMQ_ROUTING_ID, "", 0);
  TEXT(ZMQ_ZAP_DOMAIN, "domain", 6);
  TEXT(ZMQ_PLAIN_USERNAME, "user", 4);
  NUMBER(ZMQ_MECHANISM, 0);
  TEXT(ZMQ_PLAIN_USERNAME, NULL, 0);
  NUMBER(ZMQ_MECHANISM, 0);
  TEXT(ZMQ_LAST_ENDPOINT, "x", 1);
  int64_t largest = 1000;
  size_t size = sizeof largest;
  tell("set ZMQ_MAXMSGSIZE", zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &largest, sizeof largest));
  tell("get ZMQ_MAXMSGSIZE", zmq_getsockopt(socket, ZMQ_MAXMSGSIZE, &largest, &size));
  tell("set ZMQ_MAXMSGSIZE short", zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &largest, 4));
  tell("subscribe", zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0));
  endpoints(socket);
  tell("recv", zmq_recv(socket, NULL, 0, 0));
  tell("recv at once", zmq_recv(socket, NULL, 0, ZMQ_DONTWAIT));
  tell("recv of PUB", zmq_recv(second, NULL, 0, ZMQ_DONTWAIT));
  tell("shutdown", zmq_ctx_shutdown(context));
  tell("recv after shutdown", zmq_recv(socket, NULL, 0, 0));
  tell("bind after shutdown", zmq_bind(socket, "inproc://x"));
  tell("close", zmq_close(socket));
  tell("close", zmq_close(second));
  tell("term", zmq_ctx_term(context));
  return 0;
}
