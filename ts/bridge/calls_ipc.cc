// The control commands of System V objects.
#include "calls.h"

namespace isthmus::calls {

int64_t shmctl(Guest &, const I32 &, const I32 &, const U32 &) { return -ENOSYS; }
int64_t semctl(Guest &, const I32 &, const I32 &, const I32 &, const U32 &) { return -ENOSYS; }
int64_t msgctl(Guest &, const I32 &, const I32 &, const U32 &) { return -ENOSYS; }

} // namespace isthmus::calls
