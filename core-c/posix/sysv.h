// The kernel's permission structure of System V objects, for msg.c, sem.c and shm.c; C only, each has its own commands.
#ifndef ISTHMUS_SYSV_H
#define ISTHMUS_SYSV_H

#include "internal.h"

#include <stdbool.h>
#include <sys/ipc.h>

/** struct ipc64_perm. */
struct kernel_ipc_perm {
  int32_t key;
  uint32_t uid, gid, cuid, cgid;
  uint32_t mode;
  uint16_t sequence;
  uint64_t unused[2];
};
_Static_assert(sizeof(struct kernel_ipc_perm) == 48, "as in the kernel");

static inline struct ipc_perm __isthmus_ipc_perm(const struct kernel_ipc_perm *perm) {
  return (struct ipc_perm){perm->key, perm->uid, perm->gid, perm->cuid, perm->cgid, perm->mode, perm->sequence, 0};
}

/** What IPC_SET takes: the owner and the mode. */
static inline struct kernel_ipc_perm __isthmus_kernel_ipc_perm(const struct ipc_perm *perm) {
  return (struct kernel_ipc_perm){.uid = perm->uid, .gid = perm->gid, .mode = perm->mode};
}

/** A pointer as the last argument of a control call. */
static inline uint32_t __isthmus_ipc_argument(const void *pointer) { return (uint32_t)(uintptr_t)pointer; }

/** Whether a count fits the guest's unsigned long. */
static inline bool __isthmus_fits(uint64_t count) { return count <= UINT32_MAX; }

#endif
