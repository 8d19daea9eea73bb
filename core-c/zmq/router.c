// ROUTER (RFC 28): the first frame of each message is the routing id of the peer that it goes to, or came from.
#include <errno.h>

#include "dealer.h"
#include "fair-queue.h"
#include "include/zmq.h"
#include "pattern.h"
#include "routes.h"
#include "socket.h"

struct router {
  struct fair_queue in;
  struct routes routes;
  /** ZMQ_ROUTER_MANDATORY, ZMQ_ROUTER_HANDOVER, ZMQ_PROBE_ROUTER. */
  bool mandatory;
  bool handover;
  bool probe;
  /** A message's first frame that was read so that its sender's routing id could be given before it; the id (unless
   * memory was out), and whether the program has got it. */
  bool fetched;
  struct message message;
  bool identified;
  struct message id;
  bool named;
  /** Whom the message being read comes from; NULL between messages. */
  struct pipe *from;
  /** Another peer has taken that one's id: it is dropped when the message is read. */
  bool end_from;
  /** The routing id of a message has been sent, and the message goes there (NULL: it is dropped). */
  bool sending;
  struct pipe *to;
};

static int init(struct socket *socket) {
  struct router *router = socket->state;
  message_init(&router->message);
  message_init(&router->id);
  routes_init(&router->routes);
  return 0;
}

static void destroy(struct socket *socket) {
  struct router *router = socket->state;
  message_close(&router->message);
  message_close(&router->id);
  fair_queue_destroy(&router->in);
  routes_destroy(&router->routes);
}

/** A peer with this id is there already: it hands the id over, or keeps it. */
static bool hand_over(struct router *router, struct pipe *earlier) {
  if (!router->handover)
    return false;
  routes_remove(&router->routes, earlier);
  if (earlier == router->to)
    router->to = NULL;
  if (earlier != router->from) {
    fair_queue_detach(&router->in, earlier);
    pipe_end(earlier);
    return true;
  }
  router->end_from = true;
  return routes_add_new(&router->routes, earlier) == 0;
}

/** It is known now what the peer is called: messages can come from it and go to it. */
static void identify(struct socket *socket, struct pipe *pipe) {
  struct router *router = socket->state;
  size_t size;
  const uint8_t *id = pipe_routing_id(pipe, &size);
  bool announced = size > 0 && (pipe->routing_id_fixed || !socket->options.raw);
  struct route *earlier = announced ? routes_find(&router->routes, id, size) : NULL;
  if (earlier != NULL && !hand_over(router, earlier->pipe)) {
    pipe_end(pipe);
    return;
  }
  int result = announced ? routes_add(&router->routes, pipe, id, size) : routes_add_new(&router->routes, pipe);
  if (result < 0)
    pipe_end(pipe);
  else
    fair_queue_attach(&router->in, pipe);
}

static void attach(struct socket *socket, struct pipe *pipe, bool local) {
  struct router *router = socket->state;
  pipe->pattern_data = NULL;
  if (router->probe && !socket->options.raw)
    dealer_probe(pipe);
  if (local && pipe->routing_id_fixed)
    identify(socket, pipe);
}

static void connected(struct socket *socket, struct pipe *pipe) {
  if (pipe->pattern_data == NULL && !pipe->ended)
    identify(socket, pipe);
}

static void detach(struct socket *socket, struct pipe *pipe) {
  struct router *router = socket->state;
  if (pipe == router->from) {
    // A message that can_recv has found, and that was the peer's last, is still given to the program.
    if (router->in.more || !router->identified) {
      pattern_drop(&router->message);
      pattern_drop(&router->id);
      router->fetched = false;
    }
    router->from = NULL;
    router->end_from = false;
  }
  if (pipe == router->to)
    router->to = NULL;
  fair_queue_detach(&router->in, pipe);
  routes_remove(&router->routes, pipe);
}

static void readable(struct socket *socket, struct pipe *pipe) {
  struct router *router = socket->state;
  fair_queue_readable(&router->in, pipe);
}

/** Begins a message: finds out whom it goes to. */
static int send_id(struct router *router, struct message *message) {
  struct route *route = routes_find(&router->routes, message_data(message), message_size(message));
  router->to = route == NULL ? NULL : route->pipe;
  if (router->to != NULL && !pipe_can_write(router->to)) {
    bool gone = router->to->ended;
    router->to = NULL;
    if (router->mandatory)
      return gone ? -EHOSTUNREACH : -EAGAIN;
  } else if (router->to == NULL && router->mandatory) {
    return -EHOSTUNREACH;
  }
  router->sending = true;
  pattern_drop(message);
  return 0;
}

static int send_frame(struct socket *socket, struct message *message) {
  struct router *router = socket->state;
  if (!router->sending) {
    if ((message->flags & MESSAGE_MORE) != 0)
      return send_id(router, message);
    // A routing id and no message.
    pattern_drop(message);
    return 0;
  }
  if (socket->options.raw)
    message->flags &= (uint8_t)~MESSAGE_MORE;
  bool more = (message->flags & MESSAGE_MORE) != 0;
  router->sending = more;
  struct pipe *to = router->to;
  if (to != NULL && socket->options.raw && message_size(message) == 0) {
    pipe_end(to);
    to = NULL;
  } else if (to != NULL && !pipe_write(to, message)) {
    pipe_rollback(to);
    to = NULL;
  }
  if (to == NULL)
    pattern_drop(message);
  else if (!more)
    pipe_flush(to);
  router->to = more ? to : NULL;
  return 0;
}

/** Reads the first frame of the next message, and makes the one of its sender's id. */
static int fetch(struct router *router) {
  if (!router->fetched) {
    int result = fair_queue_recv(&router->in, &router->message, &router->from);
    if (result < 0) {
      message_init(&router->message);
      return result;
    }
    router->fetched = true;
    router->identified = false;
    router->named = false;
  }
  if (!router->identified) {
    int result = routes_frame(&router->id, router->from, &router->message);
    if (result < 0)
      return result;
    router->identified = true;
  }
  return 0;
}

static void end_message(struct router *router) {
  if (router->end_from && router->from != NULL) {
    routes_remove(&router->routes, router->from);
    fair_queue_detach(&router->in, router->from);
    pipe_end(router->from);
  }
  router->end_from = false;
  router->from = NULL;
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct router *router = socket->state;
  if (router->from != NULL && !router->fetched) {
    // In the middle of a message.
    int result = fair_queue_recv(&router->in, message, NULL);
    if (result < 0)
      message_init(message);
    else if ((message->flags & MESSAGE_MORE) == 0)
      end_message(router);
    return result;
  }
  int result = fetch(router);
  if (result < 0)
    return result;
  if (!router->named) {
    message_move(message, &router->id);
    router->named = true;
    return 0;
  }
  message_move(message, &router->message);
  router->fetched = false;
  if ((message->flags & MESSAGE_MORE) == 0)
    end_message(router);
  return 0;
}

static bool has_room(struct pipe *pipe) { return pipe_can_write(pipe); }

static bool can_send(struct socket *socket) {
  const struct router *router = socket->state;
  return !router->mandatory || router->sending || routes_any(&router->routes, has_room);
}

static bool can_recv(struct socket *socket) {
  struct router *router = socket->state;
  return (router->from != NULL && !router->fetched) || fetch(router) == 0;
}

static int set_option(struct socket *socket, int option, const void *value, size_t size) {
  struct router *router = socket->state;
  switch (option) {
  case ZMQ_ROUTER_RAW:
    return pattern_read_switch(value, size, &socket->options.raw);
  case ZMQ_ROUTER_MANDATORY:
    return pattern_read_switch(value, size, &router->mandatory);
  case ZMQ_ROUTER_HANDOVER:
    return pattern_read_switch(value, size, &router->handover);
  case ZMQ_PROBE_ROUTER:
    return pattern_read_switch(value, size, &router->probe);
  default:
    return -EINVAL;
  }
}

const struct pattern router_pattern = {
    .type = ZMQ_ROUTER,
    .state_size = sizeof(struct router),
    .init = init,
    .destroy = destroy,
    .attach = attach,
    .detach = detach,
    .connected = connected,
    .readable = readable,
    .writable = pattern_ignore,
    .send = send_frame,
    .recv = recv_frame,
    .can_send = can_send,
    .can_recv = can_recv,
    .set_option = set_option,
};
