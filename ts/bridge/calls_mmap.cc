// Memory maps over the guest's linear memory.
#include "calls.h"

namespace isthmus::calls {

int64_t mmap(Guest &, const U32 &, const U32 &, const I32 &, const I32 &, const I32 &, const I64 &) { return -ENOSYS; }
int64_t munmap(Guest &, const U32 &, const U32 &) { return -ENOSYS; }
int64_t mremap(Guest &, const U32 &, const U32 &, const U32 &, const I32 &, const U32 &) { return -ENOSYS; }
int64_t mprotect(Guest &, const U32 &, const U32 &, const I32 &) { return -ENOSYS; }
int64_t msync(Guest &, const U32 &, const U32 &, const I32 &) { return -ENOSYS; }
int64_t madvise(Guest &, const U32 &, const U32 &, const I32 &) { return -ENOSYS; }
int64_t mlock2(Guest &, const U32 &, const U32 &, const I32 &) { return -ENOSYS; }
int64_t munlock(Guest &, const U32 &, const U32 &) { return -ENOSYS; }
int64_t mincore(Guest &, const U32 &, const Out &) { return -ENOSYS; }
int64_t memfd_create(Guest &, const In &, const U32 &) { return -ENOSYS; }
int64_t shmat(Guest &, const I32 &, const U32 &, const U32 &, const I32 &) { return -ENOSYS; }

} // namespace isthmus::calls
