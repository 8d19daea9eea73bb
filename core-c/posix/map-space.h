// The pages of linear memory as mmap and its kin see them, shared by their sources. Pages have numbers, page 0 is the
// first of linear memory. A page is mapped unless it lies in a hole: malloc's pages and the stack's are, too.
#ifndef ISTHMUS_MAP_SPACE_H
#define ISTHMUS_MAP_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  MAP_PAGE = 4096,
  /* As many as a 32-bit address reaches. */
  MAP_PAGES = 1 << 20,
};

/** A run of pages: the first, and the one behind the last. */
struct map_range {
  uint32_t begin;
  uint32_t end;
};

static inline uint32_t __isthmus_map_address(uint32_t page) { return page * MAP_PAGE; }
static inline void *__isthmus_map_pointer(uint32_t page) { return (void *)(uintptr_t)__isthmus_map_address(page); }
static inline uint32_t __isthmus_map_bytes(struct map_range range) { return (range.end - range.begin) * MAP_PAGE; }

/** The pages of an aligned address and a length: 0, or a Linux errno: EINVAL for an address that isn't aligned,
 * `too_long` for what the address space can't hold. */
int __isthmus_map_range(const void *address, size_t length, int too_long, struct map_range *range);

/** How many pages linear memory has. */
uint32_t __isthmus_map_end(void);

/** The first page of a range that is not mapped, or its end. */
uint32_t __isthmus_map_first_hole(struct map_range range);

/** Where the hole that begins at a page ends; the page after it when it is in none. */
uint32_t __isthmus_map_hole_end(uint32_t page);

/** Whether no page of a range is mapped. Beyond the end of linear memory nothing is. */
bool __isthmus_map_is_free(struct map_range range);

/** Makes room for the notes of a call, so that they can't fail: first of all, since the table of holes may itself take
 * a hole. False when there's no memory. */
bool __isthmus_map_prepare(void);

/** Grows linear memory until it has `end` pages; what it gets is a hole. False when it can't be had. */
bool __isthmus_map_grow(uint32_t end);

/** Looks for a hole of that many pages, and grows linear memory for it if need be. False when there's no memory. */
bool __isthmus_map_find(uint32_t pages, struct map_range *range);

/** Notes that pages have been mapped, or aren't any more. */
void __isthmus_map_note_mapped(struct map_range range);
void __isthmus_map_note_hole(struct map_range range);

/* Properties of ranges that only the library knows of. They end with the map that has them. */
enum map_mark {
  /* A System V segment, or what is left of it; the origin is the page where its first byte is, or would be. */
  MAP_ATTACHED = 1,
  /* Not for children: MADV_DONTFORK. */
  MAP_WITHHELD = 2,
};

struct map_marked {
  struct map_range range;
  uint32_t origin;
  enum map_mark mark;
};

/** Marks a range. False when there's no memory. */
bool __isthmus_map_mark(struct map_range range, enum map_mark mark, uint32_t origin);

/** Makes room for cutting marks in two; __isthmus_map_prepare does it. */
bool __isthmus_map_prepare_marks(void);

/** Takes a mark, or with 0 all of them, from a range. */
void __isthmus_map_unmark(struct map_range range, enum map_mark mark);

/** Moves the marks of a range along with its pages. */
void __isthmus_map_move_marks(struct map_range from, uint32_t to);

/** The `index`th range with a mark, of `mark`s alone; NULL when there are no more. */
const struct map_marked *__isthmus_map_marked(enum map_mark mark, size_t index);

/** Extends the marks that end where a range does, since its last map has grown. */
void __isthmus_map_extend_marks(struct map_range range, uint32_t end);

/** Calls the kernel for the pages of a range that come before the first hole: 0, or a Linux errno; ENOMEM when there
 * was a hole. */
int __isthmus_map_each(struct map_range range, int32_t (*call)(uint32_t address, uint32_t length, int32_t value),
                       int32_t value);

/** Locks what has just been mapped, if mlockall asked for that. 0 or a Linux errno. */
int __isthmus_map_lock(struct map_range range);

/** The MCL_ flags of mlockall that hold for what is mapped from now on. */
extern int __isthmus_map_future;

/** In a fork's child: takes away what is withheld from it. Null in programs that map nothing. */
void __isthmus_map_forked(void) __attribute__((weak));

/** Maps nothing any more: makes a range a hole. 0 or a Linux errno. */
int __isthmus_map_remove(struct map_range range);

#endif
