// The life of an engine: from a connected descriptor to its failure, and what follows from that.
#include "engine.h"
#include "endpoint.h"
#include "include/zmq.h"
#include "monitor.h"
#include "pipe.h"
#include "socket.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  /* Of input that is thrown away before a connection is closed, so that the peer gets all that it was sent. */
  DRAINED_AT_CLOSE = 1 << 20,
  /* How long a local peer gets to read what it was sent, ms. */
  HALF_CLOSED_TIME = 500,
};

static const char *name_of(const struct engine *engine) {
  const struct endpoint *endpoint = engine->endpoint;
  return endpoint == NULL ? "" : endpoint->name;
}

void engine_update_watch(struct engine *engine) {
  uint32_t events = (engine->paused ? 0 : EPOLLIN) | (engine->blocked ? EPOLLOUT : 0);
  if (events != engine->watch.events)
    context_watch(engine->socket->context, &engine->watch, events);
}

static void engine_ready(struct watch *watch, uint32_t events) {
  struct engine *engine = (struct engine *)watch;
  if ((events & EPOLLOUT) != 0 && engine->state != ENGINE_FAILED) {
    engine->blocked = false;
    engine_flush(engine);
  }
  if ((events & ~(uint32_t)EPOLLOUT) != 0 && engine->state != ENGINE_FAILED) {
    if (!engine->stalled) {
      engine_receive(engine);
    } else {
      engine->paused = true;
      /* A hang-up would be told again and again. */
      if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        context_unwatch(engine->socket->context, watch);
        engine->watch.events = 0;
      }
    }
  }
  if (engine->state != ENGINE_FAILED)
    engine_update_watch(engine);
  else if (engine->pipe == NULL)
    engine_finish(engine);
}

static void handshake_due(struct timer *timer) {
  struct engine *engine = (struct engine *)((char *)timer - offsetof(struct engine, timer));
  engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ETIMEDOUT);
  if (engine->pipe == NULL)
    engine_finish(engine);
}

static void find_peer_address(struct engine *engine, int fd) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getpeername(fd, (struct sockaddr *)&address, &size) != 0)
    return;
  if (address.ss_family != AF_UNIX) {
    address_name(engine->peer_address, sizeof engine->peer_address, (struct sockaddr *)&address, size, true);
    return;
  }
  struct ucred peer;
  size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
    snprintf(engine->peer_address, sizeof engine->peer_address, "localhost:%u:%u:%d", (unsigned)peer.uid,
             (unsigned)peer.gid, (int)peer.pid);
}

int engine_start(struct socket *socket, struct endpoint *endpoint, int fd, struct pipe *pipe) {
  struct context *context = socket->context;
  struct engine *engine = calloc(1, sizeof *engine);
  if (engine == NULL)
    return -ENOMEM;
  engine->watch = (struct watch){.ready = engine_ready, .fd = fd};
  engine->socket = socket;
  engine->endpoint = endpoint;
  engine->local = endpoint->kind == ENDPOINT_CONNECTER;
  engine->raw = socket->options.raw;
  engine->ipc = endpoint->transport == TRANSPORT_IPC;
  engine->metadata = metadata_new();
  int result = engine->metadata == NULL ? -ENOMEM : context_watch(context, &engine->watch, EPOLLIN);
  if (result != 0) {
    metadata_release(engine->metadata);
    free(engine);
    return result;
  }
  find_peer_address(engine, fd);
  engine->next = socket->engines;
  if (engine->next != NULL)
    engine->next->previous = engine;
  socket->engines = engine;
  context->news = true;
  if (engine->local)
    endpoint->engine = engine;
  if (pipe != NULL) {
    engine->pipe = pipe;
    pipe->engine = engine;
  }
  if (engine->raw) {
    engine_is_ready(engine);
    return 0;
  }
  int interval = socket->options.handshake_interval;
  if (interval > 0)
    timer_start(&context->timers, &engine->timer, clock_milliseconds() + interval, handshake_due);
  handshake_begin(engine);
  return 0;
}

static void set_metadata(struct engine *engine) {
  const char *address = engine->peer_address;
  if (*address != 0 && metadata_set(engine->metadata, "Peer-Address", 12, address, strlen(address)) != 0)
    engine_fail(engine, 0, 0);
}

void engine_is_ready(struct engine *engine) {
  struct socket *socket = engine->socket;
  timer_stop(&socket->context->timers, &engine->timer);
  socket->context->news = true;
  engine->state = ENGINE_READY;
  set_metadata(engine);
  if (!engine->raw)
    monitor_event(socket, ZMQ_EVENT_HANDSHAKE_SUCCEEDED, 0, name_of(engine));
  struct pipe *pipe = engine->pipe;
  if (pipe == NULL) {
    pipe = pipe_new(socket, engine->endpoint, engine->local);
    if (pipe == NULL) {
      engine_fail(engine, 0, 0);
      return;
    }
    pipe->engine = engine;
    engine->pipe = pipe;
  }
  pipe_set_routing_id(pipe, engine->routing_id, engine->routing_id_size);
  if (engine->local)
    connecter_connected(engine->endpoint, pipe);
  /* Engines of closed sockets only flush. */
  if (!pipe->attached && !pipe->closing)
    pipe_attach(pipe);
  if (engine->raw)
    raw_engine_notify(engine);
  pipe_connected(pipe);
  heartbeat_start(engine);
  if (engine->pipe != NULL)
    engine_want_flush(engine);
}

void engine_fail(struct engine *engine, int event, int value) {
  if (engine->state == ENGINE_FAILED)
    return;
  engine->disagrees = event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL || event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH ||
                      (event != 0 && value == EMSGSIZE);
  if (engine->state != ENGINE_READY) {
    engine->failure_event = event != 0 ? event : ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    engine->failure_value = event != 0 ? value : EPIPE;
  }
  engine->state = ENGINE_FAILED;
  engine_forget_flush(engine);
  if (engine->pipe != NULL)
    pipe_schedule(engine->pipe);
}

bool engine_finish(struct engine *engine) {
  struct socket *socket = engine->socket;
  struct pipe *pipe = engine->pipe;
  struct endpoint *endpoint = engine->endpoint;
  bool local = engine->local && endpoint != NULL;
  bool lost = local && !engine->half_closed && !engine->disagrees;
  bool again = lost && socket->options.reconnect_interval > 0;
  if (engine->failure_event != 0)
    monitor_event(socket, engine->failure_event, engine->failure_value, name_of(engine));
  monitor_event(socket, ZMQ_EVENT_DISCONNECTED, engine->watch.fd, name_of(engine));
  if (pipe != NULL) {
    queue_rollback(&pipe->incoming);
    if (engine->raw)
      raw_engine_notify(engine);
    if (engine->in_message)
      queue_skip_message(&pipe->outgoing);
    pipe->discards = engine->in_direct_message;
    pipe->engine = NULL;
    engine->pipe = NULL;
  }
  engine_close(engine);
  if (pipe != NULL && again)
    pipe_disconnected(pipe);
  else if (pipe != NULL && !pipe->closing)
    pipe_finish(pipe);
  if (pipe != NULL && pipe->closing && !again) {
    pipe_free(pipe);
    pipe = NULL;
  }
  if (again)
    connecter_lost(endpoint);
  else if (lost && pipe != NULL)
    /* As if the program had disconnected, when all that came is read. */
    endpoint->closing = true;
  return pipe == NULL;
}

static void half_closed_due(struct timer *timer) {
  engine_fail((struct engine *)((char *)timer - offsetof(struct engine, answer)), 0, 0);
}

/* A peer over ipc sees a hang-up when this end is closed, and libzmq, when it isn't reading just then, throws away what
 * it hasn't read yet. So only the sending half is closed until it has read it. */
bool engine_may_close(struct engine *engine) {
  int unread = 0;
  if (engine->half_closed)
    return false;
  if (!engine->ipc || engine->broken || engine->state != ENGINE_READY ||
      ioctl(engine->watch.fd, TIOCOUTQ, &unread) != 0 || unread == 0)
    return true;
  struct timers *timers = &engine->socket->context->timers;
  heartbeat_stop(engine);
  engine->half_closed = true;
  shutdown(engine->watch.fd, SHUT_WR);
  timer_start(timers, &engine->answer, clock_milliseconds() + HALF_CLOSED_TIME, half_closed_due);
  return false;
}

/* Closing a descriptor with unread input resets the connection, and what the peer hasn't read yet would be lost. */
static void drain(struct engine *engine) {
  size_t drained = 0;
  ssize_t count;
  uint8_t rest[4096];
  shutdown(engine->watch.fd, SHUT_WR);
  while (drained < DRAINED_AT_CLOSE && (count = recv(engine->watch.fd, rest, sizeof rest, MSG_DONTWAIT)) > 0)
    drained += (size_t)count;
}

void engine_close(struct engine *engine) {
  struct socket *socket = engine->socket;
  struct context *context = socket->context;
  if (engine->state == ENGINE_READY)
    drain(engine);
  engine_forget_flush(engine);
  heartbeat_stop(engine);
  timer_stop(&context->timers, &engine->timer);
  context_unwatch(context, &engine->watch);
  close(engine->watch.fd);
  if (engine->zap != NULL) {
    engine->zap->authenticates = NULL;
    pipe_end(engine->zap);
  }
  if (engine->endpoint != NULL && engine->endpoint->engine == engine)
    engine->endpoint->engine = NULL;
  if (engine->previous != NULL)
    engine->previous->next = engine->next;
  else
    socket->engines = engine->next;
  if (engine->next != NULL)
    engine->next->previous = engine->previous;
  if (engine->input.content != NULL && --engine->input.content->references == 0)
    free(engine->input.content);
  free(engine->output.data);
  if (engine->output.has_large)
    message_close(&engine->output.large);
  if (engine->in_large)
    message_close(&engine->large);
  metadata_release(engine->metadata);
  free(engine);
}
