// Fair queueing: the array's first part holds the pipes that may have messages.
#include "fair-queue.h"

#include <errno.h>

static void swap(struct fair_queue *queue, uint32_t a, uint32_t b) {
  pipe_array_swap(&queue->array, a, b, PIPE_FAIR_QUEUE);
}

void fair_queue_attach(struct fair_queue *queue, struct pipe *pipe) {
  if (pipe_array_add(&queue->array, pipe, PIPE_FAIR_QUEUE))
    fair_queue_readable(queue, pipe);
  else
    pipe_end(pipe);
}

/** The pipe at this place, an active one, has no more messages. */
static void deactivate(struct fair_queue *queue, uint32_t place) {
  uint32_t last = --queue->active;
  swap(queue, place, last);
  if (queue->current == last)
    queue->current = place == last ? 0 : place;
}

void fair_queue_detach(struct fair_queue *queue, struct pipe *pipe) {
  if (!pipe_array_has(&queue->array, pipe, PIPE_FAIR_QUEUE))
    return;
  uint32_t place = pipe->places[PIPE_FAIR_QUEUE];
  if (place < queue->active) {
    if (place == queue->current)
      queue->more = false;
    deactivate(queue, place);
  }
  pipe_array_remove(&queue->array, pipe, PIPE_FAIR_QUEUE);
}

void fair_queue_readable(struct fair_queue *queue, struct pipe *pipe) {
  if (!pipe_array_has(&queue->array, pipe, PIPE_FAIR_QUEUE) || pipe->places[PIPE_FAIR_QUEUE] < queue->active)
    return;
  swap(queue, pipe->places[PIPE_FAIR_QUEUE], queue->active);
  queue->active++;
}

int fair_queue_recv(struct fair_queue *queue, struct message *message, struct pipe **pipe) {
  while (queue->active > 0) {
    struct pipe *from = queue->array.pipes[queue->current];
    if (pipe_read(from, message)) {
      if (pipe != NULL)
        *pipe = from;
      queue->more = (message->flags & MESSAGE_MORE) != 0;
      if (!queue->more && ++queue->current >= queue->active)
        queue->current = 0;
      return 0;
    }
    queue->more = false;
    deactivate(queue, queue->current);
  }
  return -EAGAIN;
}

bool fair_queue_can_recv(struct fair_queue *queue) {
  while (queue->active > 0) {
    if (pipe_can_read(queue->array.pipes[queue->current]))
      return true;
    queue->more = false;
    deactivate(queue, queue->current);
  }
  return false;
}

void fair_queue_destroy(struct fair_queue *queue) { pipe_array_destroy(&queue->array); }
