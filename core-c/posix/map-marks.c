// Marks on ranges of mapped pages: which are attached System V segments, which are withheld from children. There are
// few, so they stand in a plain list.
#include "map-space.h"

#include <stdlib.h>

static struct map_marked *list;
static size_t count;
static size_t capacity;

static bool reserve(size_t more) {
  if (count + more <= capacity)
    return true;
  struct map_marked *longer = realloc(list, (capacity * 2 + more) * sizeof *list);
  if (longer == NULL)
    return false;
  list = longer;
  capacity = capacity * 2 + more;
  return true;
}

bool __isthmus_map_mark(struct map_range range, enum map_mark mark, uint32_t origin) {
  if (!reserve(1))
    return false;
  list[count++] = (struct map_marked){range, origin, mark};
  return true;
}

/* Marks of one kind don't overlap, so either end of a range cuts two at most. */
bool __isthmus_map_prepare_marks(void) { return count == 0 || reserve(4); }

void __isthmus_map_unmark(struct map_range range, enum map_mark mark) {
  for (size_t index = 0; index < count;) {
    struct map_range *marked = &list[index].range;
    if ((mark != 0 && list[index].mark != mark) || marked->end <= range.begin || marked->begin >= range.end) {
      index++;
    } else if (marked->begin < range.begin && marked->end > range.end) {
      list[count] = list[index];
      list[count++].range.begin = range.end;
      list[index++].range.end = range.begin;
    } else if (marked->begin < range.begin) {
      marked->end = range.begin;
      index++;
    } else if (marked->end > range.end) {
      marked->begin = range.end;
      index++;
    } else {
      list[index] = list[--count];
    }
  }
}

/* Makes two marks of one that goes on beyond a page. */
static void cut(uint32_t page) {
  for (size_t index = 0, end = count; index < end; index++) {
    if (list[index].range.begin >= page || list[index].range.end <= page)
      continue;
    list[count] = list[index];
    list[count++].range.begin = page;
    list[index].range.end = page;
  }
}

void __isthmus_map_move_marks(struct map_range from, uint32_t to) {
  cut(from.begin);
  cut(from.end);
  for (size_t index = 0; index < count; index++) {
    struct map_marked *marked = &list[index];
    if (marked->range.begin < from.begin || marked->range.end > from.end)
      continue;
    uint32_t distance = to - from.begin;
    marked->range.begin += distance;
    marked->range.end += distance;
    marked->origin += distance;
  }
}

void __isthmus_map_extend_marks(struct map_range range, uint32_t end) {
  for (size_t index = 0; index < count; index++)
    if (list[index].range.end == range.end && list[index].range.begin >= range.begin)
      list[index].range.end = end;
}

const struct map_marked *__isthmus_map_marked(enum map_mark mark, size_t index) {
  for (size_t each = 0; each < count; each++)
    if (list[each].mark == mark && index-- == 0)
      return &list[each];
  return NULL;
}

void __isthmus_map_forked(void) {
  const struct map_marked *withheld;
  while ((withheld = __isthmus_map_marked(MAP_WITHHELD, 0)) != NULL) {
    struct map_range range = withheld->range;
    __isthmus_map_remove(range);
    __isthmus_map_unmark(range, MAP_WITHHELD);
  }
  /* Locks are not inherited, nor is the wish for them. */
  __isthmus_map_future = 0;
}
