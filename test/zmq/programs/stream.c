// STREAM: plain TCP from both sides, the coming and going of peers, closing by an empty message.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "help.h"

/** Receives an id and what follows it; the id is told only to be there. */
static bool hear_stream(const char *who, void *socket, zmq_msg_t *id) {
  int limit = SURE;
  zmq_setsockopt(socket, ZMQ_RCVTIMEO, &limit, sizeof limit);
  if (zmq_msg_recv(id, socket, 0) < 0) {
    printf("%s: %s\n", who, error_name());
    return false;
  }
  printf("%s, id of %d bytes, more %d: ", who, (int)zmq_msg_size(id), zmq_msg_more(id));
  return hear("then", socket);
}

static void answer(void *socket, zmq_msg_t *id, const char *text) {
  zmq_msg_t copy;
  zmq_msg_init(&copy);
  zmq_msg_copy(&copy, id);
  must(zmq_msg_send(&copy, socket, ZMQ_SNDMORE), "send id");
  must(zmq_send(socket, text, strlen(text), 0), "send text");
}

static int connect_plainly(const char *endpoint) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  int fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
  must(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
  return fd;
}

static void plain_peer(void *context) {
  void *stream = make(context, ZMQ_STREAM);
  const char *endpoint = bind_somewhere(stream);
  int fd = connect_plainly(endpoint);
  zmq_msg_t id;
  zmq_msg_init(&id);
  hear_stream("connected", stream, &id);
  must((int)write(fd, "hello", 5), "write");
  hear_stream("data", stream, &id);
  answer(stream, &id, "HELLO");
  is_ready(stream, ZMQ_POLLIN, 50);
  char buffer[16] = "";
  printf("plain peer reads %d bytes, %s\n", (int)read(fd, buffer, sizeof buffer - 1), buffer);
  close(fd);
  hear_stream("disconnected", stream, &id);
  tell(stream, "unknown", "x", NULL);
  zmq_msg_close(&id);
  zmq_close(stream);
}

static void closing(void *context) {
  void *stream = make(context, ZMQ_STREAM);
  int fd = connect_plainly(bind_somewhere(stream));
  zmq_msg_t id;
  zmq_msg_init(&id);
  hear_stream("connected", stream, &id);
  answer(stream, &id, "");
  is_ready(stream, ZMQ_POLLIN, 100);
  char byte;
  printf("plain peer reads %d\n", (int)read(fd, &byte, 1));
  close(fd);
  zmq_msg_close(&id);
  zmq_close(stream);
}

static void quiet(void *context) {
  void *stream = make(context, ZMQ_STREAM);
  set(stream, ZMQ_STREAM_NOTIFY, 0);
  int fd = connect_plainly(bind_somewhere(stream));
  must((int)write(fd, "first", 5), "write");
  zmq_msg_t id;
  zmq_msg_init(&id);
  hear_stream("without notice", stream, &id);
  close(fd);
  hear_nothing("no notice", stream);
  zmq_msg_close(&id);
  zmq_close(stream);
}

/* What was sent before the empty message arrives, however much it is. */
static void closing_late(void *context) {
  enum { LARGE = 20000000 };
  void *stream = make(context, ZMQ_STREAM);
  const char *endpoint = bind_somewhere(stream);
  int fd = connect_plainly(endpoint), forever = -1;
  zmq_setsockopt(stream, ZMQ_LINGER, &forever, sizeof forever);
  must((int)write(fd, "ask", 3), "write");
  zmq_msg_t id, copy;
  zmq_msg_init(&id);
  hear_stream("came", stream, &id);
  hear_stream("asks", stream, &id);
  char *large = calloc(1, LARGE), some[65536];
  zmq_msg_init(&copy);
  zmq_msg_copy(&copy, &id);
  must(zmq_msg_send(&id, stream, ZMQ_SNDMORE), "send id");
  must(zmq_send(stream, large, LARGE, 0), "send");
  must(zmq_msg_send(&copy, stream, ZMQ_SNDMORE), "send id");
  must(zmq_send(stream, "", 0, 0), "send");
  ssize_t total = 0;
  for (ssize_t count = 1; count != 0;) {
    zmq_pollitem_t item = {.socket = stream, .events = ZMQ_POLLIN};
    zmq_poll(&item, 1, 0);
    count = recv(fd, some, sizeof some, MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN)
      must(-1, "recv");
    total += count > 0 ? count : 0;
    if (count < 0)
      usleep(1000);
  }
  printf("received %d of %d\n", (int)total, LARGE);
  free(large);
  close(fd);
  zmq_close(stream);
}

static void both(void *context) {
  void *server = make(context, ZMQ_STREAM);
  void *client = make(context, ZMQ_STREAM);
  const char *endpoint = bind_somewhere(server);
  set_text(client, ZMQ_CONNECT_ROUTING_ID, "server");
  must(zmq_connect(client, endpoint), "connect");
  zmq_msg_t id;
  zmq_msg_init(&id);
  hear("client", client);
  hear_stream("server", server, &id);
  tell(client, "server", "request", NULL);
  hear_stream("server", server, &id);
  answer(server, &id, "response");
  hear("client", client);
  zmq_msg_close(&id);
  zmq_close(client);
  zmq_close(server);
}

int main(void) {
  void *context = zmq_ctx_new();
  plain_peer(context);
  closing(context);
  closing_late(context);
  quiet(context);
  both(context);
  must(zmq_ctx_term(context), "term");
}
