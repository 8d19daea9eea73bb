// Contexts: the one epoll descriptor that all connections of their sockets are in, the pump that does all work, timers.
#ifndef ISTHMUS_ZMQ_CONTEXT_H
#define ISTHMUS_ZMQ_CONTEXT_H

#include "timer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct endpoint;
struct engine;
struct epoll_event;
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
  /* Made by a process that this one was forked from: left alone. */
  bool foreign;
  /* zmq_ctx_shutdown or zmq_ctx_term was called. */
  bool terminated;
  int epoll;
  /* It is in zmq_internal_set. */
  bool in_set;
  /* Readable when the earliest timer is due, once somebody waits for the context's descriptor; else -1. */
  struct watch clock;
  int64_t clock_deadline;
  struct timers timers;
  /* Events being dispatched: those of a watch that is removed meanwhile are crossed out. */
  struct epoll_event *events;
  int event_count;
  /* Open sockets, and closed ones that linger. */
  struct socket *sockets;
  int socket_count;
  /* Pipes to look after (see pipe.h). */
  struct pipe *scheduled;
  struct pipe **scheduled_end;
  /* Engines with something to send; when that was last sent, and how long before it is sent again (microseconds). */
  struct engine *unflushed;
  int64_t flushed_at;
  int64_t flush_interval;
  /* When the pump last ran, microseconds; and when it last waited for handshakes, ms. */
  int64_t pumped_at;
  int64_t settled_at;
  /* Counts messages received, and sent since the pump ran, so that not every one asks for the time. */
  unsigned calls;
  unsigned burst;
  /* When the time was last asked for while sending, and how many calls may still do without. */
  int64_t asked_at;
  unsigned timeless;
  /* A connection has come about, or a handshake has got further. */
  bool news;
  /* Endpoints whose name is bound, or waited for, in this context. */
  struct endpoint *names;
  int io_threads;
  int max_sockets;
  int max_message_size;
  bool blocky;
  /* Only remembered, as there are no threads. */
  int thread_policy;
  int thread_name;
  bool ipv6;
  struct context *next;
};

/** All contexts of this process and, after a fork, of its parents. */
extern struct context *zmq_internal_contexts;

/** How many connections have something to send that is held back. */
extern int zmq_internal_unflushed;

/** The library is in the middle of something, in a system call of its own: the two functions below do nothing. */
extern int zmq_internal_busy;

/** The epoll set of the sets of all contexts, where there are several; -1 before that. */
extern int zmq_internal_set;

/** A descriptor that is readable when zmq_internal_pump_all has something to do; -1 when there is none. */
int zmq_internal_descriptor(void);

/** Sends what is held back in all contexts of this process. For whoever may stop calling zmq_ functions for a while. */
void zmq_internal_flush_all(void);

/** Does whatever can be done in all contexts of this process without waiting; the number of things done. */
int zmq_internal_pump_all(void);

/** The context of a handle, or NULL with errno EFAULT. */
struct context *context_of(void *handle);

/** Sends what was held back, waits up to `timeout` ms (-1: for ever) for connections or timers of this process's
 * contexts, and does what is due in all of them. The number of things done, 0 when time is up; -EINTR when a signal
 * came. */
int context_pump(struct context *context, int timeout);

/** Looks after scheduled pipes; how many there were. Makes no system call unless something has ended. */
int context_run_scheduled(struct context *context);

/** Sends what is held back. */
void context_flush(struct context *context);

/** Waits a few milliseconds for handshakes that have just begun, so that a program that slept finds its peers there. */
void context_settle(struct context *context);

/** The descriptor that is readable when context_pump has something to do, timers left out (see context_timeout). */
static inline int context_descriptor(const struct context *context) { return context->epoll; }

/** Milliseconds until the context's earliest timer, at most `timeout`; -1 when there is none and `timeout` is -1. */
int context_timeout(const struct context *context, int timeout);

/** From now on timers make the context's descriptor readable too. 0, or -errno. */
int context_need_clock(struct context *context);

/** Adds a descriptor, changes what it waits for, takes it out. 0, or -errno. */
int context_watch(struct context *context, struct watch *watch, uint32_t events);
void context_unwatch(struct context *context, struct watch *watch);

/** Milliseconds and microseconds of CLOCK_MONOTONIC. */
int64_t clock_milliseconds(void);
int64_t clock_microseconds(void);

#endif
