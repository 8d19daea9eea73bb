// Memory maps: mmap, munmap, mremap, mprotect. Which pages they go to is decided here, everything else by the kernel.
// What becomes of the contents is in madvise.c and mlock.c.
#include "internal.h"

#include <stdarg.h>
#include <sys/mman.h>

#include "map-space.h"

enum {
  /* How far linear memory is grown for the sake of a mere hint. */
  HINT_REACH = (256 << 20) / MAP_PAGE,
};

/* Flags that a file's map may have with MAP_SHARED_VALIDATE; others ignore what they don't know. */
static const int legacy = MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_DENYWRITE | MAP_EXECUTABLE |
                          MAP_UNINITIALIZED | MAP_GROWSDOWN | MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK |
                          MAP_STACK | MAP_HUGETLB | MAP_32BIT | MAP_ABOVE4G | MAP_HUGE_MASK << MAP_HUGE_SHIFT;
/* Those of them that the kernel shall see. A stack's end doesn't move here, and every address has 32 bits. */
static const int passed = MAP_TYPE | MAP_ANONYMOUS | MAP_DENYWRITE | MAP_EXECUTABLE | MAP_LOCKED | MAP_NORESERVE |
                          MAP_POPULATE | MAP_NONBLOCK | MAP_STACK | MAP_SYNC;

static void *fail(int error) {
  __isthmus_fail(error);
  return MAP_FAILED;
}

/* What the kernel says of flags and descriptor before it looks at the address. */
static int check(size_t length, int flags, int fd, off_t offset) {
  bool anonymous = flags & MAP_ANONYMOUS;
  if (offset % MAP_PAGE != 0)
    return LINUX_EINVAL;
  if (!anonymous && __isthmus_fcntl(fd, F_GETFD, 0) < 0)
    return LINUX_EBADF;
  if (length == 0)
    return LINUX_EINVAL;
  if (length > (size_t)-MAP_PAGE)
    return LINUX_ENOMEM;
  if (offset < 0 && !anonymous)
    return LINUX_EOVERFLOW;
  int type = flags & MAP_TYPE;
  if (type == MAP_SHARED_VALIDATE && !anonymous && (flags & ~(legacy | MAP_SYNC)) != 0)
    return LINUX_EOPNOTSUPP;
  if (flags & MAP_HUGETLB)
    return anonymous ? LINUX_ENOMEM : LINUX_EINVAL;
  return 0;
}

/* Chooses the pages: those asked for with MAP_FIXED; a hint's, if they are free; any. 0 or a Linux errno. */
static int choose(void *address, size_t length, int flags, struct map_range *range) {
  bool noreplace = flags & MAP_FIXED_NOREPLACE;
  uint32_t pages = (uint32_t)((length + MAP_PAGE - 1) / MAP_PAGE);
  if ((flags & MAP_FIXED) || noreplace) {
    int error = __isthmus_map_range(address, length, LINUX_ENOMEM, range);
    if (error != 0)
      return error;
    if (range->begin == 0)
      return LINUX_EPERM;
    if (noreplace && !__isthmus_map_is_free(*range))
      return LINUX_EEXIST;
    return __isthmus_map_grow(range->end) ? 0 : LINUX_ENOMEM;
  }
  uint32_t hint = (uint32_t)(uintptr_t)address / MAP_PAGE;
  *range = (struct map_range){hint, hint + pages};
  if (hint != 0 && range->end <= MAP_PAGES && range->end <= __isthmus_map_end() + HINT_REACH &&
      __isthmus_map_is_free(*range) && __isthmus_map_grow(range->end))
    return 0;
  return __isthmus_map_find(pages, range) ? 0 : LINUX_ENOMEM;
}

/** Maps a file or anonymous memory; with MAP_FIXED over what is there. Returns the address or MAP_FAILED. EPERM for
 * PROT_EXEC. Source: mmap(2). */
void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  struct map_range range;
  int error = check(length, flags, fd, offset);
  if (error == 0 && !__isthmus_map_prepare())
    error = LINUX_ENOMEM;
  if (error == 0)
    error = choose(address, length, flags, &range);
  if (error != 0)
    return fail(error);
  int32_t wanted = (flags & passed) | MAP_FIXED;
  if (__isthmus_map_future == MCL_FUTURE)
    wanted |= MAP_LOCKED;
  uint32_t place = __isthmus_map_address(range.begin), bytes = __isthmus_map_bytes(range);
  int32_t result = __isthmus_mmap(place, bytes, protection & 7, wanted, fd, offset);
  if (result < 0)
    return fail(-result);
  __isthmus_map_unmark(range, 0);
  __isthmus_map_note_mapped(range);
  if (__isthmus_map_future & MCL_ONFAULT)
    __isthmus_map_lock(range);
  return __isthmus_map_pointer(range.begin);
}

/** Takes away whatever is mapped in a range; System V segments too. Source: munmap(2). */
int munmap(void *address, size_t length) {
  struct map_range range;
  if (length == 0)
    return __isthmus_fail(LINUX_EINVAL);
  int error = __isthmus_map_range(address, length, LINUX_EINVAL, &range);
  if (error == 0)
    error = __isthmus_map_remove(range);
  return error == 0 ? 0 : __isthmus_fail(error);
}

/* Where a map goes that changes its size or is moved. 0 or a Linux errno. */
static int choose_new(struct map_range from, uint32_t pages, int flags, const void *address, struct map_range *to) {
  uint32_t old_pages = from.end - from.begin;
  if (flags & MREMAP_FIXED) {
    int error = __isthmus_map_range(address, pages * (size_t)MAP_PAGE, LINUX_EINVAL, to);
    if (error != 0)
      return error;
    if (to->begin < from.end && from.begin < to->end)
      return LINUX_EINVAL;
    if (to->begin == 0)
      return LINUX_EPERM;
    return __isthmus_map_grow(to->end) ? 0 : LINUX_ENOMEM;
  }
  *to = (struct map_range){from.begin, from.begin + pages};
  struct map_range more = {from.end, to->end};
  bool stays = old_pages != 0 && !(flags & MREMAP_DONTUNMAP) && to->end <= MAP_PAGES;
  if (stays && (pages <= old_pages || (__isthmus_map_is_free(more) && __isthmus_map_grow(to->end))))
    return 0;
  return (flags & MREMAP_MAYMOVE) && __isthmus_map_find(pages, to) ? 0 : LINUX_ENOMEM;
}

/* What the kernel says before it looks at the new address; the old range, too. */
static int check_remap(const void *address, size_t old_size, size_t new_size, int flags, struct map_range *from) {
  const int known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
  if ((flags & ~known) != 0 || (flags & known & ~MREMAP_MAYMOVE && !(flags & MREMAP_MAYMOVE)))
    return LINUX_EINVAL;
  if ((flags & MREMAP_DONTUNMAP) && (old_size + MAP_PAGE - 1) / MAP_PAGE != (new_size + MAP_PAGE - 1) / MAP_PAGE)
    return LINUX_EINVAL;
  if (new_size == 0 || new_size > (size_t)-MAP_PAGE)
    return LINUX_EINVAL;
  int error = __isthmus_map_range(address, old_size, LINUX_EFAULT, from);
  if (error != 0)
    return error;
  /* What only shrinks may have holes. */
  bool shrinks = old_size >= new_size && !(flags & (MREMAP_FIXED | MREMAP_DONTUNMAP));
  struct map_range needed = *from;
  if (shrinks || old_size == 0)
    needed.end = needed.begin + 1;
  return __isthmus_map_first_hole(needed) < needed.end ? LINUX_EFAULT : 0;
}

/** Shrinks a map, or grows it, or moves it: with MREMAP_MAYMOVE to wherever there's room, with MREMAP_FIXED to a fifth
 * argument. Returns its address or MAP_FAILED. Source: mremap(2). */
void *mremap(void *address, size_t old_size, size_t new_size, int flags, ...) {
  struct map_range from, to;
  va_list list;
  va_start(list, flags);
  void *wanted = flags & MREMAP_FIXED ? va_arg(list, void *) : NULL;
  va_end(list);
  int error = check_remap(address, old_size, new_size, flags, &from);
  if (error == 0 && !__isthmus_map_prepare())
    error = LINUX_ENOMEM;
  if (error == 0)
    error = choose_new(from, (uint32_t)((new_size + MAP_PAGE - 1) / MAP_PAGE), flags, wanted, &to);
  if (error != 0)
    return fail(error);
  if (to.begin == from.begin && to.end <= from.end) {
    error = __isthmus_map_remove((struct map_range){to.end, from.end});
    return error == 0 ? address : fail(error);
  }
  bool moves = to.begin != from.begin;
  int32_t result = __isthmus_mremap(__isthmus_map_address(from.begin), __isthmus_map_bytes(from),
                                    __isthmus_map_bytes(to), flags, __isthmus_map_address(to.begin));
  if (result < 0)
    return fail(-result);
  /* A map that shrinks as it moves has lost its end. */
  uint32_t size = from.end - from.begin, pages = to.end - to.begin;
  if (size > pages)
    __isthmus_map_unmark((struct map_range){from.begin + pages, from.end}, 0);
  if (moves)
    __isthmus_map_unmark(to, 0);
  __isthmus_map_note_mapped(to);
  if (moves && !(flags & MREMAP_DONTUNMAP))
    __isthmus_map_note_hole(from);
  if (moves)
    __isthmus_map_move_marks(from, to.begin);
  if (size < pages)
    __isthmus_map_extend_marks((struct map_range){to.begin, to.begin + size}, to.end);
  return __isthmus_map_pointer(to.begin);
}

/** Not here: nonlinear maps are gone from the kernel, too. Source: remap_file_pages(2). */
int remap_file_pages(void *address, size_t size, int protection, size_t offset, int flags) {
  (void)address, (void)size, (void)protection, (void)offset, (void)flags;
  return __isthmus_fail(LINUX_ENOSYS);
}

/** Sets what may be done with pages; ENOMEM at the first that isn't mapped, EPERM for PROT_EXEC. Source: mprotect(2).
 */
int mprotect(void *address, size_t length, int protection) {
  struct map_range range;
  const int semaphores = 8; /* PROT_SEM, without effect. */
  int error = __isthmus_map_range(address, length, LINUX_ENOMEM, &range);
  if (error == 0 && length != 0 && (protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC | semaphores)) != 0)
    error = LINUX_EINVAL;
  if (error == 0)
    error = __isthmus_map_each(range, __isthmus_mprotect, protection & ~semaphores);
  return error == 0 ? 0 : __isthmus_fail(error);
}
