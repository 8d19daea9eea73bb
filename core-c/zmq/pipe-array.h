// An array of pipes in which each pipe knows its place, so that it is found, moved and removed at once. Fair queueing,
// load balancing and distribution divide their array into parts by swapping.
#ifndef ISTHMUS_ZMQ_PIPE_ARRAY_H
#define ISTHMUS_ZMQ_PIPE_ARRAY_H

#include "pipe.h"

struct pipe_array {
  struct pipe **pipes;
  uint32_t size;
  uint32_t room;
};

/** Appends a pipe. False when memory is out. */
bool pipe_array_add(struct pipe_array *array, struct pipe *pipe, enum pipe_place place);

/** Swaps the pipes at two places. */
void pipe_array_swap(struct pipe_array *array, uint32_t a, uint32_t b, enum pipe_place place);

/** Removes a pipe; the last one takes its place. */
void pipe_array_remove(struct pipe_array *array, struct pipe *pipe, enum pipe_place place);

/** Whether the pipe is in the array. */
bool pipe_array_has(const struct pipe_array *array, const struct pipe *pipe, enum pipe_place place);

/** Frees the memory. */
void pipe_array_destroy(struct pipe_array *array);

#endif
