// A queue of message frames with a high-water mark, as it lies between a socket and a connection: frames of a message
// are hidden from the reader until the last has been written. One queue is one direction; pipe.h ties two together.
#ifndef ISTHMUS_ZMQ_QUEUE_H
#define ISTHMUS_ZMQ_QUEUE_H

#include "message.h"
#include <stdbool.h>
#include <stdint.h>

/* Positions are counts of frames, modulo 2^32; the capacity is a power of two. */
struct queue {
  struct message *frames;
  uint32_t capacity;
  uint32_t head;    /* the next frame to read */
  uint32_t visible; /* behind the last frame of the last complete message */
  uint32_t tail;    /* where the next frame goes */
  /* Complete messages that aren't read to the end, and how many there may be; 0 is no limit. */
  uint32_t messages;
  uint32_t limit;
  /* A message was refused; none is taken before half of the limit is read. */
  bool full;
  /* Only the newest complete message is kept (ZMQ_CONFLATE). */
  bool conflate;
};

/** Initializes an empty queue for at most `limit` messages (0: as many as memory holds). Allocates nothing. */
void queue_init(struct queue *queue, uint32_t limit, bool conflate);

/** Closes all frames and frees the memory. */
void queue_destroy(struct queue *queue);

/** Appends a frame and takes it over (`frame` is empty afterwards); whether it completed a message. Doesn't look at the
 * limit. -ENOMEM leaves the frame with the caller. */
int queue_write(struct queue *queue, struct message *frame);

/** Where the next frame goes, uninitialised; NULL when memory is out. Filled and given to queue_commit it is written,
 * else nothing has happened. */
struct message *queue_slot(struct queue *queue);

/** Makes what is in the slot the queue's; whether it completed a message. */
int queue_commit(struct queue *queue);

/** Takes back the frames of a message that isn't complete. */
void queue_rollback(struct queue *queue);

/** Drops the frames up to the end of the message whose first frames have been read. */
void queue_skip_message(struct queue *queue);

/** Closes all frames. */
void queue_clear(struct queue *queue);

/** Whether a complete message's frame is there. */
static inline bool queue_can_read(const struct queue *queue) { return queue->head != queue->visible; }

/** Whether frames of a message that isn't complete are there. */
static inline bool queue_is_partial(const struct queue *queue) { return queue->tail != queue->visible; }

/** Whether a new message may be written. Remembers a refusal, see `full`. */
static inline bool queue_can_write(struct queue *queue) {
  if (queue->limit == 0 || queue->conflate || (!queue->full && queue->messages < queue->limit))
    return true;
  if (queue->full && queue->messages <= queue->limit / 2) {
    queue->full = false;
    return true;
  }
  queue->full = true;
  return false;
}

/** Moves the next frame into `frame`, which is overwritten; whether there was one. */
static inline bool queue_read(struct queue *queue, struct message *frame) {
  if (!queue_can_read(queue))
    return false;
  *frame = queue->frames[queue->head++ & (queue->capacity - 1)];
  if ((frame->flags & MESSAGE_MORE) == 0)
    queue->messages--;
  return true;
}

#endif
