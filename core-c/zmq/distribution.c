// Distribution: the array is divided into picked, active, eligible and full pipes, in this order.
#include "distribution.h"

static void swap(struct distribution *distribution, uint32_t a, uint32_t b) {
  pipe_array_swap(&distribution->array, a, b, PIPE_DISTRIBUTION);
}

void distribution_attach(struct distribution *distribution, struct pipe *pipe) {
  if (pipe_array_add(&distribution->array, pipe, PIPE_DISTRIBUTION))
    distribution_writable(distribution, pipe);
  else
    pipe_end(pipe);
}

/** Moves a pipe from the parts that it is in to those without room. */
static void deactivate(struct distribution *distribution, struct pipe *pipe) {
  const uint32_t *place = &pipe->places[PIPE_DISTRIBUTION];
  if (*place < distribution->matching)
    swap(distribution, *place, --distribution->matching);
  if (*place < distribution->active)
    swap(distribution, *place, --distribution->active);
  if (*place < distribution->eligible)
    swap(distribution, *place, --distribution->eligible);
}

void distribution_detach(struct distribution *distribution, struct pipe *pipe) {
  if (!pipe_array_has(&distribution->array, pipe, PIPE_DISTRIBUTION))
    return;
  deactivate(distribution, pipe);
  pipe_array_remove(&distribution->array, pipe, PIPE_DISTRIBUTION);
}

void distribution_writable(struct distribution *distribution, struct pipe *pipe) {
  const uint32_t *place = &pipe->places[PIPE_DISTRIBUTION];
  if (!pipe_array_has(&distribution->array, pipe, PIPE_DISTRIBUTION) || *place < distribution->eligible)
    return;
  swap(distribution, *place, distribution->eligible++);
  if (!distribution->more)
    swap(distribution, *place, distribution->active++);
}

void distribution_match(struct distribution *distribution, struct pipe *pipe) {
  uint32_t place = pipe->places[PIPE_DISTRIBUTION];
  if (place >= distribution->matching && place < distribution->active)
    swap(distribution, place, distribution->matching++);
}

void distribution_reverse_match(struct distribution *distribution) {
  uint32_t matched = distribution->matching;
  distribution->matching = 0;
  for (uint32_t i = matched; i < distribution->active; i++)
    swap(distribution, i, distribution->matching++);
}

void distribution_unmatch(struct distribution *distribution) { distribution->matching = 0; }

bool distribution_has_room(struct distribution *distribution) {
  for (uint32_t i = 0; i < distribution->matching; i++) {
    struct pipe *pipe = distribution->array.pipes[i];
    if (!pipe->ended && !pipe_can_write(pipe))
      return false;
  }
  return true;
}

void distribution_send_to_matching(struct distribution *distribution, struct message *message) {
  bool more = (message->flags & MESSAGE_MORE) != 0;
  for (uint32_t i = 0; i < distribution->matching;) {
    struct pipe *pipe = distribution->array.pipes[i];
    struct message copy;
    message_copy(&copy, message);
    if (!pipe_write(pipe, &copy)) {
      message_close(&copy);
      pipe_rollback(pipe);
      deactivate(distribution, pipe);
      continue;
    }
    if (!more)
      pipe_flush(pipe);
    i++;
  }
  message_close(message);
  message_init(message);
  distribution->more = more;
  if (!more)
    distribution->active = distribution->eligible;
}

void distribution_send_to_all(struct distribution *distribution, struct message *message) {
  if (!distribution->more)
    distribution->matching = distribution->active;
  distribution_send_to_matching(distribution, message);
  if (!distribution->more)
    distribution->matching = 0;
}

void distribution_destroy(struct distribution *distribution) { pipe_array_destroy(&distribution->array); }
