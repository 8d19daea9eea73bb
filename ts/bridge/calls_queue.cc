// Message queues and semaphore operations: the calls that may wait, and what a notification may ask for. Making the
// objects is ts/host/ipc.ts's, their control commands are calls_ipc.cc's.
#include "calls.h"
#include <algorithm>
#include <csignal>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>

namespace isthmus::calls {
namespace {

// The kernel wants a message's type directly before its text. Where a guest has them so, the kernel works on the
// guest's memory. Else they meet in the guest's message buffer.
template <typename Type, typename Text> bool areTogether(const Type &type, const Text &text) {
  return text.address == type.address + sizeof(long);
}

// The most that the kernel takes in one message, so that a wild length makes no memory.
size_t longestMessage() {
  msginfo info;
  bool known = ::msgctl(0, IPC_INFO, reinterpret_cast<msqid_ds *>(&info)) >= 0 && info.msgmax > 0;
  return known ? static_cast<size_t>(info.msgmax) : MessageBuffer::usual;
}

} // namespace

int64_t msgsnd(Guest &guest, const I32 &id, const StructIn<8> &type, const In &text, const I32 &flags) {
  if (int error = guest.ipc.check(Ipc::Kind::message, id))
    return error;
  if (areTogether(type, text))
    return guestCall(SYS_msgsnd, id.value, type.address, text.length, flags.value);
  if (text.length > MessageBuffer::usual && text.length > longestMessage())
    return -EINVAL;
  long *message = guest.messages.reserve(text.length);
  if (message == nullptr)
    return -ENOMEM;
  if (type.load(message) != 0 || copyOrFault(message + 1, text.address, text.length) != 0)
    return -EFAULT;
  return guestCall(SYS_msgsnd, id.value, message, text.length, flags.value);
}

int64_t msgrcv(Guest &guest, const I32 &id, const StructInOut<8> &type, const Out &text, const I32 &flags) {
  if (int error = guest.ipc.check(Ipc::Kind::message, id))
    return error;
  long wanted;
  if (type.load(&wanted) != 0)
    return -EFAULT;
  if (areTogether(type, text))
    return guestCall(SYS_msgrcv, id.value, type.address, text.length, wanted, flags.value);
  // A receiver may have more room than any message needs.
  size_t length = text.length;
  if (length > MessageBuffer::usual)
    length = std::min(length, std::max(MessageBuffer::usual, longestMessage()));
  long *message = guest.messages.reserve(length);
  if (message == nullptr)
    return -ENOMEM;
  int64_t received = guestCall(SYS_msgrcv, id.value, message, length, wanted, flags.value);
  if (received < 0)
    return received;
  bool stored = type.store(*message) == 0 && copyOrFault(text.address, message + 1, static_cast<size_t>(received)) == 0;
  return stored ? received : -EFAULT;
}

int64_t semtimedop(Guest &guest, const I32 &id, const In &operations, const StructIn<16, true> &timeout) {
  if (int error = guest.ipc.check(Ipc::Kind::semaphore, id))
    return error;
  if (operations.length % sizeof(sembuf) != 0)
    return -EINVAL;
  return guestCall(SYS_semtimedop, id.value, operations.address, operations.length / sizeof(sembuf), timeout.address);
}

int64_t mq_notify(Guest &, const Fd &fd, const StructIn<64, true> &event) {
  if (event.address == nullptr)
    return guestCall(SYS_mq_notify, fd.kernel, nullptr);
  sigevent wanted;
  static_assert(sizeof wanted == 64);
  if (event.load(&wanted) != 0)
    return -EFAULT;
  // A signal would be for the whole program, which isn't the guest's where it is only embedded.
  if (wanted.sigev_notify == SIGEV_THREAD || (wanted.sigev_notify == SIGEV_SIGNAL && !run::isStarted()))
    return -ENOSYS;
  if (run::isStarted())
    if (int error = run::startThreads())
      return error;
  return guestCall(SYS_mq_notify, fd.kernel, &wanted);
}

} // namespace isthmus::calls
