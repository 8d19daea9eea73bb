// XPUB and PUB (RFC 29): each message goes to the subscribers that hold a prefix of its first frame. XPUB gives the
// program what subscribers ask for, and their messages; PUB gives it nothing.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "distribution.h"
#include "include/zmq.h"
#include "pattern.h"
#include "pending.h"
#include "socket.h"
#include "trie.h"

/** Subscriptions that the program hasn't read yet: beyond that, subscribers wait. */
enum { MOST_PENDING = 100000 };

struct publisher {
  struct distribution out;
  struct trie subscriptions;
  /** What subscribers have asked for with ZMQ_XPUB_MANUAL; `subscriptions` is what the program granted. */
  struct trie asked;
  /** For XPUB's program to read. */
  struct pending pending;
  /** Some pipes aren't read from, because too much is pending. */
  bool stalled;
  /** Frames of a message have been sent, and more will follow. */
  bool sending_more;
  /** ZMQ_XPUB_VERBOSE and VERBOSER: every subscription, and every end of one, is for the program to read. */
  bool verbose;
  bool verbose_cancel;
  bool manual;
  /** ZMQ_XPUB_NODROP: wait rather than leave a subscriber out. */
  bool no_drop;
  /** With ZMQ_XPUB_MANUAL: whose subscription the program has read last. */
  struct pipe *last;
  struct message welcome;
  bool has_welcome;
};

/** A subscriber, in pipe->pattern_data. What it has subscribed to stays when this side connected and the connection is
 * lost: messages queue for it, and the subscriptions that it sends when it is there again change nothing. */
struct peer {
  struct trie_owner holds;
  struct trie_owner asks;
  struct pipe *pipe;
};

static int init(struct socket *socket) {
  struct publisher *publisher = socket->state;
  message_init(&publisher->welcome);
  return 0;
}

static void destroy(struct socket *socket) {
  struct publisher *publisher = socket->state;
  message_close(&publisher->welcome);
  pending_destroy(&publisher->pending);
  trie_destroy(&publisher->subscriptions);
  trie_destroy(&publisher->asked);
  distribution_destroy(&publisher->out);
}

/** Notes a subscription, or the end of one, for the program: a message that begins with 1 or 0. */
static void note(struct socket *socket, const void *prefix, size_t size, bool subscribe, struct pipe *from,
                 struct metadata *metadata) {
  struct publisher *publisher = socket->state;
  struct message message;
  if (message_init_size(&message, size + 1) < 0)
    return;
  unsigned char *data = message_data(&message);
  data[0] = subscribe;
  if (size > 0)
    memcpy(data + 1, prefix, size);
  message_set_metadata(&message, metadata);
  pending_add(&publisher->pending, &message, publisher->manual ? from : NULL, false);
}

static void note_cancel(const void *prefix, size_t size, bool alone, void *argument) {
  struct socket *socket = argument;
  struct publisher *publisher = socket->state;
  if (socket->pattern->type == ZMQ_XPUB && (alone || publisher->verbose_cancel || publisher->manual))
    note(socket, prefix, size, false, NULL, NULL);
}

static void forget(struct socket *socket, struct peer *peer) {
  struct publisher *publisher = socket->state;
  trie_remove_owner(&publisher->asked, &peer->asks, note_cancel, socket);
  trie_remove_owner(&publisher->subscriptions, &peer->holds, publisher->manual ? NULL : note_cancel, socket);
}

static void change(struct socket *socket, struct pipe *pipe, const void *prefix, size_t size, bool subscribe,
                   struct metadata *metadata) {
  struct publisher *publisher = socket->state;
  struct peer *peer = pipe->pattern_data;
  struct trie *trie = publisher->manual ? &publisher->asked : &publisher->subscriptions;
  struct trie_owner *owner = publisher->manual ? &peer->asks : &peer->holds;
  int result = subscribe ? trie_add_once(trie, prefix, size, owner) : (int)trie_remove(trie, prefix, size, owner);
  if (result < 0) {
    // It would miss messages silently: better no connection, which will be made again.
    pipe_end(pipe);
    return;
  }
  bool news =
      subscribe ? result == TRIE_ALONE || publisher->verbose : result != TRIE_SHARED || publisher->verbose_cancel;
  if (socket->pattern->type == ZMQ_XPUB && (news || publisher->manual))
    note(socket, prefix, size, subscribe, pipe, metadata);
}

/** Whether the program is so far behind that nothing more is read from subscribers; what they send waits there. */
static bool is_behind(const struct socket *socket) {
  const struct publisher *publisher = socket->state;
  uint32_t limit = (uint32_t)socket->options.receive_limit;
  return publisher->pending.size >= MOST_PENDING || (limit > 0 && publisher->pending.messages >= limit);
}

static void readable(struct socket *socket, struct pipe *pipe) {
  struct publisher *publisher = socket->state;
  if (pipe->pattern_data == NULL)
    return;
  struct message message;
  for (bool first = true;;) {
    if (first && is_behind(socket)) {
      publisher->stalled = true;
      return;
    }
    if (!pipe_read(pipe, &message))
      return;
    const unsigned char *data = message_data(&message);
    size_t size = message_size(&message);
    if ((message.flags & (MESSAGE_SUBSCRIBE | MESSAGE_CANCEL)) != 0)
      change(socket, pipe, data, size, (message.flags & MESSAGE_SUBSCRIBE) != 0, message.metadata);
    else if (first && size > 0 && data[0] <= 1)
      change(socket, pipe, data + 1, size - 1, data[0] == 1, message.metadata);
    else if (socket->pattern->type == ZMQ_XPUB) {
      first = (message.flags & MESSAGE_MORE) == 0;
      pending_add(&publisher->pending, &message, NULL, true);
      continue;
    }
    first = (message.flags & MESSAGE_MORE) == 0;
    message_close(&message);
  }
}

static void attach(struct socket *socket, struct pipe *pipe, bool local) {
  (void)local;
  struct publisher *publisher = socket->state;
  struct peer *peer = calloc(1, sizeof *peer);
  pipe->pattern_data = peer;
  if (peer == NULL) {
    pipe_end(pipe);
    return;
  }
  peer->pipe = pipe;
  distribution_attach(&publisher->out, pipe);
  if (publisher->has_welcome) {
    struct message copy;
    message_copy(&copy, &publisher->welcome);
    if (pipe_write(pipe, &copy))
      pipe_flush(pipe);
    else
      message_close(&copy);
  }
  readable(socket, pipe);
}

static void detach(struct socket *socket, struct pipe *pipe) {
  struct publisher *publisher = socket->state;
  struct peer *peer = pipe->pattern_data;
  if (peer == NULL)
    return;
  pipe->pattern_data = NULL;
  pending_forget(&publisher->pending, pipe);
  if (publisher->last == pipe)
    publisher->last = NULL;
  forget(socket, peer);
  free(peer);
  distribution_detach(&publisher->out, pipe);
}

static void writable(struct socket *socket, struct pipe *pipe) {
  struct publisher *publisher = socket->state;
  distribution_writable(&publisher->out, pipe);
}

static void match(struct trie_owner *owner, void *argument) {
  // `holds` is a peer's first member.
  distribution_match(argument, ((struct peer *)owner)->pipe);
}

static int send_frame(struct socket *socket, struct message *message) {
  struct publisher *publisher = socket->state;
  bool more = (message->flags & MESSAGE_MORE) != 0;
  if (!publisher->sending_more) {
    distribution_unmatch(&publisher->out);
    trie_match(&publisher->subscriptions, message_data(message), message_size(message), match, &publisher->out);
    if (socket->options.invert_matching)
      distribution_reverse_match(&publisher->out);
    if (publisher->no_drop && !distribution_has_room(&publisher->out))
      return -EAGAIN;
  }
  distribution_send_to_matching(&publisher->out, message);
  publisher->sending_more = more;
  return 0;
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct publisher *publisher = socket->state;
  struct pipe *from;
  if (!pending_take(&publisher->pending, message, &from))
    return -EAGAIN;
  if (publisher->manual)
    publisher->last = from;
  if (publisher->stalled && !is_behind(socket)) {
    publisher->stalled = false;
    for (uint32_t i = 0; i < publisher->out.array.size; i++)
      readable(socket, publisher->out.array.pipes[i]);
  }
  return 0;
}

static bool can_send(struct socket *socket) {
  (void)socket;
  return true;
}

static bool can_recv(struct socket *socket) {
  struct publisher *publisher = socket->state;
  return publisher->pending.size > 0;
}

static int set_welcome(struct publisher *publisher, const void *value, size_t size) {
  struct message welcome;
  if (message_init_buffer(&welcome, value, size) < 0)
    return -ENOMEM;
  message_close(&publisher->welcome);
  message_move(&publisher->welcome, &welcome);
  publisher->has_welcome = size > 0;
  return 0;
}

/** With ZMQ_XPUB_MANUAL the program subscribes in the name of whose request it has read last. */
static int grant(struct publisher *publisher, const void *prefix, size_t size, bool subscribe) {
  if (!publisher->manual)
    return -EINVAL;
  if (publisher->last == NULL)
    return 0;
  struct peer *peer = publisher->last->pattern_data;
  if (!subscribe) {
    trie_remove(&publisher->subscriptions, prefix, size, &peer->holds);
    return 0;
  }
  int result = trie_add_once(&publisher->subscriptions, prefix, size, &peer->holds);
  return result < 0 ? result : 0;
}

static int set_option(struct socket *socket, int option, const void *value, size_t size) {
  struct publisher *publisher = socket->state;
  int result;
  switch (option) {
  case ZMQ_XPUB_VERBOSE:
    result = pattern_read_switch(value, size, &publisher->verbose);
    if (result == 0)
      publisher->verbose_cancel = false;
    return result;
  case ZMQ_XPUB_VERBOSER:
    result = pattern_read_switch(value, size, &publisher->verbose);
    if (result == 0)
      publisher->verbose_cancel = publisher->verbose;
    return result;
  case ZMQ_XPUB_NODROP:
    return pattern_read_switch(value, size, &publisher->no_drop);
  case ZMQ_XPUB_MANUAL:
    return pattern_read_switch(value, size, &publisher->manual);
  case ZMQ_XPUB_WELCOME_MSG:
    return set_welcome(publisher, value, size);
  case ZMQ_SUBSCRIBE:
    return grant(publisher, value, size, true);
  case ZMQ_UNSUBSCRIBE:
    return grant(publisher, value, size, false);
  default:
    return -EINVAL;
  }
}

const struct pattern extended_publish_pattern = {
    .type = ZMQ_XPUB,
    .state_size = sizeof(struct publisher),
    .init = init,
    .destroy = destroy,
    .attach = attach,
    .detach = detach,
    .readable = readable,
    .writable = writable,
    .send = send_frame,
    .recv = recv_frame,
    .can_send = can_send,
    .can_recv = can_recv,
    .set_option = set_option,
};

const struct pattern publish_pattern = {
    .type = ZMQ_PUB,
    .state_size = sizeof(struct publisher),
    .init = init,
    .destroy = destroy,
    .attach = attach,
    .detach = detach,
    .readable = readable,
    .writable = writable,
    .send = send_frame,
    .recv = pattern_recv_not_supported,
    .can_send = can_send,
    .can_recv = pattern_never,
    .set_option = set_option,
};
