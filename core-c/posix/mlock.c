// Locks on pages: mlock, mlock2, munlock, and for all of linear memory mlockall and munlockall. The kernel counts them.
#include "internal.h"

#include <sys/mman.h>

#include "map-space.h"

static int32_t unlock(uint32_t address, uint32_t length, int32_t unused) {
  (void)unused;
  return __isthmus_munlock(address, length);
}

/* These calls take any address, and mean the pages that hold a byte of the range. */
static int on_pages(const void *address, size_t length, int32_t (*call)(uint32_t, uint32_t, int32_t), int flags) {
  struct map_range range;
  size_t offset = (uintptr_t)address % MAP_PAGE;
  int error = length > SIZE_MAX - offset
                  ? LINUX_EINVAL
                  : __isthmus_map_range((const char *)address - offset, length + offset, LINUX_ENOMEM, &range);
  if (error == 0)
    error = length == 0 ? -call(0, 0, flags) : __isthmus_map_each(range, call, flags);
  return error == 0 ? 0 : __isthmus_fail(error);
}

/** Locks pages into memory, with MLOCK_ONFAULT as they are touched. Source: mlock(2). */
int mlock2(const void *address, size_t length, unsigned flags) {
  if ((flags & ~MLOCK_ONFAULT) != 0)
    return __isthmus_fail(LINUX_EINVAL);
  return on_pages(address, length, __isthmus_mlock2, (int)flags);
}

/** Locks pages into memory at once. Source: mlock(2). */
int mlock(const void *address, size_t length) { return mlock2(address, length, 0); }

/** Unlocks pages. Source: mlock(2). */
int munlock(const void *address, size_t length) { return on_pages(address, length, unlock, 0); }

/* Where the linker has put the stack, which grows downwards. */
extern char __stack_low[], __stack_high[];

/* The pages of the stack that no call has reached yet: natively they'd not exist. */
static struct map_range unused_stack(void) {
  char here;
  uint32_t low = (uint32_t)(uintptr_t)__stack_low, high = (uint32_t)(uintptr_t)__stack_high;
  uint32_t top = (uint32_t)(uintptr_t)&here;
  return top < low || top >= high ? (struct map_range){0, 0} : (struct map_range){low / MAP_PAGE, top / MAP_PAGE};
}

/* Calls the kernel for every mapped run of linear memory, up to the first error. */
static int on_all(int32_t (*call)(uint32_t, uint32_t, int32_t), int value) {
  uint32_t end = __isthmus_map_end();
  struct map_range unused = unused_stack();
  for (uint32_t page = 1; page < end;) {
    if (page >= unused.begin && page < unused.end)
      page = unused.end;
    uint32_t limit = page < unused.begin ? unused.begin : end;
    struct map_range run = {page, __isthmus_map_first_hole((struct map_range){page, limit})};
    if (run.end > run.begin) {
      int32_t result = call(__isthmus_map_address(run.begin), __isthmus_map_bytes(run), value);
      if (result < 0)
        return -result;
    }
    page = run.end == limit ? limit : __isthmus_map_hole_end(run.end);
  }
  return 0;
}

/* Pages that can't be read have no contents to be fetched, which is no error here; but the kernel stops at the first of
 * them, so the halves are tried. */
static int32_t fetch(uint32_t address, uint32_t length, int32_t flags) {
  if (__isthmus_mlock2(address, length, flags) < 0 && length > MAP_PAGE) {
    uint32_t half = length / 2 / MAP_PAGE * MAP_PAGE;
    fetch(address, half, flags);
    fetch(address + half, length - half, flags);
  }
  return 0;
}

int __isthmus_map_lock(struct map_range range) {
  uint32_t address = __isthmus_map_address(range.begin), bytes = __isthmus_map_bytes(range);
  return -__isthmus_mlock2(address, bytes, __isthmus_map_future & MCL_ONFAULT ? MLOCK_ONFAULT : 0);
}

/** Locks all that is mapped (MCL_CURRENT) or will be by mmap and shmat (MCL_FUTURE), with MCL_ONFAULT as it is touched.
 * Of the process, linear memory alone is the program's. Source: mlockall(2). */
int mlockall(int flags) {
  if (flags == 0 || flags == MCL_ONFAULT || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) != 0)
    return __isthmus_fail(LINUX_EINVAL);
  int error = 0;
  if (flags & MCL_CURRENT) {
    error = on_all(__isthmus_mlock2, MLOCK_ONFAULT);
    if (error == 0 && !(flags & MCL_ONFAULT))
      error = on_all(fetch, 0);
  }
  if (error != 0)
    return __isthmus_fail(error);
  __isthmus_map_future = flags & MCL_FUTURE ? flags & ~MCL_CURRENT : 0;
  return 0;
}

/** Unlocks everything, also what is to come. Source: mlockall(2). */
int munlockall(void) {
  __isthmus_map_future = 0;
  int error = on_all(unlock, 0);
  return error == 0 ? 0 : __isthmus_fail(error);
}
