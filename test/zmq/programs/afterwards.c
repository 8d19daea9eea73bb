// What is done afterwards: high-water marks changed, messages of a socket that was closed before anybody bound the
// name, a connection that isn't made again, one that comes from the same port again, names and descriptors of
// endpoints, a variable larger than the option.
#include "help.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static void set_number(void *socket, int option, int number) {
  must(zmq_setsockopt(socket, option, &number, sizeof number), "setsockopt");
}

static int send_all(void *socket) {
  int count = 0;
  while (count < 1000 && zmq_send(socket, "x", 1, ZMQ_DONTWAIT) == 1)
    count++;
  return count;
}

/* Receives what comes to either of two sockets: as much as is expected, however late, and more that is there. */
static int receive_both(void *first, void *second, int expected) {
  zmq_pollitem_t items[] = {{.socket = first, .events = ZMQ_POLLIN}, {.socket = second, .events = ZMQ_POLLIN}};
  char byte;
  int count = 0;
  while (zmq_poll(items, second == NULL ? 1 : 2, count < expected ? SURE : UNLIKELY) > 0)
    for (int i = 0; i < 2; i++)
      count += (items[i].revents & ZMQ_POLLIN) != 0 && zmq_recv(items[i].socket, &byte, 1, ZMQ_DONTWAIT) == 1;
  return count;
}

static int receive_all(void *socket, int expected) { return receive_both(socket, NULL, expected); }

static void marks(void *context) {
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL);
  set_number(pull, ZMQ_RCVHWM, 1);
  set_number(push, ZMQ_SNDHWM, 1);
  must(zmq_connect(pull, "inproc://marks"), "connect");
  must(zmq_bind(push, "inproc://marks"), "bind");
  set_number(push, ZMQ_SNDHWM, 5);
  printf("sent %d", send_all(push));
  printf(", received %d", receive_all(pull, 0));
  set_number(push, ZMQ_SNDHWM, 8);
  printf(", sent %d", send_all(push));
  printf(", received %d\n", receive_all(pull, 0));
  zmq_close(push);
  zmq_close(pull);
}

static void closed_first(void *context) {
  void *push = zmq_socket(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL);
  set_number(push, ZMQ_SNDHWM, 7);
  must(zmq_connect(push, "inproc://closed"), "connect");
  printf("sent %d", send_all(push));
  zmq_close(push);
  must(zmq_bind(pull, "inproc://closed"), "bind");
  printf(", received %d\n", receive_all(pull, 7));
  zmq_close(pull);
  /* Nobody will bind this name; the context ends nevertheless. */
  push = zmq_socket(context, ZMQ_PUSH);
  must(zmq_connect(push, "inproc://nobody"), "connect");
  must(zmq_send(push, "x", 1, 0), "send");
  zmq_close(push);
}

static void not_again(void *context) {
  void *server = make(context, ZMQ_PAIR), *client = make(context, ZMQ_PAIR);
  char endpoint[100];
  size_t size = sizeof endpoint;
  must(zmq_bind(server, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  set_number(client, ZMQ_RECONNECT_IVL, -1);
  for (int i = 0; i < 2; i++) {
    must(zmq_connect(client, endpoint), "connect");
    must(zmq_send(client, "x", 1, 0), "send");
    printf("received %d\n", receive_all(server, 1));
    if (i == 1)
      break;
    zmq_close(server);
    /* Until it has noticed, it has no place for another peer. */
    for (int tries = 0; is_ready(client, ZMQ_POLLOUT, 0) && tries < SURE / 20; tries++)
      zmq_poll(NULL, 0, 20);
    printf("after the end %d\n", receive_all(client, 0));
    server = make(context, ZMQ_PAIR);
    must(bind_again(server, endpoint), "bind");
    printf("from itself %d\n", receive_all(server, 0));
  }
  zmq_close(server);
  zmq_close(client);
}

/* A port that nobody else gets while its descriptor is open; who allows reuse, as libzmq does, can bind to it too. */
static int reserve_port(int *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "reuse");
  must(bind(fd, (struct sockaddr *)&address, size), "bind");
  must(getsockname(fd, (struct sockaddr *)&address, &size), "getsockname");
  *port = ntohs(address.sin_port);
  return fd;
}

/* Two connections from one port, twice: the first ones are in TIME_WAIT then. */
static void same_source(void *context) {
  void *pulls[2] = {make(context, ZMQ_PULL), make(context, ZMQ_PULL)};
  char endpoint[100], from[120];
  int port, reserved = reserve_port(&port);
  for (int i = 0; i < 2; i++)
    must(zmq_bind(pulls[i], "tcp://127.0.0.1:*"), "bind");
  for (int round = 0; round < 2; round++) {
    void *push = make(context, ZMQ_PUSH);
    int on = 1, linger = -1;
    must(zmq_setsockopt(push, ZMQ_IMMEDIATE, &on, sizeof on), "immediate");
    must(zmq_setsockopt(push, ZMQ_LINGER, &linger, sizeof linger), "linger");
    for (int i = 0; i < 2; i++) {
      size_t size = sizeof endpoint;
      must(zmq_getsockopt(pulls[i], ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
      sprintf(from, "tcp://127.0.0.1:%d;%s", port, endpoint + 6);
      must(zmq_connect(push, from), "connect");
    }
    for (int i = 0; i < 2; i++)
      must(zmq_send(push, "x", 1, 0), "send");
    printf("round %d: received %d\n", round, receive_both(pulls[0], pulls[1], 2));
    zmq_close(push);
  }
  close(reserved);
  zmq_close(pulls[0]);
  zmq_close(pulls[1]);
}

/* What was bound with a wildcard has another name by then. */
static void unbound(void *context) {
  void *pull = make(context, ZMQ_PULL);
  char endpoint[100];
  size_t size = sizeof endpoint;
  must(zmq_bind(pull, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  int result = zmq_unbind(pull, "tcp://127.0.0.1:*");
  printf("by the wildcard: %s", result == 0 ? "0" : error_name());
  printf(", by its name: %d\n", zmq_unbind(pull, endpoint));
  zmq_close(pull);
}

/* A descriptor that the program listens at, and that blocks. */
static void given(void *context) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  char endpoint[100];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(bind(fd, (struct sockaddr *)&address, size), "bind");
  must(listen(fd, 5), "listen");
  must(getsockname(fd, (struct sockaddr *)&address, &size), "getsockname");
  sprintf(endpoint, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
  void *pull = make(context, ZMQ_PULL), *pushes[2] = {make(context, ZMQ_PUSH), make(context, ZMQ_PUSH)};
  must(zmq_setsockopt(pull, ZMQ_USE_FD, &fd, sizeof fd), "descriptor");
  must(zmq_bind(pull, endpoint), "bind");
  for (int i = 0; i < 2; i++) {
    must(zmq_connect(pushes[i], endpoint), "connect");
    must(zmq_send(pushes[i], "x", 1, 0), "send");
  }
  printf("by a descriptor: %d\n", receive_all(pull, 2));
  for (int i = 0; i < 2; i++)
    zmq_close(pushes[i]);
  zmq_close(pull);
}

static void wide(void *context) {
  void *pull = make(context, ZMQ_PULL);
  const int options[] = {ZMQ_RCVMORE, ZMQ_EVENTS, ZMQ_FD, ZMQ_TYPE, ZMQ_LINGER, ZMQ_RCVHWM};
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
    int64_t value = -1;
    size_t size = sizeof value;
    int result = zmq_getsockopt(pull, options[i], &value, &size);
    printf("option %d: %d, size %zu, upper half %d\n", options[i], result, size, (int)(value >> 32));
  }
  zmq_close(pull);
  printf("policy %d", zmq_ctx_get(context, ZMQ_THREAD_SCHED_POLICY));
  printf(" %d", zmq_ctx_set(context, ZMQ_THREAD_SCHED_POLICY, 0));
  printf(" %d", zmq_ctx_get(context, ZMQ_THREAD_SCHED_POLICY));
  printf(", name %d", zmq_ctx_set(context, ZMQ_THREAD_NAME_PREFIX, 1234));
  printf(" %d\n", zmq_ctx_get(context, ZMQ_THREAD_NAME_PREFIX));
}

int main(void) {
  void *context = zmq_ctx_new();
  marks(context);
  closed_first(context);
  not_again(context);
  same_source(context);
  unbound(context);
  given(context);
  wide(context);
  printf("term %d\n", zmq_ctx_term(context));
  return 0;
}
