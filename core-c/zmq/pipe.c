// Pipes: their life between a pattern and what is behind them. See pipe.h.
#include "pipe.h"
#include "context.h"
#include "endpoint.h"
#include "engine.h"
#include "include/zmq.h"
#include "notice.h"
#include "pattern.h"
#include "socket.h"
#include "zap.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool conflates(const struct options *options) {
  int type = options->type;
  return options->conflate &&
         (type == ZMQ_DEALER || type == ZMQ_PULL || type == ZMQ_PUSH || type == ZMQ_PUB || type == ZMQ_SUB);
}

struct pipe *pipe_new(struct socket *socket, struct endpoint *endpoint, bool local) {
  struct pipe *pipe = calloc(1, sizeof *pipe);
  if (pipe == NULL)
    return NULL;
  struct options *options = &socket->options;
  pipe->socket = socket;
  pipe->endpoint = endpoint;
  pipe->local = local;
  queue_init(&pipe->incoming, (uint32_t)options->receive_limit, conflates(options));
  queue_init(&pipe->outgoing, (uint32_t)options->send_limit, conflates(options));
  pipe->out = &pipe->outgoing;
  if (endpoint != NULL && endpoint->connect_routing_id_size > 0) {
    pipe_set_routing_id(pipe, endpoint->connect_routing_id, endpoint->connect_routing_id_size);
    pipe->routing_id_fixed = true;
  }
  pipe->next = socket->pipes;
  if (pipe->next != NULL)
    pipe->next->previous = pipe;
  socket->pipes = pipe;
  return pipe;
}

void pipe_set_routing_id(struct pipe *pipe, const void *data, size_t size) {
  if (pipe->routing_id_fixed || size > sizeof pipe->routing_id)
    return;
  memcpy(pipe->routing_id, data, size);
  pipe->routing_id_size = (uint8_t)size;
}

void pipe_schedule(struct pipe *pipe) {
  struct context *context = pipe->socket->context;
  notice_raise(pipe->socket);
  if (pipe->scheduled)
    return;
  pipe->scheduled = true;
  pipe->next_scheduled = NULL;
  *context->scheduled_end = pipe;
  context->scheduled_end = &pipe->next_scheduled;
}

void pipe_unschedule(struct pipe *pipe) {
  struct context *context = pipe->socket->context;
  if (!pipe->scheduled)
    return;
  struct pipe **link = &context->scheduled;
  while (*link != pipe)
    link = &(*link)->next_scheduled;
  *link = pipe->next_scheduled;
  if (*link == NULL)
    context->scheduled_end = link;
  pipe->scheduled = false;
}

bool pipe_refill(struct pipe *pipe) {
  if (pipe->engine != NULL && !pipe->ended && engine_refill(pipe->engine))
    return true;
  pipe->told_readable = false;
  return false;
}

void pipe_drained(struct pipe *pipe) {
  if (pipe->peer != NULL && pipe->peer->wants_writable && pipe->incoming.messages <= pipe->incoming.limit / 2)
    pipe_schedule(pipe->peer);
  if (pipe->ended && !queue_can_read(&pipe->incoming))
    pipe_schedule(pipe);
}

bool pipe_can_write(struct pipe *pipe) {
  if (pipe->ended)
    return false;
  if (pipe->writing || queue_can_write(pipe->out))
    return true;
  pipe->wants_writable = true;
  return false;
}

bool pipe_write(struct pipe *pipe, struct message *frame) {
  bool subscription = (frame->flags & (MESSAGE_SUBSCRIBE | MESSAGE_CANCEL)) != 0;
  if (subscription ? pipe->ended : !pipe_can_write(pipe))
    return false;
  size_t size = message_size(frame);
  bool more = (frame->flags & MESSAGE_MORE) != 0;
  if (pipe->discards && !subscription) {
    message_close(frame);
    message_init(frame);
    pipe->discards = more;
  } else if (pipe->engine == NULL || subscription || !engine_write(pipe->engine, frame)) {
    if (queue_write(pipe->out, frame) < 0)
      return false;
    if (pipe->engine != NULL)
      engine_written(pipe->engine, size);
  }
  pipe->writing = more;
  return true;
}

void pipe_rollback(struct pipe *pipe) {
  if (!pipe->ended)
    queue_rollback(pipe->out);
  if (pipe->engine != NULL)
    engine_rollback(pipe->engine);
  pipe->writing = pipe->discards = false;
}

void pipe_flush(struct pipe *pipe) {
  if (pipe->peer != NULL)
    pipe_schedule(pipe->peer);
  else if (pipe->engine != NULL)
    engine_want_flush(pipe->engine);
}

/* Lets go of the pipe on the other side of inproc, which keeps what it has received. */
static void untie(struct pipe *pipe) {
  struct pipe *peer = pipe->peer;
  if (peer == NULL)
    return;
  pipe->peer = NULL;
  pipe->out = &pipe->outgoing;
  peer->peer = NULL;
  peer->out = &peer->outgoing;
  queue_rollback(&peer->incoming);
  pipe_finish(peer);
}

void pipe_end(struct pipe *pipe) {
  if (pipe->dropped)
    return;
  pipe->dropped = pipe->ended = true;
  queue_clear(&pipe->incoming);
  queue_clear(&pipe->outgoing);
  pipe->reading = pipe->writing = pipe->discards = false;
  untie(pipe);
  pipe_schedule(pipe);
}

void pipe_finish(struct pipe *pipe) {
  pipe->ended = true;
  queue_clear(&pipe->outgoing);
  pipe->writing = pipe->discards = false;
  pipe_schedule(pipe);
}

/* The queues of both sides are one. */
static uint32_t tied_limit(const struct pipe *from, const struct pipe *to) {
  uint32_t sends = (uint32_t)from->socket->options.send_limit, receives = (uint32_t)to->socket->options.receive_limit;
  return sends == 0 || receives == 0 ? 0 : sends + receives;
}

void pipe_set_limits(struct pipe *pipe) {
  struct pipe *peer = pipe->peer;
  pipe->outgoing.limit = (uint32_t)pipe->socket->options.send_limit;
  pipe->incoming.limit = (uint32_t)pipe->socket->options.receive_limit;
  if (peer == NULL)
    return;
  pipe->incoming.limit = tied_limit(peer, pipe);
  peer->incoming.limit = tied_limit(pipe, peer);
}

int pipe_tie(struct pipe *pipe, struct pipe *peer) {
  struct pipe *sides[2] = {pipe, peer};
  for (int i = 0; i < 2; i++) {
    struct pipe *from = sides[i], *to = sides[1 - i];
    struct message frame;
    while (queue_read(&from->outgoing, &frame)) {
      if (queue_write(&to->incoming, &frame) < 0) {
        message_close(&frame);
        return -ENOMEM;
      }
    }
    to->incoming.conflate = to->incoming.conflate || from->outgoing.conflate;
    from->out = &to->incoming;
    from->peer = to;
    pipe_schedule(from);
  }
  pipe_set_limits(pipe);
  return 0;
}

void pipe_attach(struct pipe *pipe) {
  pipe->attached = true;
  pipe->socket->pattern->attach(pipe->socket, pipe, pipe->local);
}

void pipe_connected(struct pipe *pipe) {
  const struct pattern *pattern = pipe->socket->pattern;
  pipe->connected = true;
  if (pipe->attached && pattern->connected != NULL)
    pattern->connected(pipe->socket, pipe);
  pipe_schedule(pipe);
}

void pipe_disconnected(struct pipe *pipe) {
  const struct pattern *pattern = pipe->socket->pattern;
  if (pipe->connected && pipe->attached && pattern->disconnected != NULL)
    pattern->disconnected(pipe->socket, pipe);
  pipe->connected = false;
}

static void detach(struct pipe *pipe) {
  if (!pipe->attached)
    return;
  pipe->attached = false;
  pipe->socket->pattern->detach(pipe->socket, pipe);
}

static bool is_sent(struct pipe *pipe) {
  return !queue_can_read(&pipe->outgoing) &&
         (pipe->engine == NULL || (engine_is_idle(pipe->engine) && engine_may_close(pipe->engine)));
}

static void linger_due(struct timer *timer) {
  pipe_free((struct pipe *)((char *)timer - offsetof(struct pipe, linger)));
}

void pipe_close(struct pipe *pipe, int linger) {
  struct context *context = pipe->socket->context;
  bool first = !pipe->closing;
  detach(pipe);
  pipe->closing = true;
  queue_clear(&pipe->incoming);
  pipe_rollback(pipe);
  untie(pipe);
  if (pipe->ended || linger == 0 || is_sent(pipe)) {
    pipe_free(pipe);
    return;
  }
  if (pipe->engine != NULL)
    engine_want_flush(pipe->engine);
  if (first && linger > 0)
    timer_start(&context->timers, &pipe->linger, clock_milliseconds() + linger, linger_due);
}

void pipe_free(struct pipe *pipe) {
  struct socket *socket = pipe->socket;
  struct engine *engine = pipe->engine;
  detach(pipe);
  untie(pipe);
  pipe_unschedule(pipe);
  timer_stop(&socket->context->timers, &pipe->linger);
  pipe->engine = NULL;
  if (engine != NULL) {
    engine->pipe = NULL;
    engine_close(engine);
  }
  if (pipe->endpoint != NULL)
    endpoint_lost_pipe(pipe->endpoint, pipe);
  queue_destroy(&pipe->incoming);
  queue_destroy(&pipe->outgoing);
  if (pipe->previous != NULL)
    pipe->previous->next = pipe->next;
  else
    socket->pipes = pipe->next;
  if (pipe->next != NULL)
    pipe->next->previous = pipe->previous;
  free(pipe);
  socket_pipe_freed(socket);
}

void pipe_look_after(struct pipe *pipe) {
  struct socket *socket = pipe->socket;
  const struct pattern *pattern = socket->pattern;
  if (pipe->engine != NULL && pipe->engine->state == ENGINE_FAILED && engine_finish(pipe->engine))
    return;
  if (pipe->dropped || (pipe->authenticates == NULL && pipe->ended && !queue_can_read(&pipe->incoming)) ||
      (pipe->closing && is_sent(pipe))) {
    pipe_free(pipe);
    return;
  }
  if (pipe->authenticates != NULL) {
    zap_ready(pipe->authenticates);
    return;
  }
  if (!pipe->attached)
    return;
  if (!pipe->told_readable && pipe_can_read(pipe)) {
    pipe->told_readable = true;
    pattern->readable(socket, pipe);
  }
  if (pipe->wants_writable && pipe_can_write(pipe)) {
    pipe->wants_writable = false;
    pattern->writable(socket, pipe);
  }
}
