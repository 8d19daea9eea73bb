// What the kernel is told and asked about mapped pages: msync, madvise, posix_madvise, mincore.
// Locks are in mlock.c.
#include "internal.h"

#include <sys/mman.h>

#include "map-space.h"

/* The pages of a range, clipped to linear memory: 0, or a Linux errno. Beyond it there's only a hole. */
static int inside(const void *address, size_t length, struct map_range *range) {
  int error = __isthmus_map_range(address, length, LINUX_ENOMEM, range);
  uint32_t end = __isthmus_map_end();
  if (error == 0 && range->end > end)
    range->end = range->begin < end ? end : range->begin;
  return error;
}

/* ENOMEM when pages of a range aren't mapped, though the rest has been done. */
static int holes(const void *address, size_t length) {
  struct map_range range;
  int error = __isthmus_map_range(address, length, LINUX_ENOMEM, &range);
  if (error != 0)
    return error;
  return __isthmus_map_first_hole(range) < range.end ? LINUX_ENOMEM : 0;
}

/** Writes what has changed in a shared file map to the file; with MS_SYNC waits for its device. Source: msync(2). */
int msync(void *address, size_t length, int flags) {
  struct map_range range;
  if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0 || ((flags & MS_ASYNC) && (flags & MS_SYNC)))
    return __isthmus_fail(LINUX_EINVAL);
  int error = inside(address, length, &range);
  if (error == 0 && range.begin < range.end)
    error = -__isthmus_msync(__isthmus_map_address(range.begin), __isthmus_map_bytes(range), flags);
  if (error == 0)
    error = holes(address, length);
  return error == 0 ? 0 : __isthmus_fail(error);
}

/* MADV_DONTFORK and MADV_DOFORK: the kernel may not leave a hole in linear memory, so the child makes it. */
static int withhold(struct map_range range, bool withheld) {
  if (!__isthmus_map_prepare_marks())
    return LINUX_ENOMEM;
  __isthmus_map_unmark(range, MAP_WITHHELD);
  return withheld && !__isthmus_map_mark(range, MAP_WITHHELD, 0) ? LINUX_ENOMEM : 0;
}

static int advise(void *address, size_t length, int advice) {
  struct map_range range;
  int error = inside(address, length, &range);
  if (error != 0)
    return error;
  if (advice == MADV_DONTFORK || advice == MADV_DOFORK)
    error = length == 0 ? 0 : withhold(range, advice == MADV_DONTFORK);
  else
    error = -__isthmus_madvise(__isthmus_map_address(range.begin), __isthmus_map_bytes(range), advice);
  return error == 0 ? holes(address, length) : error;
}

/** Tells the kernel how pages will be used, or changes what becomes of them. ENOMEM when some aren't mapped, after the
 * others were done. Source: madvise(2). */
int madvise(void *address, size_t length, int advice) {
  int error = advise(address, length, advice);
  return error == 0 ? 0 : __isthmus_fail(error);
}

/** The same, for advice alone, which never changes contents; the result is an errno. Source: posix_madvise(3). */
int posix_madvise(void *address, size_t length, int advice) {
  if (advice < POSIX_MADV_NORMAL || advice > POSIX_MADV_DONTNEED)
    return EINVAL;
  /* As in glibc: MADV_DONTNEED would throw contents away. */
  return advice == POSIX_MADV_DONTNEED ? 0 : __isthmus_error(-advise(address, length, advice));
}

/** Tells of each page whether it is in memory, in bit 0 of its byte. ENOMEM when one isn't mapped. Source: mincore(2).
 */
int mincore(void *address, size_t length, unsigned char *vector) {
  struct map_range range;
  int error = __isthmus_map_range(address, length, LINUX_ENOMEM, &range);
  if (error == 0)
    error = holes(address, length);
  if (error == 0 && range.begin < range.end)
    error = -__isthmus_mincore(__isthmus_map_address(range.begin), vector, range.end - range.begin);
  return error == 0 ? 0 : __isthmus_fail(error);
}
