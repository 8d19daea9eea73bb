// What XPUB keeps for the program to read that is no longer in a pipe: what subscribers have asked for, each with the
// pipe that it came by, and their messages.
#ifndef ISTHMUS_ZMQ_PENDING_H
#define ISTHMUS_ZMQ_PENDING_H

#include "pipe.h"

struct pending_frame {
  struct message message;
  struct pipe *pipe;
  bool is_content;
};

/** A ring of frames; all zero to begin with. */
struct pending {
  struct pending_frame *frames;
  uint32_t room;
  uint32_t head;
  /** Frames, and how many of them are content. */
  uint32_t size;
  uint32_t messages;
};

/** Appends a frame, which is taken (and lost, when memory is out). */
void pending_add(struct pending *pending, struct message *message, struct pipe *pipe, bool is_content);

/** Takes the oldest frame into an empty message, and tells its pipe (NULL: none, or it is gone). */
bool pending_take(struct pending *pending, struct message *message, struct pipe **pipe);

/** The pipe is going. */
void pending_forget(struct pending *pending, const struct pipe *pipe);

/** Frees everything. */
void pending_destroy(struct pending *pending);

#endif
