// REP (RFC 28): a request from one of the peers, then the reply to it, in this order alone. What a request begins with,
// up to an empty frame, is where it came from, and goes before the reply.
#include <errno.h>

#include "fair-queue.h"
#include "include/zmq.h"
#include "pattern.h"
#include "socket.h"

struct reply {
  struct fair_queue in;
  /** The request is read, and the reply isn't sent to the end. */
  bool sending;
  /** The next frame to read is a request's first. */
  bool begins;
  /** Where the reply goes: its envelope is written already. NULL: nowhere, the peer is gone or has no room. */
  struct pipe *pipe;
  /** The first frame of a request's content, found by can_recv and not yet read. */
  bool fetched;
  struct message message;
};

static int init(struct socket *socket) {
  struct reply *reply = socket->state;
  reply->begins = true;
  message_init(&reply->message);
  return 0;
}

static void destroy(struct socket *socket) {
  struct reply *reply = socket->state;
  message_close(&reply->message);
  fair_queue_destroy(&reply->in);
}

static void attach(struct socket *socket, struct pipe *pipe, bool local) {
  (void)local;
  struct reply *reply = socket->state;
  fair_queue_attach(&reply->in, pipe);
}

static void detach(struct socket *socket, struct pipe *pipe) {
  struct reply *reply = socket->state;
  if (reply->pipe == pipe) {
    reply->pipe = NULL;
    if (!reply->sending && reply->in.more) {
      // Dropped in the middle of a request: the rest won't come.
      pattern_drop(&reply->message);
      reply->fetched = false;
      reply->begins = true;
    }
  }
  fair_queue_detach(&reply->in, pipe);
}

static void readable(struct socket *socket, struct pipe *pipe) {
  struct reply *reply = socket->state;
  fair_queue_readable(&reply->in, pipe);
}

/** Writes a frame of the reply; without a peer it is dropped. */
static void write_frame(struct reply *reply, struct message *message) {
  bool more = (message->flags & MESSAGE_MORE) != 0;
  if (reply->pipe != NULL && !pipe_write(reply->pipe, message)) {
    pipe_rollback(reply->pipe);
    reply->pipe = NULL;
  }
  if (reply->pipe == NULL)
    pattern_drop(message);
  else if (!more)
    pipe_flush(reply->pipe);
}

/** Reads a request's envelope, which becomes that of the reply, and the first frame after it. */
static int read_request(struct reply *reply, struct message *message) {
  for (;;) {
    struct pipe *pipe;
    int result = fair_queue_recv(&reply->in, message, &pipe);
    if (result < 0)
      return result;
    reply->pipe = pipe;
    for (;;) {
      bool more = (message->flags & MESSAGE_MORE) != 0;
      bool bottom = message_size(message) == 0;
      if (!more) {
        // No content: that was no request.
        if (reply->pipe != NULL)
          pipe_rollback(reply->pipe);
        message_close(message);
        break;
      }
      message_set_metadata(message, NULL);
      write_frame(reply, message);
      fair_queue_recv(&reply->in, message, &pipe);
      if (bottom)
        return 0;
    }
  }
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct reply *reply = socket->state;
  if (reply->sending)
    return -EFSM;
  if (reply->fetched) {
    message_move(message, &reply->message);
    reply->fetched = false;
  } else {
    int result = reply->begins ? read_request(reply, message) : fair_queue_recv(&reply->in, message, NULL);
    if (result < 0) {
      message_init(message);
      return result;
    }
  }
  reply->begins = (message->flags & MESSAGE_MORE) == 0;
  reply->sending = reply->begins;
  return 0;
}

static int send_frame(struct socket *socket, struct message *message) {
  struct reply *reply = socket->state;
  if (!reply->sending)
    return -EFSM;
  bool more = (message->flags & MESSAGE_MORE) != 0;
  write_frame(reply, message);
  if (!more) {
    reply->sending = false;
    reply->pipe = NULL;
  }
  return 0;
}

static bool can_send(struct socket *socket) {
  struct reply *reply = socket->state;
  return reply->sending;
}

static bool can_recv(struct socket *socket) {
  struct reply *reply = socket->state;
  if (reply->sending)
    return false;
  if (!reply->begins)
    return fair_queue_can_recv(&reply->in);
  if (!reply->fetched)
    reply->fetched = read_request(reply, &reply->message) == 0;
  if (!reply->fetched)
    message_init(&reply->message);
  return reply->fetched;
}

const struct pattern reply_pattern = {
    .type = ZMQ_REP,
    .state_size = sizeof(struct reply),
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
};
