// Peers of ZMTP 3.0, 2.0 and 1.0, played over plain sockets: what they are sent, byte for byte, and what gets through.
#include "help.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int plain_connection(void *socket_of_zmq) {
  char endpoint[100];
  size_t size = sizeof endpoint;
  must(zmq_getsockopt(socket_of_zmq, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  must(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
  return fd;
}

/* Lets the library work for a while. */
static void let_work(void *socket) {
  zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
  for (int i = 0; i < 5; i++)
    zmq_poll(&item, 1, 20);
}

static void say(void *socket, int fd, const char *bytes, size_t size) {
  must((int)send(fd, bytes, size, MSG_NOSIGNAL), "send");
  let_work(socket);
}

#define SAY(socket, fd, bytes) say(socket, fd, bytes, sizeof bytes - 1)

/* Reads so many bytes, however late they come, and those that are there beyond them; -1 at the end. */
static ssize_t read_some(void *socket, int fd, unsigned char bytes[300], size_t expected) {
  ssize_t size = 0;
  for (int tries = 0; tries < SURE / 20; tries++) {
    ssize_t count = recv(fd, bytes + size, 300 - (size_t)size, MSG_DONTWAIT);
    if (count == 0)
      return -1;
    if (count > 0)
      size += count;
    else if (size >= (ssize_t)expected)
      break;
    zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
    if (count < 0 && zmq_poll(&item, 1, 20) > 0)
      usleep(20000);
  }
  return size;
}

static void listen_to(void *socket, int fd, const char *what, size_t expected) {
  unsigned char bytes[300];
  ssize_t size = read_some(socket, fd, bytes, expected);
  printf("%s:", what);
  for (ssize_t i = 0; i < size; i++)
    printf(" %02x", bytes[i]);
  puts(size < 0 ? " end" : size == 0 ? " nothing" : "");
}

static void receive(void *socket) {
  char buffer[100];
  int time = SURE, size;
  zmq_setsockopt(socket, ZMQ_RCVTIMEO, &time, sizeof time);
  while ((size = zmq_recv(socket, buffer, sizeof buffer, 0)) >= 0) {
    int more = 0;
    size_t more_size = sizeof more;
    zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_size);
    printf("received %.*s%s\n", size, buffer, more ? " and" : "");
    if (!more)
      break;
  }
}

static void *bound(void *context, int type) {
  void *socket = make(context, type);
  must(zmq_bind(socket, "tcp://127.0.0.1:*"), "bind");
  return socket;
}

static const char greeting_3_0[64] = "\377\0\0\0\0\0\0\0\1\177\3\0NULL";

static void version_3_0(void *context) {
  puts("-- 3.0");
  void *reply = bound(context, ZMQ_REP);
  int fd = plain_connection(reply);
  let_work(reply);
  listen_to(reply, fd, "signature", 10);
  say(reply, fd, greeting_3_0, sizeof greeting_3_0);
  listen_to(reply, fd, "greeting", 81);
  SAY(reply, fd, "\4\x26\5READY\13Socket-Type\0\0\0\3REQ\10Identity\0\0\0\0");
  SAY(reply, fd, "\1\0\0\5hello");
  receive(reply);
  must(zmq_send(reply, "world", 5, 0), "send");
  let_work(reply);
  listen_to(reply, fd, "answer", 9);
  close(fd);
  zmq_close(reply);
}

static void version_3_0_subscriber(void *context) {
  puts("-- 3.0, subscriber");
  void *publish = bound(context, ZMQ_PUB);
  int fd = plain_connection(publish);
  unsigned char bytes[300], more[300];
  say(publish, fd, greeting_3_0, sizeof greeting_3_0);
  printf("heard %zd\n", read_some(publish, fd, bytes, 91));
  SAY(publish, fd, "\4\x19\5READY\13Socket-Type\0\0\0\3SUB\0\3\1ab");
  /* What is published before the subscription has come is lost; the other topic is, at any time. */
  for (int tries = 0; tries < SURE / 100 && recv(fd, more, 1, MSG_DONTWAIT | MSG_PEEK) < 0; tries++) {
    must(zmq_send(publish, "abc", 3, 0), "send");
    must(zmq_send(publish, "xyz", 3, 0), "send");
    let_work(publish);
  }
  ssize_t size = read_some(publish, fd, bytes, 5);
  bool same = size > 0 && size % 5 == 0;
  for (ssize_t i = 5; i < size; i++)
    same &= bytes[i] == bytes[i - 5];
  printf("published:");
  for (ssize_t i = 0; i < 5 && i < size; i++)
    printf(" %02x", bytes[i]);
  printf(", nothing else %d\n", same);
  close(fd);
  zmq_close(publish);
}

static void version_2_0(void *context) {
  puts("-- 2.0");
  void *reply = bound(context, ZMQ_REP);
  int fd = plain_connection(reply);
  SAY(reply, fd, "\377\0\0\0\0\0\0\0\1\177\1\3");
  listen_to(reply, fd, "greeting", 14);
  SAY(reply, fd, "\0\2me");
  SAY(reply, fd, "\1\0\0\5hello");
  receive(reply);
  must(zmq_send(reply, "world", 5, 0), "send");
  let_work(reply);
  listen_to(reply, fd, "answer", 9);
  close(fd);
  zmq_close(reply);
}

static void version_1_0(void *context) {
  puts("-- 1.0");
  void *pull = bound(context, ZMQ_PULL);
  int fd = plain_connection(pull);
  SAY(pull, fd, "\1\0");
  listen_to(pull, fd, "greeting", 10);
  SAY(pull, fd, "\6\1hello\6\0world");
  receive(pull);
  close(fd);
  zmq_close(pull);
}

int main(void) {
  void *context = zmq_ctx_new();
  version_3_0(context);
  version_3_0_subscriber(context);
  version_2_0(context);
  version_1_0(context);
  printf("term: %d\n", zmq_ctx_term(context));
  return 0;
}
