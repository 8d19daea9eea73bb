// Message queues and semaphore operations.
#include "calls.h"

namespace isthmus::calls {

int64_t msgsnd(Guest &, const I32 &, const I64 &, const In &, const I32 &) { return -ENOSYS; }
int64_t msgrcv(Guest &, const I32 &, const StructOut<8> &, const Out &, const I64 &, const I32 &) { return -ENOSYS; }
int64_t semtimedop(Guest &, const I32 &, const In &, const StructIn<16, true> &) { return -ENOSYS; }
int64_t mq_notify(Guest &, const Fd &, const StructIn<64, true> &) { return -ENOSYS; }

} // namespace isthmus::calls
