// What the programs share: sending and receiving messages of text frames, and telling what happened in one line each.
#ifndef HELP_H
#define HELP_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

/** How long something is waited for that must come, also on a busy machine, and something that must not; ms. */
enum { SURE = 15000, UNLIKELY = 150 };

static inline const char *error_name(void) {
  switch (errno) {
#define NAME(error)                                                                                                    \
  case error:                                                                                                          \
    return #error;
    NAME(EAGAIN)
    NAME(EFSM)
    NAME(EINVAL)
    NAME(ENOTSUP)
    NAME(EHOSTUNREACH)
    NAME(ETERM)
    NAME(ENOTSOCK)
    NAME(EFAULT)
    NAME(EADDRINUSE)
    NAME(EPROTONOSUPPORT)
    NAME(ENOENT)
    NAME(EMFILE)
    NAME(EINTR)
    NAME(ENODEV)
    NAME(ENOCOMPATPROTO)
#undef NAME
  default:
    return strerror(errno);
  }
}

/** Ends the program when a call that must succeed failed. */
static inline int must(int result, const char *what) {
  if (result < 0) {
    printf("%s: %s\n", what, error_name());
    exit(1);
  }
  return result;
}

static inline void *make(void *context, int type) {
  void *socket = zmq_socket(context, type);
  if (socket == NULL)
    must(-1, "zmq_socket");
  int linger = 0;
  zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
  return socket;
}

static inline void set(void *socket, int option, int value) {
  must(zmq_setsockopt(socket, option, &value, sizeof value), "zmq_setsockopt");
}

static inline void set_text(void *socket, int option, const char *text) {
  must(zmq_setsockopt(socket, option, text, strlen(text)), "zmq_setsockopt");
}

/** Binds to a port that is free and returns the endpoint (in static memory, one of a few). */
static inline const char *bind_somewhere(void *socket) {
  static char endpoints[8][64];
  static int next;
  char *endpoint = endpoints[next++ % 8];
  size_t size = sizeof endpoints[0];
  must(zmq_bind(socket, "tcp://127.0.0.1:*"), "zmq_bind");
  must(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size), "ZMQ_LAST_ENDPOINT");
  return endpoint;
}

/** Whether what is asked for comes true in time. */
static inline bool is_ready(void *socket, short events, long timeout) {
  zmq_pollitem_t item = {.socket = socket, .events = events};
  return zmq_poll(&item, 1, timeout) > 0;
}

/** Sends the texts up to NULL as frames of one message, without waiting, and says so if that fails. */
static inline void tell(void *socket, const char *first, ...) {
  va_list list;
  va_start(list, first);
  const char *text = first;
  while (text != NULL) {
    const char *next = va_arg(list, const char *);
    if (zmq_send(socket, text, strlen(text), ZMQ_DONTWAIT | (next == NULL ? 0 : ZMQ_SNDMORE)) < 0) {
      printf("send %s: %s\n", text, error_name());
      break;
    }
    text = next;
  }
  va_end(list);
}

/** Prints a frame; bytes that can't be printed as numbers. */
static inline void print_frame(const void *data, size_t size) {
  const unsigned char *bytes = data;
  putchar('[');
  for (size_t i = 0; i < size; i++)
    printf(bytes[i] >= ' ' && bytes[i] < 127 ? "%c" : "\\%d", bytes[i]);
  putchar(']');
}

/** Receives one message and prints it; or the error, EAGAIN when nothing comes in time. */
static inline bool hear_within(const char *who, void *socket, long timeout) {
  int limit = (int)timeout;
  zmq_setsockopt(socket, ZMQ_RCVTIMEO, &limit, sizeof limit);
  printf("%s: ", who);
  int more = 1;
  while (more != 0) {
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (zmq_msg_recv(&frame, socket, 0) < 0) {
      printf("%s\n", error_name());
      zmq_msg_close(&frame);
      return false;
    }
    print_frame(zmq_msg_data(&frame), zmq_msg_size(&frame));
    size_t size = sizeof more;
    zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
    if (more != zmq_msg_more(&frame))
      printf(" RCVMORE differs");
    zmq_msg_close(&frame);
  }
  putchar('\n');
  return true;
}

static inline bool hear(const char *who, void *socket) { return hear_within(who, socket, SURE); }
static inline bool hear_nothing(const char *who, void *socket) { return hear_within(who, socket, UNLIKELY); }

/** Binds where another socket was until a moment ago, which libzmq lets go of by and by. */
static inline int bind_again(void *socket, const char *endpoint) {
  int result = zmq_bind(socket, endpoint);
  for (int tries = 0; result != 0 && errno == EADDRINUSE && tries < SURE / 20; tries++) {
    zmq_poll(NULL, 0, 20);
    result = zmq_bind(socket, endpoint);
  }
  return result;
}

/** A monitor of a socket's connections that end. */
static inline void *watch_ends(void *context, void *socket, const char *name) {
  void *monitor = make(context, ZMQ_PAIR);
  must(zmq_socket_monitor(socket, name, ZMQ_EVENT_DISCONNECTED), "monitor");
  must(zmq_connect(monitor, name), "connect");
  return monitor;
}

/** Waits until the socket has noticed that a connection has ended: what it sends before is lost. */
static inline void await_end(void *socket, void *monitor) {
  if (!is_ready(monitor, ZMQ_POLLIN, SURE))
    printf("no end noticed\n");
  must(zmq_socket_monitor(socket, NULL, 0), "monitor");
  zmq_close(monitor);
}

static inline void finish(void *context, void **sockets, int count) {
  for (int i = 0; i < count; i++)
    zmq_close(sockets[i]);
  must(zmq_ctx_term(context), "zmq_ctx_term");
}

#define FINISH(context, ...)                                                                                           \
  finish(context, (void *[]){__VA_ARGS__}, (int)(sizeof((void *[]){__VA_ARGS__}) / sizeof(void *)))

#endif
