// Fair queueing: messages are taken from the peers that have some in turn, one of each. For all types that receive from
// many peers.
#ifndef ISTHMUS_ZMQ_FAIR_QUEUE_H
#define ISTHMUS_ZMQ_FAIR_QUEUE_H

#include "pipe-array.h"

/** All zero to begin with. */
struct fair_queue {
  struct pipe_array array;
  /** The first `active` pipes may have messages, the others have none. */
  uint32_t active;
  /** Whose turn it is. */
  uint32_t current;
  /** The frame before had more behind it: the turn doesn't change. */
  bool more;
};

/** A pipe has come. A pipe for which there is no memory is ended. */
void fair_queue_attach(struct fair_queue *queue, struct pipe *pipe);

/** A pipe is going; nothing is done when it isn't in the queue. */
void fair_queue_detach(struct fair_queue *queue, struct pipe *pipe);

/** The pipe has a message again. */
void fair_queue_readable(struct fair_queue *queue, struct pipe *pipe);

/** Takes the next frame into an empty message, and says from which pipe (may be NULL). 0, or -EAGAIN. */
int fair_queue_recv(struct fair_queue *queue, struct message *message, struct pipe **pipe);

/** Whether there is a frame to take. */
bool fair_queue_can_recv(struct fair_queue *queue);

/** Frees the memory. */
void fair_queue_destroy(struct fair_queue *queue);

#endif
