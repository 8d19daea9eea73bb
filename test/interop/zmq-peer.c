// A peer that does with ZeroMQ sockets what the lines on its standard input say: the other end of tests, natively and
// as a guest. zmq-peer.py and zmq-peer.ts are the same in other languages. A line is a command, a socket's name and
// arguments.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { room = 32, patience = 10000 };

static void *context, *zap;
static struct {
  char name[32];
  void *socket, *monitor;
} sockets[room];

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
  exit(1);
}

static const char *const types[] = {"PAIR",   "PUB",  "SUB",  "REQ",  "REP",  "DEALER",
                                    "ROUTER", "PULL", "PUSH", "XPUB", "XSUB", "STREAM"};
static const struct {
  const char *name;
  int option, wide;
} options[] = {
    {"plain-server", ZMQ_PLAIN_SERVER, 0},
    {"handshake-interval", ZMQ_HANDSHAKE_IVL, 0},
    {"maximum", ZMQ_MAXMSGSIZE, 1},
    {"send-mark", ZMQ_SNDHWM, 0},
    {"receive-mark", ZMQ_RCVHWM, 0},
    {"reconnect-interval", ZMQ_RECONNECT_IVL, 0},
    {"heartbeat-interval", ZMQ_HEARTBEAT_IVL, 0},
    {"heartbeat-timeout", ZMQ_HEARTBEAT_TIMEOUT, 0},
    {"ipv6", ZMQ_IPV6, 0},
    {"linger", ZMQ_LINGER, 0},
};
static const struct {
  const char *name;
  int option;
} texts[] = {
    {"username", ZMQ_PLAIN_USERNAME}, {"password", ZMQ_PLAIN_PASSWORD}, {"routing-id", ZMQ_ROUTING_ID},
    {"subscribe", ZMQ_SUBSCRIBE},     {"zap-domain", ZMQ_ZAP_DOMAIN},
};

static int find(const char *name) {
  for (int i = 0; i < room; i++)
    if (strcmp(sockets[i].name, name) == 0)
      return i;
  fprintf(stderr, "no socket %s\n", name);
  exit(1);
}

/* Lets in who says "secret". */
static void answer_zap(void) {
  char frames[8][256];
  int count = 0, more = 1;
  size_t size = sizeof more;
  while (more && count < 8) {
    int length = zmq_recv(zap, frames[count], 255, 0);
    if (length < 0 || length > 255)
      fail("zap");
    frames[count++][length] = 0;
    zmq_getsockopt(zap, ZMQ_RCVMORE, &more, &size);
  }
  int good = count == 8 && strcmp(frames[7], "secret") == 0;
  const char *reply[] = {"1.0", frames[1], good ? "200" : "400", "", good ? frames[6] : "", ""};
  for (int i = 0; i < 6; i++)
    zmq_send(zap, reply[i], strlen(reply[i]), i < 5 ? ZMQ_SNDMORE : 0);
}

/* Waits for events of a socket or, without one, for a line; answers questions about passwords meanwhile. */
static int await_events(void *socket, short events, int milliseconds) {
  for (;;) {
    zmq_pollitem_t items[] = {{socket, socket == NULL ? STDIN_FILENO : 0, events, 0}, {zap, 0, ZMQ_POLLIN, 0}};
    int count = zmq_poll(items, zap != NULL ? 2 : 1, milliseconds);
    if (count < 0)
      fail("zmq_poll");
    if (items[1].revents != 0)
      answer_zap();
    if (items[0].revents != 0)
      return 1;
    if (count == 0)
      return 0;
  }
}

static int await(void *socket, int milliseconds) { return await_events(socket, ZMQ_POLLIN, milliseconds); }

static void receive(const char *name, void *socket, int milliseconds) {
  int more = 1;
  if (!await(socket, milliseconds)) {
    printf("%s: nothing\n", name);
    return;
  }
  printf("%s: ", name);
  while (more) {
    zmq_msg_t message;
    zmq_msg_init(&message);
    if (zmq_msg_recv(&message, socket, 0) < 0)
      fail("zmq_msg_recv");
    const unsigned char *data = zmq_msg_data(&message);
    size_t size = zmq_msg_size(&message);
    putchar('[');
    for (size_t i = 0; i < size && i < 40; i++)
      if (data[i] > 32 && data[i] < 127)
        putchar(data[i]);
      else
        printf("\\%02x", data[i]);
    if (size > 40)
      printf("... %zu", size);
    putchar(']');
    more = zmq_msg_more(&message);
    zmq_msg_close(&message);
  }
  putchar('\n');
}

/* Numbers to the message "end": how many, from where to where, gaps and steps back. */
static void receive_numbers(const char *name, void *socket) {
  long count = 0, first = -1, last = -1, gaps = 0, back = 0, missing = 0;
  for (;;) {
    zmq_msg_t message;
    char text[24] = "";
    zmq_msg_init(&message);
    if (!await(socket, patience)) {
      printf("%s: stalled after %ld at %ld\n", name, count, last);
      return;
    }
    if (zmq_msg_recv(&message, socket, 0) < 0)
      fail("zmq_msg_recv");
    memcpy(text, zmq_msg_data(&message), zmq_msg_size(&message) < 20 ? zmq_msg_size(&message) : 20);
    zmq_msg_close(&message);
    if (strcmp(text, "end") == 0)
      break;
    long number = atol(text);
    if (count++ == 0)
      first = number;
    else if (number <= last)
      back++;
    else if (number > last + 1) {
      gaps++;
      missing += number - last - 1;
    }
    last = number;
    if (count % 1000 == 0)
      printf("%s: %ld so far\n", name, count);
  }
  printf("%s: %ld numbers from %ld to %ld, %ld gaps of %ld, %ld back\n", name, count, first, last, gaps, missing, back);
}

/* Sends so many numbers, each with a pause of some microseconds after it, then "end". */
static void send_numbers(const char *name, void *socket, long count, long pause, size_t size) {
  char *text = calloc(1, size + 24);
  for (long i = 0; i < count; i++) {
    int length = snprintf(text, 24, "%ld", i);
    if (zmq_send(socket, text, (size_t)length > size ? (size_t)length : size, 0) < 0)
      fail("zmq_send");
    if (pause > 0 && i % 20 == 19)
      zmq_poll(NULL, 0, pause * 20 / 1000);
  }
  free(text);
  if (zmq_send(socket, "end", 3, 0) < 0)
    fail("zmq_send");
  printf("%s: sent\n", name);
}

static void send_parts(void *socket, char *text) {
  await_events(socket, ZMQ_POLLOUT, patience);
  for (;;) {
    char *end = strchr(text, '|');
    if (end != NULL)
      *end = 0;
    if (zmq_send(socket, text, strlen(text), end != NULL ? ZMQ_SNDMORE : 0) < 0)
      fail("zmq_send");
    if (end == NULL)
      return;
    text = end + 1;
  }
}

/* The monitor's events until nothing more has come for a while. */
static void print_events(const char *name, void *monitor, int milliseconds) {
  printf("%s:", name);
  while (await(monitor, milliseconds)) {
    static const char *const names[] = {"connected", "delayed",       "retried",   "listening",    "bind-failed",
                                        "accepted",  "accept-failed", "closed",    "close-failed", "disconnected",
                                        "stopped",   "failed",        "succeeded", "protocol",     "refused"};
    unsigned char head[6];
    char endpoint[256];
    uint16_t event;
    uint32_t value;
    if (zmq_recv(monitor, head, 6, 0) != 6 || zmq_recv(monitor, endpoint, sizeof endpoint, 0) < 0)
      fail("monitor");
    memcpy(&event, head, 2);
    memcpy(&value, head + 2, 4);
    int bit = 0;
    while (bit < 14 && event >> bit > 1)
      bit++;
    printf(" %s", names[bit]);
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
      printf("=%u", value);
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
      printf("=%x", value);
  }
  printf("\n");
}

static void open_socket(const char *name, const char *type) {
  for (int i = 0; i < room; i++) {
    if (sockets[i].name[0] != 0)
      continue;
    for (int number = 0; number < 12; number++)
      if (strcmp(types[number], type) == 0)
        sockets[i].socket = zmq_socket(context, number);
    if (sockets[i].socket == NULL)
      fail("zmq_socket");
    snprintf(sockets[i].name, sizeof sockets[i].name, "%s", name);
    return;
  }
}

static void close_socket(int at) {
  // Without this libzmq's I/O thread may wait for ever with an event for a monitor that has gone.
  if (sockets[at].monitor != NULL && zmq_socket_monitor(sockets[at].socket, NULL, 0) != 0)
    fail("zmq_socket_monitor");
  if (sockets[at].socket != NULL && zmq_close(sockets[at].socket) != 0)
    fail("zmq_close");
  if (sockets[at].monitor != NULL && zmq_close(sockets[at].monitor) != 0)
    fail("zmq_close");
  memset(&sockets[at], 0, sizeof sockets[at]);
}

static void set(void *socket, const char *option, const char *value) {
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
    if (strcmp(options[i].name, option) == 0) {
      int number = atoi(value);
      int64_t wide = number;
      if (zmq_setsockopt(socket, options[i].option, options[i].wide ? (void *)&wide : (void *)&number,
                         options[i].wide ? 8 : 4) != 0)
        fail(option);
      return;
    }
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    if (strcmp(texts[i].name, option) == 0) {
      if (zmq_setsockopt(socket, texts[i].option, value, strlen(value)) != 0)
        fail(option);
      return;
    }
  fail("no such option");
}

static void obey(char *line) {
  char command[32] = "", name[32] = "", rest[512] = "", more[256] = "";
  sscanf(line, "%31s %31s %511s %255s", command, name, rest, more);
  if (strcmp(command, "zap") == 0) {
    zap = zmq_socket(context, ZMQ_REP);
    if (zap == NULL || zmq_bind(zap, "inproc://zeromq.zap.01") != 0)
      fail("zap");
    return;
  }
  if (strcmp(command, "open") == 0) {
    open_socket(name, rest);
    return;
  }
  int at = find(name);
  void *socket = sockets[at].socket;
  if (strcmp(command, "set") == 0) {
    set(socket, rest, more);
  } else if (strcmp(command, "bind") == 0) {
    char endpoint[256];
    size_t size = sizeof endpoint;
    if (zmq_bind(socket, rest) != 0 || zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0)
      fail("zmq_bind");
    printf("%s: bound %s\n", name, endpoint);
  } else if (strcmp(command, "connect") == 0) {
    if (zmq_connect(socket, rest) != 0)
      fail("zmq_connect");
  } else if (strcmp(command, "monitor") == 0) {
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "inproc://monitor-%s", name);
    sockets[at].monitor = zmq_socket(context, ZMQ_PAIR);
    if (zmq_socket_monitor(socket, endpoint, ZMQ_EVENT_ALL) != 0 || zmq_connect(sockets[at].monitor, endpoint) != 0)
      fail("zmq_socket_monitor");
  } else if (strcmp(command, "events") == 0) {
    print_events(name, sockets[at].monitor, rest[0] == 0 ? 300 : atoi(rest));
  } else if (strcmp(command, "send") == 0) {
    send_parts(socket, rest);
  } else if (strcmp(command, "topic") == 0) {
    memmove(rest + 1, rest, strlen(rest) + 1);
    rest[0] = 1;
    send_parts(socket, rest);
  } else if (strcmp(command, "receive") == 0) {
    receive(name, socket, rest[0] == 0 ? patience : atoi(rest));
  } else if (strcmp(command, "numbers") == 0) {
    receive_numbers(name, socket);
  } else if (strcmp(command, "count") == 0) {
    long pause = 0, size = 0;
    sscanf(more, "%ld,%ld", &pause, &size);
    send_numbers(name, socket, atol(rest), pause, (size_t)size);
  } else if (strcmp(command, "close") == 0) {
    close_socket(at);
    printf("%s: closed\n", name);
  } else {
    fprintf(stderr, "no command %s\n", command);
    exit(1);
  }
}

int main(void) {
  static char line[4096];
  size_t filled = 0;
  setvbuf(stdout, NULL, _IOLBF, 0);
  context = zmq_ctx_new();
  if (context == NULL)
    fail("zmq_ctx_new");
  printf("ready\n");
  for (;;) {
    char *end;
    while ((end = memchr(line, '\n', filled)) != NULL) {
      *end = 0;
      obey(line);
      filled -= (size_t)(end + 1 - line);
      memmove(line, end + 1, filled);
    }
    await(NULL, -1);
    ssize_t count = read(STDIN_FILENO, line + filled, sizeof line - filled);
    if (count <= 0)
      break;
    filled += (size_t)count;
  }
  for (int i = 0; i < room; i++)
    close_socket(i);
  if (zap != NULL)
    zmq_close(zap);
  zmq_ctx_term(context);
  printf("ended\n");
  return 0;
}
