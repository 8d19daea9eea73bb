// Files without a name, in memory: memfd_create. Sealing them is fcntl's.
#include "internal.h"

#include <sys/mman.h>

/** Makes an anonymous file; `name` (at most 249 bytes) is for people who look at /proc. Returns a descriptor. Source:
 * memfd_create(2). */
int memfd_create(const char *name, unsigned flags) {
  return __isthmus_result(__isthmus_memfd_create(PATH(name), flags));
}
