// What a message tells about its peer, ROUTER_RAW, and sockets that leave and come back.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "help.h"

static void print_property(zmq_msg_t *message, const char *name) {
  const char *value = zmq_msg_gets(message, name);
  printf("%s: %s\n", name, value == NULL ? error_name() : value);
}

static void of_messages(void *context, const char *bind_to) {
  void *rep = make(context, ZMQ_REP);
  void *req = make(context, ZMQ_REQ);
  set_text(req, ZMQ_ROUTING_ID, "asker");
  char endpoint[64];
  size_t size = sizeof endpoint;
  must(zmq_bind(rep, bind_to), "bind");
  must(zmq_getsockopt(rep, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  must(zmq_connect(req, endpoint), "connect");
  tell(req, "question", NULL);
  is_ready(rep, ZMQ_POLLIN, SURE);
  zmq_msg_t message;
  zmq_msg_init(&message);
  must(zmq_msg_recv(&message, rep, 0), "recv");
  print_property(&message, "Socket-Type");
  print_property(&message, "Identity");
  print_property(&message, "Peer-Address");
  print_property(&message, "User-Id");
  print_property(&message, "X-Nonsense");
  printf("a descriptor: %d\n", zmq_msg_get(&message, ZMQ_SRCFD) >= 0);
  zmq_msg_t copy;
  zmq_msg_init(&copy);
  must(zmq_msg_copy(&copy, &message), "copy");
  zmq_msg_close(&message);
  print_property(&copy, "Socket-Type");
  must(zmq_msg_send(&copy, rep, 0), "send");
  hear("req", req);
  zmq_close(req);
  zmq_close(rep);
}

static void raw_router(void *context) {
  void *router = make(context, ZMQ_ROUTER);
  set(router, ZMQ_ROUTER_RAW, 1);
  const char *endpoint = bind_somewhere(router);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  int fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
  must(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
  zmq_msg_t id;
  zmq_msg_init(&id);
  for (int i = 0; i < 2; i++) {
    is_ready(router, ZMQ_POLLIN, SURE);
    printf("an id of %d bytes, ", must(zmq_msg_recv(&id, router, 0), "recv"));
    hear("and", router);
    if (i == 0)
      must((int)write(fd, "plain", 5), "write");
  }
  must(zmq_msg_send(&id, router, ZMQ_SNDMORE), "send");
  must(zmq_send(router, "answer", 6, 0), "send");
  is_ready(router, ZMQ_POLLIN, 50);
  char bytes[16] = "";
  printf("%d bytes: %s\n", (int)read(fd, bytes, sizeof bytes - 1), bytes);
  close(fd);
  zmq_msg_close(&id);
  zmq_close(router);
}

static void two_publishers(void *context) {
  void *pubs[2], *sub = make(context, ZMQ_SUB);
  const char *endpoints[2];
  for (int i = 0; i < 2; i++) {
    pubs[i] = make(context, ZMQ_XPUB);
    endpoints[i] = bind_somewhere(pubs[i]);
    must(zmq_connect(sub, endpoints[i]), "connect");
  }
  set_text(sub, ZMQ_SUBSCRIBE, "x");
  for (int i = 0; i < 2; i++) {
    hear("pub", pubs[i]);
    tell(pubs[i], i == 0 ? "x of the first" : "x of the second", NULL);
    hear("sub", sub);
  }
  must(zmq_disconnect(sub, endpoints[0]), "disconnect");
  tell(pubs[1], "x again, second", NULL);
  hear("sub", sub);
  hear_nothing("sub", sub);
  must(zmq_connect(sub, endpoints[0]), "connect");
  for (int i = 0; i < SURE / 20 && !is_ready(sub, ZMQ_POLLIN, 20); i++) {
    is_ready(pubs[0], ZMQ_POLLIN, 0);
    tell(pubs[0], "x once more", NULL);
  }
  hear("sub", sub);
  zmq_close(sub);
  zmq_close(pubs[0]);
  zmq_close(pubs[1]);
}

/** The binding side goes away and comes back at the same place. */
static void comes_back(void *context) {
  void *pub = make(context, ZMQ_XPUB);
  void *sub = make(context, ZMQ_SUB);
  set(sub, ZMQ_RECONNECT_IVL, 20);
  const char *endpoint = bind_somewhere(pub);
  set_text(sub, ZMQ_SUBSCRIBE, "y");
  must(zmq_connect(sub, endpoint), "connect");
  hear("pub", pub);
  zmq_close(pub);
  set_text(sub, ZMQ_SUBSCRIBE, "while away");
  set_text(sub, ZMQ_UNSUBSCRIBE, "y");
  is_ready(sub, ZMQ_POLLIN, 100);
  pub = make(context, ZMQ_XPUB);
  must(bind_again(pub, endpoint), "bind");
  for (int i = 0; i < SURE / 20 && !is_ready(pub, ZMQ_POLLIN, 20); i++)
    is_ready(sub, ZMQ_POLLIN, 20);
  hear("pub", pub);
  hear_nothing("pub", pub);
  tell(pub, "y", NULL);
  tell(pub, "while away", NULL);
  hear("sub", sub);
  zmq_close(sub);
  zmq_close(pub);
}

static void conflated(void *context) {
  void *pub = make(context, ZMQ_PUB);
  void *sub = make(context, ZMQ_SUB);
  set(sub, ZMQ_CONFLATE, 1);
  set_text(sub, ZMQ_SUBSCRIBE, "");
  must(zmq_connect(sub, bind_somewhere(pub)), "connect");
  for (int i = 0; i < SURE / 20 && !is_ready(sub, ZMQ_POLLIN, 20); i++)
    tell(pub, "are you there?", NULL);
  for (int i = 0; i < 10; i++)
    tell(pub, i == 9 ? "newest" : "old", NULL);
  /* On a busy machine an older one or two are there for a while. */
  char text[20] = "";
  int heard = 0;
  for (set(sub, ZMQ_RCVTIMEO, SURE); strncmp(text, "newest", 6) != 0; heard++) {
    zmq_poll(NULL, 0, 200);
    must(zmq_recv(sub, text, sizeof text, 0), "recv");
  }
  printf("the newest, others skipped %d\n", heard < 10);
  hear_nothing("sub", sub);
  zmq_close(sub);
  zmq_close(pub);
}

int main(void) {
  void *context = zmq_ctx_new();
  of_messages(context, "tcp://127.0.0.1:*");
  of_messages(context, "inproc://properties");
  raw_router(context);
  two_publishers(context);
  comes_back(context);
  conflated(context);
  must(zmq_ctx_term(context), "term");
}
