// Sockets: the handle, its pipes and endpoints, sending and receiving with blocking, time limits and parts of messages.
// How messages are routed between pipes is its pattern's business (pattern.h).
#ifndef ISTHMUS_ZMQ_SOCKET_H
#define ISTHMUS_ZMQ_SOCKET_H

#include "options.h"
#include "pipe.h"
#include <stdint.h>

struct context;
struct endpoint;
struct engine;
struct pattern;

/* What ZMQ_FD gave: a set of descriptors, and the one in it that is raised by hand; -1 before that. See notice.h. */
struct notice {
  int set;
  int event;
  bool raised;
};

struct socket {
  /* SOCKET_TAG while it is one: handles are checked. */
  uint32_t tag;
  struct context *context;
  const struct pattern *pattern;
  /* The pattern's own, `state_size` zeroed bytes. */
  void *state;
  struct options options;
  /* The last frame received had more behind it (ZMQ_RCVMORE). */
  bool receiving_more;
  /* Closed, and still there for what lingers. */
  bool closed;
  struct pipe *pipes;
  struct engine *engines;
  /* Listeners, connecters and inproc names, newest first. */
  struct endpoint *endpoints;
  /* Tells the program of the events in the mask (monitor.c). */
  struct socket *monitor;
  int monitor_events;
  char *last_endpoint;
  struct notice notice;
  /* Of the context's list. */
  struct socket *next;
  struct socket *previous;
};

/** The socket of a handle, or NULL with errno ENOTSOCK. */
struct socket *socket_of(void *handle);

/** Does what is due in the socket's context without waiting, then tells what could be done now: ZMQ_POLLIN,
 * ZMQ_POLLOUT. -ETERM when the context is terminated. */
int socket_events(struct socket *socket);

/** A pipe of it was freed: a closed socket goes with the last one. */
void socket_pipe_freed(struct socket *socket);

#endif
