// The ring of frames that wait for XPUB's program.
#include "pending.h"

#include <stdlib.h>

static struct pending_frame *frame_at(const struct pending *pending, uint32_t place) {
  return &pending->frames[(pending->head + place) & (pending->room - 1)];
}

static bool grow(struct pending *pending) {
  uint32_t room = pending->room == 0 ? 16 : 2 * pending->room;
  struct pending_frame *frames = malloc(room * sizeof *frames);
  if (frames == NULL)
    return false;
  for (uint32_t i = 0; i < pending->size; i++)
    frames[i] = *frame_at(pending, i);
  free(pending->frames);
  pending->frames = frames;
  pending->room = room;
  pending->head = 0;
  return true;
}

void pending_add(struct pending *pending, struct message *message, struct pipe *pipe, bool is_content) {
  if (pending->size == pending->room && !grow(pending)) {
    message_close(message);
    return;
  }
  struct pending_frame *frame = frame_at(pending, pending->size++);
  message_move(&frame->message, message);
  frame->pipe = pipe;
  frame->is_content = is_content;
  pending->messages += is_content;
}

bool pending_take(struct pending *pending, struct message *message, struct pipe **pipe) {
  if (pending->size == 0)
    return false;
  struct pending_frame *frame = frame_at(pending, 0);
  *message = frame->message;
  *pipe = frame->pipe;
  pending->messages -= frame->is_content;
  pending->head++;
  pending->size--;
  return true;
}

void pending_forget(struct pending *pending, const struct pipe *pipe) {
  for (uint32_t i = 0; i < pending->size; i++) {
    struct pending_frame *frame = frame_at(pending, i);
    if (frame->pipe == pipe)
      frame->pipe = NULL;
  }
}

void pending_destroy(struct pending *pending) {
  for (uint32_t i = 0; i < pending->size; i++)
    message_close(&frame_at(pending, i)->message);
  free(pending->frames);
  *pending = (struct pending){0};
}
