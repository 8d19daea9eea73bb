// STREAM: peers that speak no ZMTP but plain bytes over TCP. The first frame of each message is the routing id of the
// peer, the second one bytes; an empty one tells that a peer has come or gone, and sent, ends the connection.
#include <errno.h>
#include <string.h>

#include "fair-queue.h"
#include "include/zmq.h"
#include "pattern.h"
#include "routes.h"
#include "socket.h"

struct stream_state {
  struct fair_queue in;
  struct routes routes;
  /** Bytes that were read so that their sender's routing id could be given before them; the id, unless the program has
   * got it. */
  bool fetched;
  struct message message;
  bool named;
  struct message id;
  /** The routing id of a message has been sent, and its bytes go there (NULL: they are dropped). */
  bool sending;
  struct pipe *to;
};

static int init(struct socket *socket) {
  struct stream_state *stream = socket->state;
  socket->options.raw = true;
  message_init(&stream->message);
  message_init(&stream->id);
  routes_init(&stream->routes);
  return 0;
}

static void destroy(struct socket *socket) {
  struct stream_state *stream = socket->state;
  message_close(&stream->message);
  message_close(&stream->id);
  fair_queue_destroy(&stream->in);
  routes_destroy(&stream->routes);
}

static void attach(struct socket *socket, struct pipe *pipe, bool local) {
  struct stream_state *stream = socket->state;
  pipe->pattern_data = NULL;
  size_t size;
  const uint8_t *id = pipe_routing_id(pipe, &size);
  int result;
  if (!local || !pipe->routing_id_fixed)
    result = routes_add_new(&stream->routes, pipe);
  else if (routes_find(&stream->routes, id, size) == NULL)
    result = routes_add(&stream->routes, pipe, id, size);
  else
    result = -EEXIST;
  if (result < 0) {
    pipe_end(pipe);
    return;
  }
  /* So that who has connected can ask whom to send to. */
  const struct route *route = pipe->pattern_data;
  memcpy(socket->options.routing_id, route->id, route->size);
  socket->options.routing_id_size = route->size;
  fair_queue_attach(&stream->in, pipe);
}

static void detach(struct socket *socket, struct pipe *pipe) {
  struct stream_state *stream = socket->state;
  if (pipe == stream->to)
    stream->to = NULL;
  fair_queue_detach(&stream->in, pipe);
  routes_remove(&stream->routes, pipe);
}

static void readable(struct socket *socket, struct pipe *pipe) {
  struct stream_state *stream = socket->state;
  fair_queue_readable(&stream->in, pipe);
}

/** Begins a message: finds out whom it goes to. */
static int send_id(struct stream_state *stream, struct message *message) {
  stream->to = NULL;
  if ((message->flags & MESSAGE_MORE) != 0) {
    struct route *route = routes_find(&stream->routes, message_data(message), message_size(message));
    if (route == NULL || route->pipe->ended)
      return -EHOSTUNREACH;
    if (!pipe_can_write(route->pipe))
      return -EAGAIN;
    stream->to = route->pipe;
  }
  stream->sending = true;
  pattern_drop(message);
  return 0;
}

static int send_frame(struct socket *socket, struct message *message) {
  struct stream_state *stream = socket->state;
  if (!stream->sending)
    return send_id(stream, message);
  stream->sending = false;
  struct pipe *to = stream->to;
  stream->to = NULL;
  // There are no messages of several frames in a stream of bytes.
  message->flags &= (uint8_t)~MESSAGE_MORE;
  /* What was written before goes out first. */
  if (to != NULL && message_size(message) == 0)
    pipe_close(to, socket->options.linger);
  else if (to != NULL && pipe_write(to, message))
    pipe_flush(to);
  pattern_drop(message);
  return 0;
}

/** Reads the next bytes, and makes the frame of their sender's id. */
static int fetch(struct stream_state *stream) {
  if (stream->fetched)
    return 0;
  struct pipe *from;
  int result = fair_queue_recv(&stream->in, &stream->message, &from);
  if (result == 0) {
    result = routes_frame(&stream->id, from, &stream->message);
    if (result < 0)
      pipe_end(from); // Bytes would be missing from its stream.
  }
  stream->fetched = result == 0;
  stream->named = false;
  if (result < 0)
    message_init(&stream->message);
  return result;
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct stream_state *stream = socket->state;
  int result = fetch(stream);
  if (result < 0)
    return result;
  if (!stream->named) {
    message_move(message, &stream->id);
    stream->named = true;
    return 0;
  }
  message_move(message, &stream->message);
  stream->fetched = false;
  return 0;
}

static bool can_send(struct socket *socket) {
  (void)socket;
  return true;
}

static bool can_recv(struct socket *socket) { return fetch(socket->state) == 0; }

static int set_option(struct socket *socket, int option, const void *value, size_t size) {
  int number;
  if (option != ZMQ_STREAM_NOTIFY || size != sizeof number)
    return -EINVAL;
  memcpy(&number, value, sizeof number);
  if (number != 0 && number != 1)
    return -EINVAL;
  socket->options.raw_notify = number == 1;
  return 0;
}

const struct pattern stream_pattern = {
    .type = ZMQ_STREAM,
    .state_size = sizeof(struct stream_state),
    .init = init,
    .destroy = destroy,
    .attach = attach,
    .detach = detach,
    .readable = readable,
    .writable = pattern_ignore,
    .send = send_frame,
    .recv = recv_frame,
    .can_send = can_send,
    .can_recv = can_recv,
    .set_option = set_option,
};
