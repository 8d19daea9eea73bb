// Peers that go and come back: a server that is killed and started again in the middle of requests, heartbeats that
// find a peer that doesn't answer, handshakes that never end, messages that are too long.
#include "help.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int listener(char endpoint[100]) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  must(bind(fd, (struct sockaddr *)&address, size), "bind");
  must(listen(fd, 5), "listen");
  must(getsockname(fd, (struct sockaddr *)&address, &size), "getsockname");
  sprintf(endpoint, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
  return fd;
}

static int number_of(void *monitor, int time) {
  unsigned char event[6];
  char endpoint[200];
  uint16_t number;
  zmq_setsockopt(monitor, ZMQ_RCVTIMEO, &time, sizeof time);
  if (zmq_recv(monitor, event, sizeof event, 0) < 0)
    return -1;
  zmq_recv(monitor, endpoint, sizeof endpoint, 0);
  memcpy(&number, event, sizeof number);
  return number;
}

/* Waits for an event; how many others came before is not of interest. */
static void await(void *monitor, int event, const char *name) {
  int number;
  while ((number = number_of(monitor, SURE)) >= 0 && number != event)
    ;
  printf("%s: %s\n", name, number == event ? "yes" : "no");
}

static void *watch(void *context, void *socket, const char *name) {
  void *monitor = make(context, ZMQ_PAIR);
  must(zmq_socket_monitor(socket, name, ZMQ_EVENT_ALL), "monitor");
  must(zmq_connect(monitor, name), "connect");
  return monitor;
}

/* libzmq's own thread waits for ever to tell of an event that nobody can hear any more, so the monitor stops first. */
static void unwatch(void *socket, void *monitor) {
  must(zmq_socket_monitor(socket, NULL, 0), "monitor");
  zmq_close(monitor);
}

/* A server that accepts and says nothing. */
static void silent_server(void *context) {
  char endpoint[100];
  int fd = listener(endpoint), time = 100;
  void *client = make(context, ZMQ_DEALER), *monitor = watch(context, client, "inproc://silent");
  zmq_setsockopt(client, ZMQ_HANDSHAKE_IVL, &time, sizeof time);
  must(zmq_connect(client, endpoint), "connect");
  await(monitor, ZMQ_EVENT_CONNECTED, "connected");
  await(monitor, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, "handshake failed");
  await(monitor, ZMQ_EVENT_DISCONNECTED, "disconnected");
  await(monitor, ZMQ_EVENT_CONNECTED, "connected again");
  unwatch(client, monitor);
  zmq_close(client);
  close(fd);
}

static void read_all(int fd, size_t size) {
  char byte;
  while (size-- > 0 && read(fd, &byte, 1) == 1)
    ;
}

/* A server that says READY and then nothing: PINGs aren't answered. */
static void dead_server(void *context) {
  static const char greeting[64] = "\377\0\0\0\0\0\0\0\1\177\3\1NULL";
  static const char ready[] = "\4\x1c\5READY\13Socket-Type\0\0\0\6ROUTER";
  char endpoint[100];
  int fd = listener(endpoint), interval = 50;
  void *client = make(context, ZMQ_DEALER), *monitor = watch(context, client, "inproc://dead");
  zmq_setsockopt(client, ZMQ_HEARTBEAT_IVL, &interval, sizeof interval);
  zmq_setsockopt(client, ZMQ_HEARTBEAT_TIMEOUT, &interval, sizeof interval);
  must(zmq_connect(client, endpoint), "connect");
  await(monitor, ZMQ_EVENT_CONNECTED, "connected");
  int peer = accept(fd, NULL, NULL);
  must((int)write(peer, greeting, 64), "write");
  must((int)write(peer, ready, 30), "write");
  await(monitor, ZMQ_EVENT_HANDSHAKE_SUCCEEDED, "handshake");
  read_all(peer, 64);
  await(monitor, ZMQ_EVENT_DISCONNECTED, "disconnected");
  close(peer);
  unwatch(client, monitor);
  zmq_close(client);
  close(fd);
}

static void too_long(void *context) {
  char endpoint[100], buffer[200];
  size_t size = sizeof endpoint;
  int64_t largest = 100;
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL),
       *monitor = watch(context, pull, "inproc://long"), *sender = watch(context, push, "inproc://long-sender");
  zmq_setsockopt(pull, ZMQ_MAXMSGSIZE, &largest, sizeof largest);
  must(zmq_bind(pull, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  must(zmq_connect(push, endpoint), "connect");
  must(zmq_send(push, buffer, 100, 0), "send");
  printf("of 100 bytes: %d\n", zmq_recv(pull, buffer, sizeof buffer, 0));
  must(zmq_send(push, buffer, 101, 0), "send");
  await(monitor, ZMQ_EVENT_DISCONNECTED, "disconnected");
  /* What is sent before the sender has noticed is lost with the connection. */
  await(sender, ZMQ_EVENT_DISCONNECTED, "noticed");
  await(sender, ZMQ_EVENT_HANDSHAKE_SUCCEEDED, "connected again");
  must(zmq_send(push, buffer, 10, 0), "send");
  printf("of 10 bytes: %d\n", zmq_recv(pull, buffer, sizeof buffer, 0));
  unwatch(push, sender);
  unwatch(pull, monitor);
  zmq_close(push);
  zmq_close(pull);
}

int main(void) {
  void *context = zmq_ctx_new();
  puts("-- silent");
  silent_server(context);
  puts("-- dead");
  dead_server(context);
  puts("-- too long");
  too_long(context);
  printf("term: %d\n", zmq_ctx_term(context));
  return 0;
}
