// XSUB and SUB (RFC 29): subscriptions go to all publishers, messages come from all in turn. SUB subscribes by options,
// and drops what it hasn't subscribed to, whatever publishers send.
#include <errno.h>
#include <string.h>

#include "distribution.h"
#include "fair-queue.h"
#include "include/zmq.h"
#include "pattern.h"
#include "socket.h"
#include "trie.h"

/** Where a publisher stands, in pipe->id. */
enum {
  /** Without a connection: it is sent all subscriptions when there is one. */
  AWAY = 0,
  /** It knows all subscriptions, and is told of changes. */
  TOLD = 1,
  /** It is to be sent all subscriptions as soon as the message that is being sent to it is complete. */
  TO_BE_TOLD = 2,
};

struct subscriber {
  struct fair_queue in;
  /** For messages that XSUB sends to publishers. */
  struct distribution out;
  struct trie subscriptions;
  struct trie_owner own;
  /** Frames of a message have been read, or sent, and more will follow. */
  bool reading_more;
  bool sending_more;
  /** A frame that can_recv has found and that isn't read yet. */
  bool fetched;
  struct message message;
};

static int init(struct socket *socket) {
  struct subscriber *subscriber = socket->state;
  message_init(&subscriber->message);
  return 0;
}

static void destroy(struct socket *socket) {
  struct subscriber *subscriber = socket->state;
  message_close(&subscriber->message);
  trie_destroy(&subscriber->subscriptions);
  fair_queue_destroy(&subscriber->in);
  distribution_destroy(&subscriber->out);
}

static void attach(struct socket *socket, struct pipe *pipe, bool local) {
  (void)local;
  struct subscriber *subscriber = socket->state;
  pipe->id = AWAY;
  fair_queue_attach(&subscriber->in, pipe);
  distribution_attach(&subscriber->out, pipe);
}

static void detach(struct socket *socket, struct pipe *pipe) {
  struct subscriber *subscriber = socket->state;
  fair_queue_detach(&subscriber->in, pipe);
  distribution_detach(&subscriber->out, pipe);
}

static void readable(struct socket *socket, struct pipe *pipe) {
  struct subscriber *subscriber = socket->state;
  fair_queue_readable(&subscriber->in, pipe);
}

static void writable(struct socket *socket, struct pipe *pipe) {
  struct subscriber *subscriber = socket->state;
  distribution_writable(&subscriber->out, pipe);
}

/** A subscription, or the end of one, on its way to a publisher. */
static void tell(struct pipe *pipe, const struct message *subscription) {
  struct message copy;
  message_copy(&copy, subscription);
  // Without memory a subscription would be lost silently: better no connection, which will be made again.
  if (!pipe_write(pipe, &copy)) {
    message_close(&copy);
    pipe_end(pipe);
  }
}

static void tell_one(const void *prefix, size_t size, bool alone, void *argument) {
  (void)alone;
  struct pipe *pipe = argument;
  struct message message;
  if (message_init_buffer(&message, prefix, size) < 0) {
    pipe_end(pipe);
    return;
  }
  message.flags = MESSAGE_SUBSCRIBE;
  tell(pipe, &message);
  message_close(&message);
}

static void tell_all(struct subscriber *subscriber, struct pipe *pipe) {
  pipe->id = TOLD;
  trie_each(&subscriber->subscriptions, &subscriber->own, tell_one, pipe);
  pipe_flush(pipe);
}

static void connected(struct socket *socket, struct pipe *pipe) {
  if (pipe->writing)
    pipe->id = TO_BE_TOLD;
  else
    tell_all(socket->state, pipe);
}

static void disconnected(struct socket *socket, struct pipe *pipe) {
  (void)socket;
  pipe->id = AWAY;
}

/** Adds or removes a subscription, and tells publishers when that changes something for them. */
static int change(struct subscriber *subscriber, const void *prefix, size_t size, bool subscribe) {
  struct message message;
  if (message_init_buffer(&message, prefix, size) < 0)
    return -ENOMEM;
  message.flags = subscribe ? MESSAGE_SUBSCRIBE : MESSAGE_CANCEL;
  int result = subscribe ? trie_add(&subscriber->subscriptions, prefix, size, &subscriber->own)
                         : (int)trie_remove(&subscriber->subscriptions, prefix, size, &subscriber->own);
  // A second subscription is passed on too: publishers that report every one (ZMQ_XPUB_VERBOSE) want to see it.
  bool passes = subscribe ? result >= 0 : result == TRIE_ALONE;
  for (uint32_t i = 0; passes && i < subscriber->in.array.size; i++) {
    struct pipe *pipe = subscriber->in.array.pipes[i];
    if (pipe->id == TOLD && !pipe->ended) {
      tell(pipe, &message);
      pipe_flush(pipe);
    }
  }
  message_close(&message);
  return result < 0 ? result : 0;
}

static int send_frame(struct socket *socket, struct message *message) {
  struct subscriber *subscriber = socket->state;
  const unsigned char *data = message_data(message);
  size_t size = message_size(message);
  if (!subscriber->sending_more && size > 0 && data[0] <= 1) {
    int result = change(subscriber, data + 1, size - 1, data[0] == 1);
    if (result == 0) {
      subscriber->sending_more = (message->flags & MESSAGE_MORE) != 0;
      pattern_drop(message);
    }
    return result;
  }
  subscriber->sending_more = (message->flags & MESSAGE_MORE) != 0;
  distribution_send_to_all(&subscriber->out, message);
  for (uint32_t i = 0; !subscriber->sending_more && i < subscriber->in.array.size; i++) {
    if (subscriber->in.array.pipes[i]->id == TO_BE_TOLD)
      tell_all(subscriber, subscriber->in.array.pipes[i]);
  }
  return 0;
}

/** Reads a message's first frame that isn't to be dropped, or a frame further back. */
static int read_frame(struct socket *socket, struct message *message) {
  struct subscriber *subscriber = socket->state;
  for (;;) {
    int result = fair_queue_recv(&subscriber->in, message, NULL);
    if (result < 0 || subscriber->reading_more || socket->pattern->type == ZMQ_XSUB)
      return result;
    bool matches = trie_matches(&subscriber->subscriptions, message_data(message), message_size(message));
    if (matches != socket->options.invert_matching)
      return 0;
    while ((message->flags & MESSAGE_MORE) != 0) {
      message_close(message);
      fair_queue_recv(&subscriber->in, message, NULL);
    }
    message_close(message);
  }
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct subscriber *subscriber = socket->state;
  if (subscriber->fetched) {
    message_move(message, &subscriber->message);
    subscriber->fetched = false;
  } else {
    int result = read_frame(socket, message);
    if (result < 0) {
      message_init(message);
      return result;
    }
  }
  subscriber->reading_more = (message->flags & MESSAGE_MORE) != 0;
  return 0;
}

static bool can_recv(struct socket *socket) {
  struct subscriber *subscriber = socket->state;
  if (!subscriber->fetched) {
    subscriber->fetched = read_frame(socket, &subscriber->message) == 0;
    if (!subscriber->fetched)
      message_init(&subscriber->message);
  }
  return subscriber->fetched;
}

static bool can_send(struct socket *socket) {
  (void)socket;
  return true;
}

static int set_option(struct socket *socket, int option, const void *value, size_t size) {
  switch (option) {
  case ZMQ_SUBSCRIBE:
    return change(socket->state, value, size, true);
  case ZMQ_UNSUBSCRIBE:
    return change(socket->state, value, size, false);
  default:
    return -EINVAL;
  }
}

const struct pattern extended_subscribe_pattern = {
    .type = ZMQ_XSUB,
    .state_size = sizeof(struct subscriber),
    .init = init,
    .destroy = destroy,
    .attach = attach,
    .detach = detach,
    .connected = connected,
    .disconnected = disconnected,
    .readable = readable,
    .writable = writable,
    .send = send_frame,
    .recv = recv_frame,
    .can_send = can_send,
    .can_recv = can_recv,
};

const struct pattern subscribe_pattern = {
    .type = ZMQ_SUB,
    .state_size = sizeof(struct subscriber),
    .init = init,
    .destroy = destroy,
    .attach = attach,
    .detach = detach,
    .connected = connected,
    .disconnected = disconnected,
    .readable = readable,
    .writable = writable,
    .send = pattern_send_not_supported,
    .recv = recv_frame,
    .can_send = pattern_never,
    .can_recv = can_recv,
    .set_option = set_option,
};
