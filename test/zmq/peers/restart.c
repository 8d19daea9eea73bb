// Peers that are killed and started again: restart ROLE bind|connect ENDPOINT [FIRST]. Who sends begins with the number
// FIRST, goes on until its input ends, and says what the end was. Who receives prints that, a line each, and ends with
// "end", or when nothing has come for a long while.
#include "../programs/help.h"

enum { SILENCE = 30000, EACH = 1 };

static int first;

/** Whether to go on; lets a moment pass. */
static bool goes_on(void) {
  zmq_pollitem_t item = {.fd = STDIN_FILENO, .events = ZMQ_POLLIN};
  return must(zmq_poll(&item, 1, EACH), "poll") == 0;
}

static void push(void *context, void *socket) {
  void *monitor = watch_ends(context, socket, "inproc://ends");
  int n = first;
  do {
    char text[16], event[256];
    int size = snprintf(text, sizeof text, "%d", n++);
    must(zmq_send(socket, text, (size_t)size, 0), "send");
    if (zmq_recv(monitor, event, sizeof event, ZMQ_DONTWAIT) >= 0) {
      must(zmq_recv(monitor, event, sizeof event, 0), "endpoint");
      /* Who is bound has nobody to send to then, as soon as libzmq's I/O thread has said so. */
      for (int tries = 0; tries < 100 && is_ready(socket, ZMQ_POLLOUT, 0); tries++)
        zmq_poll(NULL, 0, EACH);
      /* What has been sent until now may be lost. */
      printf("noticed before %d\n", n);
    }
  } while (goes_on());
  must(zmq_socket_monitor(socket, NULL, 0), "monitor");
  zmq_close(monitor);
  must(zmq_send(socket, "end", 3, 0), "send");
  printf("sent %d\n", n);
}

static void publish(void *context, void *socket) {
  (void)context;
  int n = first;
  do {
    char text[16];
    int size = snprintf(text, sizeof text, "%d", n++);
    must(zmq_send(socket, "other", 5, 0), "send");
    must(zmq_send(socket, "wanted", 6, ZMQ_SNDMORE), "send");
    must(zmq_send(socket, text, (size_t)size, 0), "send");
  } while (goes_on());
  must(zmq_send(socket, "wanted", 6, ZMQ_SNDMORE), "send");
  must(zmq_send(socket, "end", 3, 0), "send");
  printf("sent %d\n", n);
}

static void receive(void *context, void *socket) {
  (void)context;
  set(socket, ZMQ_RCVTIMEO, SILENCE);
  char text[17];
  int size;
  while ((size = zmq_recv(socket, text, sizeof text - 1, 0)) >= 0) {
    text[size] = 0;
    if (strcmp(text, "wanted") == 0)
      continue;
    printf("%s\n", text);
    if (strcmp(text, "end") == 0)
      return;
  }
}

/** Asks until there is an answer. */
static void ask(void *socket, int n) {
  int tries = 0;
  for (int reply = -1; reply != n; tries++) {
    must(zmq_send(socket, &n, sizeof n, 0), "send");
    if (is_ready(socket, ZMQ_POLLIN, 100))
      must(zmq_recv(socket, &reply, sizeof reply, 0), "recv");
    if (tries > 600) {
      printf("too many tries\n");
      exit(1);
    }
  }
}

static void request(void *context, void *socket) {
  (void)context;
  int n = 0;
  do {
    ask(socket, n++);
    printf("%d\n", n);
  } while (goes_on());
  printf("all answered\n");
}

static void reply(void *context, void *socket) {
  (void)context;
  zmq_pollitem_t items[] = {{.socket = socket, .events = ZMQ_POLLIN}, {.fd = STDIN_FILENO, .events = ZMQ_POLLIN}};
  for (int n; must(zmq_poll(items, 2, SILENCE), "poll") > 0 && items[1].revents == 0;) {
    must(zmq_recv(socket, &n, sizeof n, 0), "recv");
    must(zmq_send(socket, &n, sizeof n, 0), "send");
    printf("%d\n", n);
  }
}

struct role {
  const char *name;
  int type;
  void (*run)(void *context, void *socket);
};

static const struct role roles[] = {{"push", ZMQ_PUSH, push},  {"pull", ZMQ_PULL, receive}, {"pub", ZMQ_PUB, publish},
                                    {"sub", ZMQ_SUB, receive}, {"req", ZMQ_REQ, request},   {"rep", ZMQ_REP, reply}};

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  first = argc > 4 ? atoi(argv[4]) : 0;
  setvbuf(stdout, NULL, _IOLBF, 0);
  void *context = zmq_ctx_new();
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
    if (strcmp(roles[i].name, argv[1]) != 0)
      continue;
    void *socket = make(context, roles[i].type);
    set(socket, ZMQ_LINGER, SURE);
    set(socket, ZMQ_RECONNECT_IVL, 20);
    /* A subscriber that is held up loses nothing. */
    if (roles[i].type == ZMQ_PUB)
      set(socket, ZMQ_SNDHWM, 0);
    if (roles[i].type == ZMQ_SUB)
      set_text(socket, ZMQ_SUBSCRIBE, "want");
    if (roles[i].type == ZMQ_REQ) {
      set(socket, ZMQ_REQ_RELAXED, 1);
      set(socket, ZMQ_REQ_CORRELATE, 1);
    }
    must(strcmp(argv[2], "bind") == 0 ? zmq_bind(socket, argv[3]) : zmq_connect(socket, argv[3]), argv[2]);
    printf("ready\n");
    roles[i].run(context, socket);
    zmq_close(socket);
  }
  must(zmq_ctx_term(context), "term");
}
