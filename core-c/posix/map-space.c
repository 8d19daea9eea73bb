// Gives out ranges of linear memory, page by page, beside malloc, which gets its own by sbrk. Kept is only where
// nothing is mapped; every other note would be the kernel's twice.
#include "map-space.h"

#include "internal.h"
#include "thread.h"

enum {
  WASM_PAGE = 65536 / MAP_PAGE,
  /* Memory is got in steps of a megabyte, where there is so much. */
  STEP = 256,
  FEW = 32,
};

/* In order, never touching each other. */
static struct map_range few[FEW];
static struct map_range *holes = few;
static size_t count;
static size_t capacity = FEW;

int __isthmus_map_future;

int __isthmus_map_range(const void *address, size_t length, int too_long, struct map_range *range) {
  uint32_t at = (uint32_t)(uintptr_t)address;
  uint64_t pages = ((uint64_t)length + MAP_PAGE - 1) / MAP_PAGE;
  if (at % MAP_PAGE != 0)
    return LINUX_EINVAL;
  range->begin = at / MAP_PAGE;
  if (range->begin + pages > MAP_PAGES)
    return too_long;
  range->end = range->begin + (uint32_t)pages;
  return 0;
}

uint32_t __isthmus_map_end(void) { return (uint32_t)__builtin_wasm_memory_size(0) * WASM_PAGE; }

/* The first hole that ends behind a page. */
static size_t hole_behind(uint32_t page) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (holes[middle].end <= page)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

uint32_t __isthmus_map_first_hole(struct map_range range) {
  uint32_t end = __isthmus_map_end();
  size_t index = hole_behind(range.begin);
  uint32_t hole = index < count && holes[index].begin < end ? holes[index].begin : end;
  if (range.begin == 0)
    hole = 0;
  if (hole < range.begin)
    hole = range.begin;
  return hole < range.end ? hole : range.end;
}

uint32_t __isthmus_map_hole_end(uint32_t page) {
  size_t index = hole_behind(page);
  return index < count && holes[index].begin <= page ? holes[index].end : page + 1;
}

bool __isthmus_map_is_free(struct map_range range) {
  uint32_t end = __isthmus_map_end();
  if (range.begin == 0)
    return false;
  if (range.end > end)
    range.end = end;
  if (range.begin >= range.end)
    return true;
  size_t index = hole_behind(range.begin);
  return index < count && holes[index].begin <= range.begin && holes[index].end >= range.end;
}

static void remove_at(size_t index, size_t number) {
  count -= number;
  memmove(holes + index, holes + index + number, (count - index) * sizeof *holes);
}

static void insert_at(size_t index, struct map_range hole) {
  memmove(holes + index + 1, holes + index, (count - index) * sizeof *holes);
  holes[index] = hole;
  count++;
}

void __isthmus_map_note_mapped(struct map_range range) {
  __isthmus_maps_changed();
  size_t index = hole_behind(range.begin);
  if (index < count && holes[index].begin < range.begin) {
    uint32_t end = holes[index].end;
    holes[index++].end = range.begin;
    if (end > range.end)
      insert_at(index, (struct map_range){range.begin, end});
  }
  size_t gone = index;
  while (gone < count && holes[gone].end <= range.end)
    gone++;
  remove_at(index, gone - index);
  if (index < count && holes[index].begin < range.end)
    holes[index].begin = range.end;
}

void __isthmus_map_note_hole(struct map_range range) {
  __isthmus_maps_changed();
  if (range.begin >= range.end)
    return;
  /* Those that it touches become part of it. */
  size_t index = range.begin == 0 ? 0 : hole_behind(range.begin - 1);
  size_t gone = index;
  for (; gone < count && holes[gone].begin <= range.end; gone++) {
    if (holes[gone].begin < range.begin)
      range.begin = holes[gone].begin;
    if (holes[gone].end > range.end)
      range.end = holes[gone].end;
  }
  remove_at(index, gone - index);
  insert_at(index, range);
}

int __isthmus_map_each(struct map_range range, int32_t (*call)(uint32_t, uint32_t, int32_t), int32_t value) {
  uint32_t hole = __isthmus_map_first_hole(range);
  struct map_range mapped = {range.begin, hole};
  int32_t result =
      hole == range.begin ? 0 : call(__isthmus_map_address(range.begin), __isthmus_map_bytes(mapped), value);
  return result < 0 ? -result : hole < range.end ? LINUX_ENOMEM : 0;
}

int __isthmus_map_remove(struct map_range range) {
  uint32_t end = __isthmus_map_end();
  if (range.begin == 0)
    range.begin = 1;
  if (range.end > end)
    range.end = end;
  if (range.begin >= range.end || __isthmus_map_is_free(range))
    return 0;
  if (!__isthmus_map_prepare())
    return LINUX_ENOMEM;
  int32_t error = __isthmus_munmap(__isthmus_map_address(range.begin), __isthmus_map_bytes(range));
  if (error != 0)
    return -error;
  __isthmus_map_unmark(range, 0);
  __isthmus_map_note_hole(range);
  return 0;
}

/* Grows by whole steps of memory.grow. What is new is memory that can be used, until it is made a hole. */
static bool grow_by(uint32_t pages) {
  uint32_t old = __isthmus_map_end();
  if (__builtin_wasm_memory_grow(0, pages / WASM_PAGE) == SIZE_MAX)
    return false;
  struct map_range added = {old, old + pages};
  if (__isthmus_munmap(__isthmus_map_address(old), __isthmus_map_bytes(added)) == 0)
    __isthmus_map_note_hole(added);
  return true;
}

bool __isthmus_map_grow(uint32_t end) {
  uint32_t old = __isthmus_map_end();
  if (end <= old)
    return true;
  uint32_t needed = (end - old + WASM_PAGE - 1) / WASM_PAGE * WASM_PAGE;
  return (needed < STEP && grow_by(STEP)) || grow_by(needed);
}

bool __isthmus_map_find(uint32_t pages, struct map_range *range) {
  uint32_t end = __isthmus_map_end();
  size_t index = 0;
  while (index < count && holes[index].end - holes[index].begin < pages)
    index++;
  /* The last hole may lie at the end, and then only the rest is needed. */
  uint32_t begin = index < count                              ? holes[index].begin
                   : count > 0 && holes[count - 1].end == end ? holes[count - 1].begin
                                                              : end;
  if (pages > MAP_PAGES - begin || !__isthmus_map_grow(begin + pages))
    return false;
  *range = (struct map_range){begin, begin + pages};
  return true;
}

bool __isthmus_map_prepare(void) {
  /* A call makes at most four: of memory got twice, and of what goes and comes. */
  enum { NOTES = 4 };
  if (!__isthmus_map_prepare_marks())
    return false;
  if (count + NOTES <= capacity)
    return true;
  /* A place of its own for the table, twice as large: the spare entries are for the notes of getting it. */
  uint32_t pages = (uint32_t)((capacity * 2 * sizeof *holes + MAP_PAGE - 1) / MAP_PAGE);
  struct map_range place, former = {(uint32_t)(uintptr_t)holes / MAP_PAGE, 0};
  const int32_t readable = 1, writable = 2, private = 2, fixed = 0x10, anonymous = 0x20;
  if (!__isthmus_map_find(pages, &place) ||
      __isthmus_mmap(__isthmus_map_address(place.begin), __isthmus_map_bytes(place), readable | writable,
                     private | fixed | anonymous, -1, 0) != 0)
    return false;
  __isthmus_map_note_mapped(place);
  struct map_range *old = holes;
  memcpy(__isthmus_map_pointer(place.begin), holes, count * sizeof *holes);
  holes = __isthmus_map_pointer(place.begin);
  size_t old_bytes = capacity * sizeof *holes;
  capacity = pages * (MAP_PAGE / sizeof *holes);
  if (old == few)
    return true;
  former.end = former.begin + (uint32_t)(old_bytes / MAP_PAGE);
  if (__isthmus_munmap(__isthmus_map_address(former.begin), (uint32_t)old_bytes) == 0)
    __isthmus_map_note_hole(former);
  return true;
}
