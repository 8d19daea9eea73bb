// core.wasm: the core's own view of pages that it shares with others, for objects in them that C code works on. What
// JavaScript sees of the same pages are buffers of the bridge's.
#include "core.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>

/* Pointers as results: minus an errno can't be told from an address beyond 2 GiB by its sign, so TypeScript takes all
 * but the last page for addresses. */
static uint32_t address_or_error(void *address) {
  return address == (void *)-1 ? (uint32_t)core_result(-1) : (uint32_t)(uintptr_t)address;
}

/* Maps whole pages of a file, shared; the offset is a page's. */
CORE_EXPORT(core_map) uint32_t core_map(int fd, double offset, size_t length) {
  return address_or_error(mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset));
}

CORE_EXPORT(core_unmap) int core_unmap(uint32_t address, size_t length) {
  return core_result(munmap((void *)(uintptr_t)address, length));
}

/* Attaches a System V segment. */
CORE_EXPORT(core_attach) uint32_t core_attach(int id, int read_only) {
  return address_or_error(shmat(id, NULL, read_only ? SHM_RDONLY : 0));
}

CORE_EXPORT(core_detach) int core_detach(uint32_t address) { return core_result(shmdt((void *)(uintptr_t)address)); }
