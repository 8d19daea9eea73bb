// Endpoints: wildcards and their real names, binding twice, unbinding, disconnecting, connecting before there is
// anybody, binding again, names of inproc, ipc paths and abstract names.
#include "help.h"

static void answer(const char *what, int result) { printf("%s: %s\n", what, result < 0 ? error_name() : "yes"); }

/* Prints the last endpoint, digits after the first as one #. */
static char *last(void *socket) {
  static char endpoint[200];
  size_t size = sizeof endpoint;
  must(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size), "last endpoint");
  const char *port = strrchr(endpoint, ':');
  if (strncmp(endpoint, "tcp", 3) == 0)
    printf("last: %.*s:#\n", (int)(port - endpoint), endpoint);
  else
    printf("last: %.6s\n", endpoint);
  return endpoint;
}

/* Whether a message gets through; it is waited for if it should. */
static void pass(void *from, void *to, bool should) {
  char buffer[20];
  int time = should ? SURE : UNLIKELY;
  zmq_setsockopt(from, ZMQ_SNDTIMEO, &time, sizeof time);
  zmq_setsockopt(to, ZMQ_RCVTIMEO, &time, sizeof time);
  int sent = zmq_send(from, "hello", 5, 0);
  int received = sent < 0 ? -1 : zmq_recv(to, buffer, sizeof buffer, 0);
  printf("passes: %d %d\n", sent, received);
}

static void passes(void *from, void *to) { pass(from, to, true); }

/* Waits until the file of a wildcard of ipc has gone, which libzmq removes by and by. */
static void await_removal(const char *endpoint) {
  if (strncmp(endpoint, "ipc://", 6) == 0 && endpoint[6] != '@')
    for (int tries = 0; access(endpoint + 6, F_OK) == 0 && tries < SURE / 10; tries++)
      usleep(10000);
}

static void over(void *context, const char *wildcard) {
  char endpoint[200];
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL), *other = make(context, ZMQ_PULL);
  printf("-- %.7s\n", wildcard);
  answer("bind", zmq_bind(pull, wildcard));
  strcpy(endpoint, last(pull));
  answer("connect", zmq_connect(push, endpoint));
  printf("the same: %d\n", strcmp(endpoint, last(push)) == 0);
  passes(push, pull);
  if (strncmp(wildcard, "tcp", 3) == 0)
    answer("bind again", zmq_bind(other, endpoint));
  answer("disconnect", zmq_disconnect(push, endpoint));
  answer("disconnect again", zmq_disconnect(push, endpoint));
  answer("unbind", zmq_unbind(pull, endpoint));
  answer("unbind again", zmq_unbind(pull, endpoint));
  usleep(50000);
  await_removal(endpoint);
  answer("connect before bind", zmq_connect(push, endpoint));
  usleep(50000);
  int bound = bind_again(pull, endpoint);
  answer("bind", bound);
  pass(push, pull, bound == 0);
  void *monitor = bound == 0 ? watch_ends(context, push, "inproc://ends") : NULL;
  zmq_close(pull);
  if (monitor != NULL)
    await_end(push, monitor);
  await_removal(endpoint);
  bound = bind_again(other, endpoint);
  answer("another binds", bound);
  pass(push, other, bound == 0);
  pass(push, other, bound == 0);
  zmq_close(other);
  zmq_close(push);
}

static void inproc(void *context) {
  puts("-- inproc");
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL), *other = make(context, ZMQ_PULL);
  answer("connect", zmq_connect(push, "inproc://name"));
  answer("send", zmq_send(push, "first", 5, ZMQ_DONTWAIT));
  answer("bind", zmq_bind(pull, "inproc://name"));
  answer("bind again", zmq_bind(other, "inproc://name"));
  char buffer[20] = "";
  answer("recv", zmq_recv(pull, buffer, sizeof buffer, 0));
  puts(buffer);
  passes(push, pull);
  answer("unbind", zmq_unbind(pull, "inproc://name"));
  answer("another binds", zmq_bind(other, "inproc://name"));
  passes(push, pull);
  answer("disconnect", zmq_disconnect(push, "inproc://name"));
  answer("send", zmq_send(push, "lost", 4, ZMQ_DONTWAIT));
  zmq_close(push);
  zmq_close(pull);
  zmq_close(other);
}

/* What is in the queue when a socket is closed still arrives. */
static void linger(void *context) {
  puts("-- linger");
  char endpoint[200];
  void *pull = make(context, ZMQ_PULL), *push = zmq_socket(context, ZMQ_PUSH);
  int forever = -1, count = 0, time = SURE;
  zmq_setsockopt(push, ZMQ_LINGER, &forever, sizeof forever);
  must(zmq_bind(pull, "tcp://127.0.0.1:*"), "bind");
  strcpy(endpoint, last(pull));
  must(zmq_connect(push, endpoint), "connect");
  for (int i = 0; i < 500; i++)
    must(zmq_send(push, &i, sizeof i, 0), "send");
  zmq_close(push);
  zmq_setsockopt(pull, ZMQ_RCVTIMEO, &time, sizeof time);
  for (int number; count < 500 && zmq_recv(pull, &number, sizeof number, 0) == sizeof number && number == count;)
    count++;
  printf("%d arrived\n", count);
  zmq_close(pull);
}

/* Both ends bound to a device, and with other options of descriptors. */
static void device(void *context) {
  puts("-- device");
  void *sockets[2];
  for (int i = 0; i < 2; i++) {
    sockets[i] = make(context, ZMQ_PAIR);
    set_text(sockets[i], ZMQ_BINDTODEVICE, "lo");
    set(sockets[i], ZMQ_TOS, 8);
    set(sockets[i], ZMQ_SNDBUF, 10000);
    set(sockets[i], ZMQ_RCVTIMEO, SURE);
  }
  must(zmq_connect(sockets[0], bind_somewhere(sockets[1])), "connect");
  for (int i = 0; i < 2; i++) {
    char byte = 'x';
    must(zmq_send(sockets[i], &byte, 1, 0), "send");
    answer("receive", zmq_recv(sockets[1 - i], &byte, 1, 0));
  }
  void *nowhere = make(context, ZMQ_PAIR);
  set_text(nowhere, ZMQ_BINDTODEVICE, "no-such-device");
  answer("bind", zmq_bind(nowhere, "tcp://127.0.0.1:*"));
  zmq_close(nowhere);
  zmq_close(sockets[0]);
  zmq_close(sockets[1]);
}

/* Paths are called as they were given, also when they are relative. */
static void relative(void *context) {
  char name[60], dotted[70];
  snprintf(name, sizeof name, "ipc://relative-%d", (int)getpid());
  snprintf(dotted, sizeof dotted, "ipc://./%s", name + 6);
  const char *const names[] = {name, dotted};
  puts("-- relative");
  for (int i = 0; i < 2; i++) {
    char text[200];
    size_t size = sizeof text;
    void *pull = make(context, ZMQ_PULL), *push = make(context, ZMQ_PUSH);
    must(zmq_bind(pull, names[i]), "bind");
    must(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, text, &size), "last endpoint");
    printf("as given: %d\n", strcmp(text, names[i]) == 0);
    set(pull, ZMQ_RCVTIMEO, SURE);
    must(zmq_connect(push, names[1 - i]), "connect");
    must(zmq_send(push, "x", 1, 0), "send");
    answer("receive", zmq_recv(pull, text, 1, 0));
    answer("unbind", zmq_unbind(pull, names[i]));
    answer("unbind", zmq_unbind(pull, names[i]));
    zmq_close(push);
    zmq_close(pull);
    unlink(name + 6);
  }
}

/* With ZMQ_IPV6 IPv4's addresses are mapped into it, in names and for the peers. */
static void wide(void *context, const char *endpoint) {
  static const char *const hosts[] = {"127.0.0.1", "[::1]"};
  void *pull = make(context, ZMQ_PULL);
  set(pull, ZMQ_IPV6, 1);
  answer(endpoint, zmq_bind(pull, endpoint));
  const char *port = strrchr(last(pull), ':');
  for (int i = 0; i < 2; i++) {
    char to[100];
    bool comes = strstr(endpoint, "//*:") != NULL || strstr(endpoint, "[::]") != NULL ||
                 (strstr(endpoint, "[::1]") == NULL) == (i == 0);
    void *push = make(context, ZMQ_PUSH);
    set(push, ZMQ_IPV6, 1);
    set(pull, ZMQ_RCVTIMEO, comes ? SURE : UNLIKELY);
    sprintf(to, "tcp://%s%s", hosts[i], port);
    must(zmq_connect(push, to), "connect");
    must(zmq_send(push, "x", 1, 0), "send");
    zmq_msg_t message;
    zmq_msg_init(&message);
    printf("from %s: %s\n", hosts[i],
           zmq_msg_recv(&message, pull, 0) < 0 ? error_name() : zmq_msg_gets(&message, "Peer-Address"));
    zmq_msg_close(&message);
    zmq_close(push);
  }
  zmq_close(pull);
}

int main(void) {
  void *context = zmq_ctx_new();
  over(context, "tcp://127.0.0.1:*");
  over(context, "ipc://*");
  /* Of this process alone, as the same program may run beside it. */
  char name[50];
  sprintf(name, "ipc://@isthmus-endpoints-%d", (int)getpid());
  over(context, name);
  inproc(context);
  linger(context);
  device(context);
  relative(context);
  wide(context, "tcp://127.0.0.1:*");
  wide(context, "tcp://0.0.0.0:*");
  wide(context, "tcp://[::1]:*");
  wide(context, "tcp://[::]:*");
  wide(context, "tcp://*:*");
  void *any = make(context, ZMQ_REP);
  answer("bind", zmq_bind(any, "tcp://*:*"));
  last(any);
  int one = 1;
  zmq_setsockopt(any, ZMQ_IPV6, &one, sizeof one);
  answer("bind", zmq_bind(any, "tcp://[::1]:*"));
  last(any);
  zmq_close(any);
  answer("term", zmq_ctx_term(context));
  return 0;
}
