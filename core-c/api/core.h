// What the files of core.wasm share: how a function is exported, how an errno leaves, the buffer that both sides use.
// core.wasm is the C core as a reactor, for programs that call it from TypeScript (ts/api/core.ts) instead of running a
// guest.
#ifndef ISTHMUS_CORE_H
#define ISTHMUS_CORE_H
#include "../posix/internal.h"

#define CORE_EXPORT(name) __attribute__((export_name(#name)))

/* Bytes that cross in one call; the largest capacity that Linux gives a pipe by default. */
#define CORE_SCRATCH_SIZE (1 << 20)

/* Arguments and results that don't fit in a register. TypeScript owns it between calls, a call while it runs. */
extern unsigned char core_scratch[CORE_SCRATCH_SIZE];

/* A result of a POSIX function as it leaves: unchanged, or minus the kernel's errno when it is -1. */
int core_result(int result);

/* How something is opened, as TypeScript says it; to read and write unless told. */
enum {
  CORE_CREATE = 1,
  CORE_EXCLUSIVE = 2,
  CORE_READ_ONLY = 4,
  CORE_WRITE_ONLY = 8,
  CORE_NONBLOCKING = 16,
};

/* The same as flags of open(2). */
int core_open_flags(int how);

#endif
