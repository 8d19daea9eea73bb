// What the programs of ZeroMQ print with, beside show.h: libzmq's own errnos, messages, options and endpoints, and
// waiting that works with and without an I/O thread.
#ifndef ZMQ_SHOW_H
#define ZMQ_SHOW_H
#include "show.h"
#include <time.h>
#include <zmq.h>

static inline const char *zmq_errno_name(int error) {
  switch (error) {
  case EFSM:
    return "EFSM";
  case ENOCOMPATPROTO:
    return "ENOCOMPATPROTO";
  case ETERM:
    return "ETERM";
  case EMTHREAD:
    return "EMTHREAD";
  case EHOSTUNREACH:
    return "EHOSTUNREACH";
  default:
    return errno_name(error);
  }
}
/* So that show and check know them too. */
#define errno_name zmq_errno_name

/* Longest that anything here waits for something that does come. */
enum { patience = 10000 };

/* Lets time pass in which connections are made and messages travel: with an I/O thread that is sleeping, without one it
   is zmq_poll's work. */
static inline void settle(int milliseconds) { check(zmq_poll(NULL, 0, milliseconds) == 0); }

static inline long long milliseconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static inline void *make_socket(void *context, int type) {
  void *socket = zmq_socket(context, type);
  check(socket != NULL);
  return socket;
}

static inline void set_int(void *socket, int option, int value) {
  check(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

static inline void set_text(void *socket, int option, const char *text) {
  check(zmq_setsockopt(socket, option, text, strlen(text)) == 0);
}

static inline int get_int(void *socket, int option) {
  int value = -12345;
  size_t size = sizeof value;
  check(zmq_getsockopt(socket, option, &value, &size) == 0 && size == sizeof value);
  return value;
}

/* Where the socket was last bound or connected; each call may use one of eight buffers. */
static inline const char *last_endpoint(void *socket) {
  static char texts[8][256];
  static int next;
  char *text = texts[next++ % 8];
  size_t size = sizeof texts[0];
  check(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, text, &size) == 0);
  check(size == strlen(text) + 1);
  return text;
}

/* Binds and tells where. */
static inline const char *bound(void *socket, const char *endpoint) {
  check(zmq_bind(socket, endpoint) == 0);
  return last_endpoint(socket);
}

static inline void print_bytes(const void *data, size_t size) {
  const unsigned char *bytes = data;
  size_t shown = size < 60 ? size : 60;
  putchar('[');
  for (size_t i = 0; i < shown; i++)
    if (bytes[i] >= ' ' && bytes[i] < 127 && bytes[i] != '\\')
      putchar(bytes[i]);
    else
      printf("\\%02x", bytes[i]);
  if (shown < size) {
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++)
      sum = sum * 31 + bytes[i];
    printf("... %zu bytes, sum %u", size, sum);
  }
  putchar(']');
}

/* Waits until a socket can be read; 0 when nothing comes. */
static inline int comes_within(void *socket, int milliseconds) {
  zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
  int result = zmq_poll(&item, 1, milliseconds);
  check(result >= 0);
  return result;
}

/* Receives a message and prints its parts, or the errno. Gives the number of parts. */
static inline int receive(const char *who, void *socket, int flags) {
  int parts = 0, more = 1;
  printf("%s: ", who);
  while (more) {
    zmq_msg_t message;
    check(zmq_msg_init(&message) == 0);
    if (zmq_msg_recv(&message, socket, flags) < 0) {
      printf("%s\n", errno_name(errno));
      zmq_msg_close(&message);
      return -1;
    }
    print_bytes(zmq_msg_data(&message), zmq_msg_size(&message));
    more = zmq_msg_more(&message);
    check(get_int(socket, ZMQ_RCVMORE) == more);
    check(zmq_msg_close(&message) == 0);
    parts++;
  }
  putchar('\n');
  return parts;
}

/* Receives a message that must come. */
static inline int expect(const char *who, void *socket) {
  if (!comes_within(socket, patience)) {
    printf("%s: nothing comes\n", who);
    return 0;
  }
  return receive(who, socket, 0);
}

/* Says whether nothing comes for a while. */
static inline void expect_nothing(const char *who, void *socket) {
  if (comes_within(socket, 150))
    receive(who, socket, 0);
  else
    printf("%s: nothing\n", who);
}

/* Sends text, or says why not. */
static inline int send_text(void *socket, const char *text, int flags) {
  int result = zmq_send(socket, text, strlen(text), flags);
  if (result < 0)
    printf("send %s: %s\n", text, errno_name(errno));
  return result;
}

/* Sends the parts of a message: texts up to a NULL. */
#define send_parts(socket, ...) send_list(socket, (const char *[]){__VA_ARGS__, NULL})
static inline void send_list(void *socket, const char **parts) {
  for (; *parts != NULL; parts++)
    if (send_text(socket, *parts, parts[1] != NULL ? ZMQ_SNDMORE : 0) < 0)
      return;
}

/* Binds where another socket was until a moment ago, which libzmq lets go of by and by. */
static inline void bind_again(void *socket, const char *endpoint) {
  int result = zmq_bind(socket, endpoint);
  for (int tries = 0; result != 0 && errno == EADDRINUSE && tries < patience / 20; tries++) {
    settle(20);
    result = zmq_bind(socket, endpoint);
  }
  check(result == 0);
}

/* A monitor of some events of a socket. */
static inline void *watch_events(void *context, void *socket, const char *name, int events) {
  check(zmq_socket_monitor(socket, name, events) == 0);
  void *monitor = make_socket(context, ZMQ_PAIR);
  check(zmq_connect(monitor, name) == 0);
  return monitor;
}

/* Waits for so many events, whichever they are, and then for the socket to know of them. */
static inline void await_events(void *socket, void *monitor, int count) {
  char event[256];
  for (; count > 0; count--) {
    check(comes_within(monitor, patience));
    check(zmq_recv(monitor, event, sizeof event, 0) == 6 && zmq_recv(monitor, event, sizeof event, 0) >= 0);
  }
  settle(20);
  get_int(socket, ZMQ_EVENTS);
}

static inline void end_events(void *socket, void *monitor) {
  check(zmq_socket_monitor(socket, NULL, 0) == 0 && zmq_close(monitor) == 0);
}

/* Receives until the newest of messages has come, of which a socket with ZMQ_CONFLATE keeps no other; on a busy machine
   an older one or two are there for a while. */
static inline void expect_newest(const char *who, void *socket, const char *newest, int most) {
  char text[64] = "";
  int heard = 0;
  for (; strcmp(text, newest) != 0; heard++) {
    settle(200);
    check(comes_within(socket, patience));
    int size = zmq_recv(socket, text, sizeof text - 1, 0);
    check(size >= 0);
    text[size] = 0;
  }
  printf("%s: the newest, others skipped %d\n", who, heard <= most);
}

/* Ends sockets and their context, at once. */
#define finish(context, ...) finish_list(context, (void *[]){__VA_ARGS__, NULL})
static inline void finish_list(void *context, void **sockets) {
  for (; *sockets != NULL; sockets++) {
    set_int(*sockets, ZMQ_LINGER, 0);
    check(zmq_close(*sockets) == 0);
  }
  check(zmq_ctx_term(context) == 0);
}

#endif
