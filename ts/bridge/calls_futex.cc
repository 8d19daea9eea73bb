// Waiting on words of guest memory, and lock words that outlive their owners.
#include "calls.h"

namespace isthmus::calls {

int64_t futex(Guest &, const StructInOut<4> &, const I32 &, const U32 &, const StructIn<16, true> &, const U32 &,
              const StructInOut<4, true> &, const U32 &) {
  return -ENOSYS;
}
int64_t robust_lock(Guest &, const U32 &) { return -ENOSYS; }
int64_t robust_unlock(Guest &, const U32 &, const U32 &) { return -ENOSYS; }

} // namespace isthmus::calls
