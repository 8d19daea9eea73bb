// Small functions that glibc has and wasi-libc leaves out: aligned allocation by its old names, an unbounded memchr.
#include "internal.h"

#include <stdlib.h>
#include <unistd.h>

/** Memory aligned to a power of two. Source: memalign(3). */
void *memalign(size_t alignment, size_t size) {
  void *memory;
  int error = posix_memalign(&memory, alignment < sizeof(void *) ? sizeof(void *) : alignment, size);
  if (error == 0)
    return memory;
  errno = error;
  return NULL;
}

/** Memory aligned to a page. Source: valloc(3). */
void *valloc(size_t size) { return memalign((size_t)getpagesize(), size); }

/** The first such byte, which must be there. Source: rawmemchr(3). */
void *rawmemchr(const void *memory, int byte) { return memchr(memory, byte, SIZE_MAX - (uintptr_t)memory); }
