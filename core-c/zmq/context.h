// Contexts: the one epoll descriptor that all connections of their sockets are in, the pump that does all work, timers.
#ifndef ISTHMUS_ZMQ_CONTEXT_H
#define ISTHMUS_ZMQ_CONTEXT_H

#include "timer.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct pipe;
struct socket;

/* A descriptor in the context's epoll set. */
struct watch {
  void (*ready)(struct watch *watch, uint32_t events);
  int fd;
  /* EPOLLIN, EPOLLOUT that it waits for now. */
  uint32_t events;
};

struct context {
  /* CONTEXT_TAG while it is one: handles are checked. */
  uint32_t tag;
  /* It belongs to the process that made it; a fork's child leaves it alone. */
  pid_t process;
  int epoll;
  /* Kept armed for the earliest timer once ZMQ_FD was asked for, else -1. */
  int timer_descriptor;
  struct timers timers;
  /* Open sockets, and closed ones that linger. */
  struct socket *sockets;
  uint32_t socket_count;
  /* zmq_ctx_shutdown or zmq_ctx_term was called. */
  bool terminated;
  int io_threads;
  int max_sockets;
  int max_message_size;
  bool blocky;
  bool ipv6;
  struct pipe *scheduled;
  struct pipe **scheduled_end;
  struct context *next;
};

/** All contexts of this process and, after a fork, of its parents. */
extern struct context *zmq_internal_contexts;

/** Whether the context is this process's own (getpid). */
bool context_is_own(const struct context *context);

/** Sends what was held back, waits up to `timeout` ms (-1: for ever) for connections or timers of this process's
 * contexts, and does what is due in all of them. The number of things done; -EINTR when a signal came. */
int context_pump(struct context *context, int timeout);

/** The descriptor that is readable when context_pump has something to do, timers left out (see context_timeout). */
int context_descriptor(struct context *context);

/** Milliseconds until the context's earliest timer, at most `timeout`; -1 when there is none and `timeout` is -1. */
int context_timeout(struct context *context, int timeout);

/** Milliseconds and microseconds of CLOCK_MONOTONIC. */
int64_t clock_milliseconds(void);
int64_t clock_microseconds(void);

#endif
