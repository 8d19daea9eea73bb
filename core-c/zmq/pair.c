// PAIR (RFC 31): one peer, both ways. Further peers are turned away as long as there is one.
#include <errno.h>

#include "include/zmq.h"
#include "pattern.h"
#include "socket.h"

struct pair {
  struct pipe *pipe;
  /** Frames of a message have been written, and more will follow. */
  bool more;
  /** The peer went away in the middle of a message: the rest of it is dropped. */
  bool dropping;
};

static void attach(struct socket *socket, struct pipe *pipe, bool local) {
  (void)local;
  struct pair *pair = socket->state;
  if (pair->pipe == NULL)
    pair->pipe = pipe;
  else
    pipe_end(pipe);
}

static void detach(struct socket *socket, struct pipe *pipe) {
  struct pair *pair = socket->state;
  if (pair->pipe != pipe)
    return;
  pair->pipe = NULL;
  pair->dropping = pair->dropping || pair->more;
  pair->more = false;
}

static int send_frame(struct socket *socket, struct message *message) {
  struct pair *pair = socket->state;
  bool more = (message->flags & MESSAGE_MORE) != 0;
  if (pair->dropping || (pair->more && pair->pipe->ended)) {
    pattern_drop(message);
    pair->dropping = more;
    pair->more = false;
    return 0;
  }
  if (pair->pipe == NULL || !pipe_write(pair->pipe, message))
    return -EAGAIN;
  pair->more = more;
  if (!more)
    pipe_flush(pair->pipe);
  return 0;
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct pair *pair = socket->state;
  return pair->pipe != NULL && pipe_read(pair->pipe, message) ? 0 : -EAGAIN;
}

static bool can_send(struct socket *socket) {
  struct pair *pair = socket->state;
  return pair->dropping || (pair->pipe != NULL && pipe_can_write(pair->pipe));
}

static bool can_recv(struct socket *socket) {
  struct pair *pair = socket->state;
  return pair->pipe != NULL && pipe_can_read(pair->pipe);
}

/** Nothing from a peer that was turned away is kept. */
static void readable(struct socket *socket, struct pipe *pipe) {
  struct pair *pair = socket->state;
  if (pair->pipe != pipe)
    pattern_drain(socket, pipe);
}

const struct pattern pair_pattern = {
    .type = ZMQ_PAIR,
    .state_size = sizeof(struct pair),
    .attach = attach,
    .detach = detach,
    .readable = readable,
    .writable = pattern_ignore,
    .send = send_frame,
    .recv = recv_frame,
    .can_send = can_send,
    .can_recv = can_recv,
};
