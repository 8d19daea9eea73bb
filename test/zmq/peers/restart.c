// Peers that are killed and started again: restart ROLE bind|connect ENDPOINT COUNT. Each prints what it has received,
// a line each, and ends with the last message, or when nothing has come for a long while.
#include "../programs/help.h"

enum { SILENCE = 10000, EACH = 1 };

static void push(void *socket, int count) {
  for (int n = 0; n < count; n++) {
    char text[16];
    int size = snprintf(text, sizeof text, "%d", n);
    must(zmq_send(socket, text, (size_t)size, 0), "send");
    zmq_poll(NULL, 0, EACH);
  }
}

static void publish(void *socket, int count) {
  for (int n = 0; n < count; n++) {
    char text[16];
    int size = snprintf(text, sizeof text, "%d", n);
    must(zmq_send(socket, "other", 5, 0), "send");
    must(zmq_send(socket, "wanted", 6, ZMQ_SNDMORE), "send");
    must(zmq_send(socket, text, (size_t)size, 0), "send");
    zmq_poll(NULL, 0, EACH);
  }
}

static void receive(void *socket, int count) {
  set(socket, ZMQ_RCVTIMEO, SILENCE);
  char text[17];
  int size;
  while ((size = zmq_recv(socket, text, sizeof text - 1, 0)) >= 0) {
    text[size] = 0;
    if (strcmp(text, "wanted") == 0)
      continue;
    printf("%s\n", text);
    if (atoi(text) == count - 1)
      return;
  }
}

static void request(void *socket, int count) {
  int tries = 0;
  // The last one is COUNT itself, and ends the other side too.
  for (int n = 0; n <= count; n++) {
    for (int reply = -1; reply != n; tries++) {
      must(zmq_send(socket, &n, sizeof n, 0), "send");
      if (is_ready(socket, ZMQ_POLLIN, 100))
        must(zmq_recv(socket, &reply, sizeof reply, 0), "recv");
      if (tries > 2 * count) {
        printf("too many tries\n");
        exit(1);
      }
    }
    zmq_poll(NULL, 0, EACH);
  }
  printf("%d replies\n", count);
}

static void reply(void *socket, int count) {
  set(socket, ZMQ_RCVTIMEO, SILENCE);
  int n = 0;
  while (n != count && zmq_recv(socket, &n, sizeof n, 0) >= 0)
    must(zmq_send(socket, &n, sizeof n, 0), "send");
}

struct role {
  const char *name;
  int type;
  void (*run)(void *socket, int count);
};

static const struct role roles[] = {{"push", ZMQ_PUSH, push},  {"pull", ZMQ_PULL, receive}, {"pub", ZMQ_PUB, publish},
                                    {"sub", ZMQ_SUB, receive}, {"req", ZMQ_REQ, request},   {"rep", ZMQ_REP, reply}};

int main(int argc, char **argv) {
  if (argc != 5)
    return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  void *context = zmq_ctx_new();
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
    if (strcmp(roles[i].name, argv[1]) != 0)
      continue;
    void *socket = make(context, roles[i].type);
    set(socket, ZMQ_LINGER, 3000);
    set(socket, ZMQ_RECONNECT_IVL, 20);
    if (roles[i].type == ZMQ_SUB)
      set_text(socket, ZMQ_SUBSCRIBE, "want");
    if (roles[i].type == ZMQ_REQ) {
      set(socket, ZMQ_REQ_RELAXED, 1);
      set(socket, ZMQ_REQ_CORRELATE, 1);
    }
    must(strcmp(argv[2], "bind") == 0 ? zmq_bind(socket, argv[3]) : zmq_connect(socket, argv[3]), argv[2]);
    printf("ready\n");
    roles[i].run(socket, atoi(argv[4]));
    zmq_close(socket);
  }
  must(zmq_ctx_term(context), "term");
}
