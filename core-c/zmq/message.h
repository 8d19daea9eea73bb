// A message (one frame) as it passes between the program, the patterns and the engine; it is what a zmq_msg_t holds.
// Small content lies within, larger content is counted and shared by copies. Messages are moved, never copied by
// assignment, except as message_move does.
#ifndef ISTHMUS_ZMQ_MESSAGE_H
#define ISTHMUS_ZMQ_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "metadata.h"

enum {
  /** Another frame of the same message follows. */
  MESSAGE_MORE = 1,
  /** A command of ZMTP, not content: name and data as on the wire. */
  MESSAGE_COMMAND = 2,
  /** Not content but a subscription, or its end; the body is the prefix. Never with MESSAGE_MORE. */
  MESSAGE_SUBSCRIBE = 4,
  MESSAGE_CANCEL = 8,
  /** The routing id of a peer of the same process. */
  MESSAGE_ROUTING_ID = 16,
};

/** How the content is held. The values tell a message from memory that is none. */
enum message_kind {
  MESSAGE_SMALL = 0xa1,
  /** In memory of ours or the program's that is counted. */
  MESSAGE_COUNTED = 0xa2,
  /** In memory that lives for ever (zmq_send_const). */
  MESSAGE_CONSTANT = 0xa3,
  /** In the program's memory, until the call that it was given to returns; never in a zmq_msg_t. */
  MESSAGE_BORROWED = 0xa4,
};

enum { MESSAGE_SMALL_SIZE = 48 };

typedef void message_free(void *data, void *hint);

/** Content that messages share. What was allocated with it follows it. */
struct message_content {
  unsigned references;
  message_free *release;
  void *data;
  void *hint;
};

struct message {
  union {
    unsigned char small[MESSAGE_SMALL_SIZE];
    struct {
      unsigned char *data;
      size_t size;
      struct message_content *content;
    } large;
  };
  struct metadata *metadata;
  /** The socket that it came through, or -1. */
  int source_fd;
  uint8_t flags;
  uint8_t kind;
  uint8_t small_size;
  uint8_t unused;
};

_Static_assert(sizeof(struct message) <= 64, "a message fits into a zmq_msg_t");

/** Whether this memory holds a message that was initialised and not closed. */
static inline bool message_is_valid(const struct message *message) {
  return message->kind >= MESSAGE_SMALL && message->kind <= MESSAGE_CONSTANT;
}

/** An empty message. */
static inline void message_init(struct message *message) {
  message->metadata = NULL;
  message->source_fd = -1;
  message->flags = 0;
  message->kind = MESSAGE_SMALL;
  message->small_size = 0;
  message->unused = 0;
}

/** A message of `size` bytes that are still to be written. 0, or -ENOMEM (then the message is left as it was). */
int message_init_size(struct message *message, size_t size);

/** A message with a copy of these bytes. 0, or -ENOMEM. */
int message_init_buffer(struct message *message, const void *data, size_t size);

/**
 * A message whose content is the program's memory: `release` is called with it when nobody needs it any longer (NULL:
 * it lives for ever). 0, or -ENOMEM, in which case the memory stays the caller's.
 */
int message_init_data(struct message *message, void *data, size_t size, message_free *release, void *hint);

/** A message of these bytes, which stay where they are: whoever keeps it makes it own them. */
static inline void message_init_borrowed(struct message *message, const void *data, size_t size) {
  message_init(message);
  message->kind = MESSAGE_BORROWED;
  message->large.data = (unsigned char *)data;
  message->large.size = size;
  message->large.content = NULL;
}

/** Copies what is borrowed, from byte `from` on. 0, or -ENOMEM, in which case the message is as it was. */
int message_own(struct message *message, size_t from);

/** Lets go of the content and the metadata; the message is none any longer. */
void message_close(struct message *message);

static inline void *message_data(struct message *message) {
  return message->kind == MESSAGE_SMALL ? message->small : message->large.data;
}

static inline const void *message_const_data(const struct message *message) {
  return message->kind == MESSAGE_SMALL ? message->small : message->large.data;
}

static inline size_t message_size(const struct message *message) {
  return message->kind == MESSAGE_SMALL ? message->small_size : message->large.size;
}

/** Moves `from` to `to`, which must hold nothing (uninitialised memory, or empty); `from` is an empty message then. */
static inline void message_move(struct message *to, struct message *from) {
  *to = *from;
  message_init(from);
}

/** Makes `to`, which must hold nothing, a message of the same content, flags and metadata; large content is shared. */
void message_copy(struct message *to, const struct message *from);

/** Whether other messages share the content. */
bool message_is_shared(const struct message *message);

/** Gives the message the metadata of its connection (held once more; what it had is released). */
void message_set_metadata(struct message *message, struct metadata *metadata);

#endif
