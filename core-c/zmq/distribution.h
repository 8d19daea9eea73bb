// Distribution: a message goes to all peers, or to those that were picked (match) for it; who has no room doesn't get
// it. For publishing.
#ifndef ISTHMUS_ZMQ_DISTRIBUTION_H
#define ISTHMUS_ZMQ_DISTRIBUTION_H

#include "pipe-array.h"

/** All zero to begin with. */
struct distribution {
  struct pipe_array array;
  /** The array's first pipes are picked for this message; those up to `active` may be sent to; those up to `eligible`
   * may be from the next message on (they came, or got room, in the middle of one). The others have no room. */
  uint32_t matching;
  uint32_t active;
  uint32_t eligible;
  /** The frame before had more behind it. */
  bool more;
};

/** A pipe has come. A pipe for which there is no memory is ended. */
void distribution_attach(struct distribution *distribution, struct pipe *pipe);

/** A pipe is going. */
void distribution_detach(struct distribution *distribution, struct pipe *pipe);

/** The pipe has room again. */
void distribution_writable(struct distribution *distribution, struct pipe *pipe);

/** Picks a pipe for the next message. Only before its first frame. */
void distribution_match(struct distribution *distribution, struct pipe *pipe);

/** Picks all that weren't picked, and none that were. */
void distribution_reverse_match(struct distribution *distribution);

/** Picks nobody. */
void distribution_unmatch(struct distribution *distribution);

/** Whether all that are picked have room. */
bool distribution_has_room(struct distribution *distribution);

/** Sends a frame, which is empty then, to all that are picked. */
void distribution_send_to_matching(struct distribution *distribution, struct message *message);

/** Sends a frame, which is empty then, to all. */
void distribution_send_to_all(struct distribution *distribution, struct message *message);

/** Frees the memory. */
void distribution_destroy(struct distribution *distribution);

#endif
