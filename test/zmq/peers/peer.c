// One end of a conversation between two processes: peer SCENARIO bind|connect ENDPOINT. What binds prints its endpoint
// first. At the end each says what it has seen, in a form that doesn't depend on who the other one is.
#include <inttypes.h>

#include "../programs/help.h"

enum { MANY = 20000, REQUESTS = 2000, LARGE = 12000000 };

/** The sum of all frames' hashes: in which order they went and came doesn't matter. */
static uint64_t sum;

static void add(const void *data, size_t size) {
  const unsigned char *bytes = data;
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < size; i++)
    hash = (hash ^ bytes[i]) * 1099511628211u;
  sum += hash;
}

/** The bytes of message number n, of a size that depends on it: small, medium, sometimes large. */
static size_t fill(char *buffer, unsigned n) {
  size_t size = n % 100 == 99 ? 70000 : n % 10 == 9 ? 3000 + n % 500 : n % 300;
  for (size_t i = 0; i < size; i++)
    buffer[i] = (char)(n + i * 7);
  return size;
}

static char buffer[70000];

static void send_numbered(void *socket, unsigned n, int flags) {
  size_t size = fill(buffer, n);
  add(buffer, size);
  must(zmq_send(socket, buffer, size, flags), "send");
}

/** Receives a whole message and checks that its last frame is number n's. */
static void recv_numbered(void *socket, unsigned n) {
  static char expected[70000];
  int more = 1;
  while (more) {
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    must(zmq_msg_recv(&frame, socket, 0), "recv");
    more = zmq_msg_more(&frame);
    if (!more) {
      size_t size = fill(expected, n);
      if (zmq_msg_size(&frame) != size || memcmp(zmq_msg_data(&frame), expected, size) != 0) {
        printf("message %u isn't what it should be: %zu bytes\n", n, zmq_msg_size(&frame));
        exit(1);
      }
      add(expected, size);
    }
    zmq_msg_close(&frame);
  }
}

static void requests(void *socket) {
  for (unsigned n = 0; n < REQUESTS; n++) {
    if (n % 3 == 0)
      must(zmq_send(socket, "part", 4, ZMQ_SNDMORE), "send");
    send_numbered(socket, n, 0);
    recv_numbered(socket, n + 1);
  }
}

static void replies(void *socket) {
  for (unsigned n = 0; n < REQUESTS; n++) {
    recv_numbered(socket, n);
    if (n % 5 == 0)
      must(zmq_send(socket, "part", 4, ZMQ_SNDMORE), "send");
    send_numbered(socket, n + 1, 0);
  }
}

static void push(void *socket) {
  for (unsigned n = 0; n < MANY; n++)
    send_numbered(socket, n, 0);
}

static void pull(void *socket) {
  for (unsigned n = 0; n < MANY; n++)
    recv_numbered(socket, n);
}

/** Sends ahead of the answers, but less than what a ROUTER would begin to drop. */
static void dealer(void *socket) {
  unsigned sent = 0, received = 0;
  while (received < MANY) {
    zmq_pollitem_t item = {.socket = socket,
                           .events = (short)(ZMQ_POLLIN | (sent < MANY && sent - received < 500 ? ZMQ_POLLOUT : 0))};
    must(zmq_poll(&item, 1, -1), "poll");
    if ((item.revents & ZMQ_POLLOUT) != 0)
      send_numbered(socket, sent++, 0);
    if ((item.revents & ZMQ_POLLIN) != 0)
      recv_numbered(socket, received++);
  }
}

static void router(void *socket) {
  for (unsigned n = 0; n < MANY; n++) {
    zmq_msg_t id;
    zmq_msg_init(&id);
    must(zmq_msg_recv(&id, socket, 0), "recv");
    recv_numbered(socket, n);
    must(zmq_msg_send(&id, socket, ZMQ_SNDMORE), "send");
    send_numbered(socket, n, 0);
  }
}

/** Publishes from when the subscription is there until it is withdrawn; only what is subscribed to is counted. */
static void publish(void *socket) {
  char bytes[64];
  int size = must(zmq_recv(socket, bytes, sizeof bytes, 0), "recv");
  printf("%d:%.*s\n", bytes[0], size - 1, bytes + 1);
  for (unsigned n = 0; n < MANY; n++) {
    must(zmq_send(socket, n % 2 == 0 ? "wanted" : "other", n % 2 == 0 ? 6 : 5, ZMQ_SNDMORE), "send");
    send_numbered(socket, n, 0);
  }
  size = must(zmq_recv(socket, bytes, sizeof bytes, 0), "recv");
  printf("%d:%.*s\n", bytes[0], size - 1, bytes + 1);
  sum = 0;
}

static void subscribe(void *socket) {
  set_text(socket, ZMQ_SUBSCRIBE, "want");
  for (unsigned n = 0; n < MANY; n += 2)
    recv_numbered(socket, n);
  set_text(socket, ZMQ_UNSUBSCRIBE, "want");
  // It is on its way when something else has been asked for and the publisher has gone.
  hear_nothing("after the end", socket);
}

static void pair(void *socket) {
  for (unsigned n = 0; n < REQUESTS; n++) {
    send_numbered(socket, n, 0);
    recv_numbered(socket, n);
  }
}

static void large(void *socket) {
  char *data = malloc(LARGE);
  for (size_t i = 0; i < LARGE; i++)
    data[i] = (char)(i * 31 + i / 256);
  must(zmq_send(socket, "before", 6, ZMQ_SNDMORE), "send");
  must(zmq_send(socket, data, LARGE, ZMQ_SNDMORE), "send");
  must(zmq_send(socket, "after", 5, 0), "send");
  zmq_msg_t frame;
  zmq_msg_init(&frame);
  for (int more = 1; more;) {
    must(zmq_msg_recv(&frame, socket, 0), "recv");
    add(zmq_msg_data(&frame), zmq_msg_size(&frame));
    if (zmq_msg_size(&frame) > 10)
      printf("%zu bytes, the same %d\n", zmq_msg_size(&frame), memcmp(zmq_msg_data(&frame), data, LARGE) == 0);
    more = zmq_msg_more(&frame);
  }
  zmq_msg_close(&frame);
  free(data);
}

struct scenario {
  const char *name;
  int binds;
  void (*binder)(void *socket);
  int connects;
  void (*connecter)(void *socket);
};

static const struct scenario scenarios[] = {
    {"req-rep", ZMQ_REP, replies, ZMQ_REQ, requests},
    {"rep-req", ZMQ_REQ, requests, ZMQ_REP, replies},
    {"router-dealer", ZMQ_ROUTER, router, ZMQ_DEALER, dealer},
    {"dealer-router", ZMQ_DEALER, dealer, ZMQ_ROUTER, router},
    {"pull-push", ZMQ_PULL, pull, ZMQ_PUSH, push},
    {"push-pull", ZMQ_PUSH, push, ZMQ_PULL, pull},
    {"xpub-sub", ZMQ_XPUB, publish, ZMQ_SUB, subscribe},
    {"sub-xpub", ZMQ_SUB, subscribe, ZMQ_XPUB, publish},
    {"pair", ZMQ_PAIR, pair, ZMQ_PAIR, pair},
    {"large", ZMQ_DEALER, large, ZMQ_DEALER, large},
};

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  bool binds = strcmp(argv[2], "bind") == 0;
  void *context = zmq_ctx_new();
  for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
    const struct scenario *scenario = &scenarios[i];
    if (strcmp(scenario->name, argv[1]) != 0)
      continue;
    void *socket = make(context, binds ? scenario->binds : scenario->connects);
    // A publisher that may not leave anybody out, so that nothing is lost; and what is sent last arrives.
    if (zmq_setsockopt(socket, ZMQ_XPUB_NODROP, &(int){1}, sizeof(int)) < 0)
      errno = 0;
    set(socket, ZMQ_LINGER, 30000);
    if (binds) {
      char endpoint[256];
      size_t size = sizeof endpoint;
      must(zmq_bind(socket, argv[3]), "bind");
      must(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
      printf("endpoint %s\n", endpoint);
      fflush(stdout);
    } else {
      must(zmq_connect(socket, argv[3]), "connect");
    }
    (binds ? scenario->binder : scenario->connecter)(socket);
    zmq_close(socket);
  }
  must(zmq_ctx_term(context), "term");
  printf("%016" PRIx64 "\n", sum);
}
