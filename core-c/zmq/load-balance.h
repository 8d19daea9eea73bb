// Load balancing: messages go to the peers that can take some in turn, one to each. For all types that send each
// message to one of many peers.
#ifndef ISTHMUS_ZMQ_LOAD_BALANCE_H
#define ISTHMUS_ZMQ_LOAD_BALANCE_H

#include "pipe-array.h"

/** All zero to begin with. */
struct load_balance {
  struct pipe_array array;
  /** The first `active` pipes may have room, the others have none. */
  uint32_t active;
  /** Whose turn it is. */
  uint32_t current;
  /** The frame before had more behind it: the turn doesn't change. */
  bool more;
  /** The peer went away in the middle of a message: the rest of it is dropped. */
  bool dropping;
};

/** A pipe has come. A pipe for which there is no memory is ended. */
void load_balance_attach(struct load_balance *balance, struct pipe *pipe);

/** A pipe is going. */
void load_balance_detach(struct load_balance *balance, struct pipe *pipe);

/** The pipe has room again. */
void load_balance_writable(struct load_balance *balance, struct pipe *pipe);

/** Sends a frame, which is empty then, and says where to (may be NULL; NULL is told when it was dropped). 0, -EAGAIN.
 */
int load_balance_send(struct load_balance *balance, struct message *message, struct pipe **pipe);

/** Whether a frame can be sent. */
bool load_balance_can_send(struct load_balance *balance);

/** Frees the memory. */
void load_balance_destroy(struct load_balance *balance);

#endif
