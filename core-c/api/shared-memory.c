// core.wasm: POSIX shared memory and files in memory only, made, opened and removed. Their size is file.c's. Names
// stand in the buffer, ended by NUL.
#include "core.h"
#include <fcntl.h>
#include <sys/mman.h>

/* shm_open(3). */
CORE_EXPORT(core_shm_open) int core_shm_open(int how, unsigned mode) {
  return core_result(shm_open((const char *)core_scratch, core_open_flags(how), (mode_t)mode));
}

CORE_EXPORT(core_shm_unlink) int core_shm_unlink(void) { return core_result(shm_unlink((const char *)core_scratch)); }

/* memfd_create(2), close-on-exec, its size open to seals. */
CORE_EXPORT(core_memfd) int core_memfd(void) {
  return core_result(memfd_create((const char *)core_scratch, MFD_CLOEXEC | MFD_ALLOW_SEALING));
}

/* Fixes the size of a file in memory for ever, F_SEAL_SHRINK and F_SEAL_GROW. */
CORE_EXPORT(core_seal_size) int core_seal_size(int fd) {
  return core_result(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
}
