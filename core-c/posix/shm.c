// System V shared memory. Where a segment goes, the pages of map-space.h say; detaching is unmapping.
#include "sysv.h"

#include <sys/shm.h>

#include "map-space.h"

/* struct shmid64_ds. */
struct kernel_shmid_ds {
  struct kernel_ipc_perm perm;
  uint64_t size;
  int64_t attached, detached, changed;
  int32_t creator, last;
  uint64_t attaches;
  uint64_t unused[2];
};
_Static_assert(sizeof(struct kernel_shmid_ds) == 112, "as in the kernel");

/* struct shminfo64. */
struct kernel_shminfo {
  uint64_t largest, smallest, segments, per_process, pages;
  uint64_t unused[4];
};

/* struct shm_info. */
struct kernel_shm_info {
  int32_t segments;
  uint64_t pages, resident, swapped, swap_attempts, swap_successes;
};

/** Finds or makes the segment of a key, or with IPC_PRIVATE a new one; returns its id. Source: shmget(2). */
int shmget(key_t key, size_t size, int flags) {
  /* As far below the largest number as the kernel's own limit; beyond, as natively, the size is wrong. */
  const size_t largest = SIZE_MAX - (1 << 24);
  return __isthmus_result(__isthmus_shmget(key, size > largest ? -1 : (int64_t)size, flags));
}

static void *fail(int error) {
  __isthmus_fail(error);
  return (void *)-1;
}

/* Chooses the pages of an attachment, at an address if one is given. 0 or a Linux errno. */
static int choose(const void *address, uint64_t size, int flags, struct map_range *range) {
  if (size > UINT32_MAX - MAP_PAGE)
    return LINUX_ENOMEM;
  if (address == NULL)
    return __isthmus_map_find((uint32_t)((size + MAP_PAGE - 1) / MAP_PAGE), range) ? 0 : LINUX_ENOMEM;
  int error = __isthmus_map_range(address, (size_t)size, LINUX_EINVAL, range);
  if (error != 0)
    return error;
  if (!(flags & SHM_REMAP) && !__isthmus_map_is_free(*range))
    return LINUX_EINVAL;
  return __isthmus_map_grow(range->end) ? 0 : LINUX_ENOMEM;
}

/** Attaches a segment: anywhere, or at an address, with SHM_RND rounded down, with SHM_REMAP over what is there.
 * Returns where it is, or (void *)-1. EPERM for SHM_EXEC. Source: shmat(2). */
void *shmat(int id, const void *address, int flags) {
  if (flags & SHM_RND)
    address = (const char *)address - (uintptr_t)address % SHMLBA;
  if ((uintptr_t)address % SHMLBA != 0 || (address == NULL && (flags & SHM_REMAP)))
    return fail(LINUX_EINVAL);
  struct kernel_shmid_ds segment = {0};
  int32_t result = __isthmus_shmctl(id, IPC_STAT, __isthmus_ipc_argument(&segment));
  if (result < 0)
    return fail(-result);
  struct map_range range;
  if (!__isthmus_map_prepare())
    return fail(LINUX_ENOMEM);
  int error = choose(address, segment.size, flags, &range);
  if (error != 0)
    return fail(error);
  result = __isthmus_shmat(id, __isthmus_map_address(range.begin), __isthmus_map_bytes(range),
                           flags & (SHM_RDONLY | SHM_EXEC));
  if (result < 0)
    return fail(-result);
  __isthmus_map_unmark(range, 0);
  __isthmus_map_note_mapped(range);
  if (!__isthmus_map_mark(range, MAP_ATTACHED, range.begin)) {
    __isthmus_map_remove(range);
    return fail(LINUX_ENOMEM);
  }
  if (__isthmus_map_future != 0)
    __isthmus_map_lock(range);
  return __isthmus_map_pointer(range.begin);
}

/** Detaches the segment whose first byte is at an address, or what munmap has left of it. EINVAL when there's none.
 * Source: shmdt(2). */
int shmdt(const void *address) {
  uint32_t origin = (uint32_t)(uintptr_t)address / MAP_PAGE;
  bool found = false;
  const struct map_marked *attached;
  for (size_t index = 0; (attached = __isthmus_map_marked(MAP_ATTACHED, index)) != NULL;) {
    if ((uintptr_t)address % MAP_PAGE != 0 || attached->origin != origin) {
      index++;
      continue;
    }
    int error = __isthmus_map_remove(attached->range);
    if (error != 0)
      return __isthmus_fail(error);
    found = true;
  }
  return found ? 0 : __isthmus_fail(LINUX_EINVAL);
}

static int stat_segment(int id, int command, struct shmid_ds *status) {
  struct kernel_shmid_ds kernel;
  int32_t result = __isthmus_shmctl(id, command, __isthmus_ipc_argument(STRUCT(status, kernel)));
  if (result < 0)
    return __isthmus_fail(-result);
  if (!__isthmus_fits(kernel.size) || !__isthmus_fits(kernel.attaches))
    return __isthmus_fail(LINUX_EOVERFLOW);
  *status = (struct shmid_ds){
      .shm_perm = __isthmus_ipc_perm(&kernel.perm),
      .shm_segsz = (size_t)kernel.size,
      .shm_atime = kernel.attached,
      .shm_dtime = kernel.detached,
      .shm_ctime = kernel.changed,
      .shm_cpid = kernel.creator,
      .shm_lpid = kernel.last,
      .shm_nattch = (shmatt_t)kernel.attaches,
  };
  return result;
}

/* A limit beyond what a guest can count is none to it. */
static unsigned long bounded(uint64_t limit) { return __isthmus_fits(limit) ? (unsigned long)limit : UINT32_MAX; }

static int limits(struct shminfo *info) {
  struct kernel_shminfo kernel;
  int32_t result = __isthmus_shmctl(0, IPC_INFO, __isthmus_ipc_argument(STRUCT(info, kernel)));
  if (result >= 0)
    *info = (struct shminfo){bounded(kernel.largest), bounded(kernel.smallest), bounded(kernel.segments),
                             bounded(kernel.per_process), bounded(kernel.pages)};
  return __isthmus_result(result);
}

static int usage(struct shm_info *info) {
  struct kernel_shm_info kernel;
  int32_t result = __isthmus_shmctl(0, SHM_INFO, __isthmus_ipc_argument(STRUCT(info, kernel)));
  if (result < 0)
    return __isthmus_fail(-result);
  if (!__isthmus_fits(kernel.pages) || !__isthmus_fits(kernel.resident) || !__isthmus_fits(kernel.swapped))
    return __isthmus_fail(LINUX_EOVERFLOW);
  *info = (struct shm_info){
      kernel.segments,
      (unsigned long)kernel.pages,
      (unsigned long)kernel.resident,
      (unsigned long)kernel.swapped,
      bounded(kernel.swap_attempts),
      bounded(kernel.swap_successes),
  };
  return result;
}

/** Asks about a segment, changes its owner and mode, locks it into memory, or removes it, which lasts until the last
 * one has detached it; SHM_STAT, SHM_STAT_ANY, IPC_INFO and SHM_INFO are Linux's own, and so are the structs they take
 * for the last argument. EOVERFLOW when a size does not fit. Source: shmctl(2). */
int shmctl(int id, int command, struct shmid_ds *status) {
  switch (command) {
  case IPC_STAT:
  case SHM_STAT:
  case SHM_STAT_ANY:
    return stat_segment(id, command, status);
  case IPC_INFO:
    return limits((struct shminfo *)(void *)status);
  case SHM_INFO:
    return usage((struct shm_info *)(void *)status);
  case IPC_SET: {
    struct kernel_shmid_ds kernel = {0};
    if (IS_MEMORY(status))
      kernel.perm = __isthmus_kernel_ipc_perm(&status->shm_perm);
    return __isthmus_result(__isthmus_shmctl(id, command, __isthmus_ipc_argument(STRUCT(status, kernel))));
  }
  default:
    return __isthmus_result(__isthmus_shmctl(id, command, 0));
  }
}
