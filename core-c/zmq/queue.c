// The slow half of the message queue: writing, growing, dropping. Reading is in queue.h.
#include "queue.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUE_SMALLEST = 16, QUEUE_LARGEST = 1 << 25 };

void queue_init(struct queue *queue, uint32_t limit, bool conflate) {
  memset(queue, 0, sizeof *queue);
  queue->limit = limit;
  queue->conflate = conflate;
}

static void close_frames(struct queue *queue, uint32_t from, uint32_t to) {
  for (; from != to; from++)
    message_close(&queue->frames[from & (queue->capacity - 1)]);
}

void queue_clear(struct queue *queue) {
  close_frames(queue, queue->head, queue->tail);
  queue->head = queue->visible = queue->tail;
  queue->messages = 0;
}

void queue_destroy(struct queue *queue) {
  close_frames(queue, queue->head, queue->tail);
  free(queue->frames);
  queue_init(queue, queue->limit, queue->conflate);
}

static int grow(struct queue *queue) {
  uint32_t capacity = queue->capacity == 0 ? QUEUE_SMALLEST : queue->capacity * 2;
  struct message *frames = capacity > QUEUE_LARGEST ? NULL : malloc(capacity * sizeof *frames);
  if (frames == NULL)
    return -ENOMEM;
  for (uint32_t i = queue->head; i != queue->tail; i++)
    frames[i & (capacity - 1)] = queue->frames[i & (queue->capacity - 1)];
  free(queue->frames);
  queue->frames = frames;
  queue->capacity = capacity;
  return 0;
}

struct message *queue_slot(struct queue *queue) {
  if (queue->tail - queue->head == queue->capacity && grow(queue) != 0)
    return NULL;
  return &queue->frames[queue->tail & (queue->capacity - 1)];
}

int queue_write(struct queue *queue, struct message *frame) {
  struct message *slot = queue_slot(queue);
  if (slot == NULL || (frame->kind == MESSAGE_BORROWED && message_own(frame, 0) != 0))
    return -ENOMEM;
  message_move(slot, frame);
  return queue_commit(queue);
}

int queue_commit(struct queue *queue) {
  bool more = (queue->frames[queue->tail++ & (queue->capacity - 1)].flags & MESSAGE_MORE) != 0;
  if (more)
    return 0;
  if (queue->conflate) {
    close_frames(queue, queue->head, queue->visible);
    queue->head = queue->visible;
    queue->messages = 0;
  }
  queue->visible = queue->tail;
  queue->messages++;
  return 1;
}

void queue_rollback(struct queue *queue) {
  close_frames(queue, queue->visible, queue->tail);
  queue->tail = queue->visible;
}

void queue_skip_message(struct queue *queue) {
  struct message frame;
  bool more = true;
  while (more && queue_read(queue, &frame)) {
    more = (frame.flags & MESSAGE_MORE) != 0;
    message_close(&frame);
  }
}
