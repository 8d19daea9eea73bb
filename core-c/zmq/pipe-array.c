// Arrays of pipes.
#include "pipe-array.h"

#include <stdlib.h>

bool pipe_array_add(struct pipe_array *array, struct pipe *pipe, enum pipe_place place) {
  if (array->size == array->room) {
    uint32_t room = array->room == 0 ? 4 : 2 * array->room;
    struct pipe **pipes = realloc(array->pipes, room * sizeof(struct pipe *));
    if (pipes == NULL)
      return false;
    array->pipes = pipes;
    array->room = room;
  }
  pipe->places[place] = array->size;
  array->pipes[array->size++] = pipe;
  return true;
}

void pipe_array_swap(struct pipe_array *array, uint32_t a, uint32_t b, enum pipe_place place) {
  struct pipe *pipe = array->pipes[a];
  array->pipes[a] = array->pipes[b];
  array->pipes[b] = pipe;
  array->pipes[a]->places[place] = a;
  array->pipes[b]->places[place] = b;
}

void pipe_array_remove(struct pipe_array *array, struct pipe *pipe, enum pipe_place place) {
  pipe_array_swap(array, pipe->places[place], --array->size, place);
}

bool pipe_array_has(const struct pipe_array *array, const struct pipe *pipe, enum pipe_place place) {
  return pipe->places[place] < array->size && array->pipes[pipe->places[place]] == pipe;
}

void pipe_array_destroy(struct pipe_array *array) {
  free(array->pipes);
  *array = (struct pipe_array){0};
}
