// Waiting on words of guest memory, and lock words that outlive their owners.
#include "calls.h"
#include <linux/futex.h>

namespace isthmus::calls {

int64_t futex(Guest &, const StructInOut<4> &word, const I32 &operation, const U32 &value,
              const StructIn<16, true> &timeout, const U32 &value2, const StructInOut<4, true> &second,
              const U32 &value3) {
  switch (operation & FUTEX_CMD_MASK) {
  case FUTEX_WAIT:
  case FUTEX_WAIT_BITSET:
    return guestCall(SYS_futex, word.address, operation.value, value.value, timeout.address, nullptr, value3.value);
  case FUTEX_WAKE:
  case FUTEX_WAKE_BITSET:
  case FUTEX_REQUEUE:
  case FUTEX_CMP_REQUEUE:
  case FUTEX_WAKE_OP:
    return guestCall(SYS_futex, word.address, operation.value, value.value, value2.value, second.address, value3.value);
  default:
    return -ENOSYS;
  }
}

int64_t robust_list(Guest &guest, const U32 &word, const U32 &former) {
  if (former != 0)
    guest.robust.unwatch(former);
  return word == 0 ? 0 : guest.robust.watch(guest.memory, word);
}

} // namespace isthmus::calls
