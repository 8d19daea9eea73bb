// Message queues and semaphore operations: the calls that may wait, and what a notification may ask for. Making the
// objects is ts/host/ipc.ts's, their control commands are calls_ipc.cc's.
#include "calls.h"
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>

namespace isthmus::calls {
namespace {

// The kernel wants a message's type directly before its text. In a guest's memory there are four bytes for it, so the
// two meet here: short messages on the stack, where its pages are warm, others in memory that is kept for the next.
constexpr size_t shortMessage = 256, usualMessage = 8192;

class Kept {
public:
  ~Kept() { free(pages); }

  // Where the kernel finds room for `length` bytes of text, or null.
  long *reserve(size_t length) {
    if (length > size)
      grow(length);
    return pages == nullptr ? nullptr : reinterpret_cast<long *>(pages + offset);
  }

private:
  // The kernel's text lies 48 bytes into a page. A processor copies slowly to a place that is a little further into its
  // page than where it copies from, and ours is on neither side of that.
  static constexpr size_t page = 4096, offset = 1024 - sizeof(long);

  void grow(size_t length) {
    free(pages);
    size_t wanted = std::max(length, usualMessage);
    pages = static_cast<char *>(aligned_alloc(page, (offset + sizeof(long) + wanted + page - 1) / page * page));
    size = pages == nullptr ? 0 : wanted;
  }

  char *pages = nullptr;
  size_t size = 0;
};

// Calls that wait elsewhere than on the guest's thread have their own.
thread_local Kept kept;

// The most that the kernel takes in one message, so that a wild length makes no memory.
size_t longestMessage() {
  msginfo info;
  bool known = ::msgctl(0, IPC_INFO, reinterpret_cast<msqid_ds *>(&info)) >= 0 && info.msgmax > 0;
  return known ? static_cast<size_t>(info.msgmax) : usualMessage;
}

int64_t send(int id, const StructIn<8> &type, const In &text, int flags, long *message) {
  if (type.load(message) != 0 || copyOrFault(message + 1, text.address, text.length) != 0)
    return -EFAULT;
  return systemCall(SYS_msgsnd, id, message, text.length, flags);
}

int64_t receive(int id, const StructInOut<8> &type, const Out &text, size_t length, int flags, long *message) {
  long wanted;
  if (type.load(&wanted) != 0)
    return -EFAULT;
  int64_t received = systemCall(SYS_msgrcv, id, message, length, wanted, flags);
  if (received < 0)
    return received;
  bool stored = type.store(*message) == 0 && copyOrFault(text.address, message + 1, static_cast<size_t>(received)) == 0;
  return stored ? received : -EFAULT;
}

} // namespace

int64_t msgsnd(Guest &guest, const I32 &id, const StructIn<8> &type, const In &text, const I32 &flags) {
  if (text.length > usualMessage && text.length > longestMessage())
    return -EINVAL;
  if (int error = guest.ipc.check(Ipc::Kind::message, id))
    return error;
  if (text.length <= shortMessage) {
    long message[1 + shortMessage / sizeof(long)];
    return send(id, type, text, flags, message);
  }
  long *message = kept.reserve(text.length);
  return message == nullptr ? -ENOMEM : send(id, type, text, flags, message);
}

int64_t msgrcv(Guest &guest, const I32 &id, const StructInOut<8> &type, const Out &text, const I32 &flags) {
  if (int error = guest.ipc.check(Ipc::Kind::message, id))
    return error;
  if (text.length <= shortMessage) {
    long message[1 + shortMessage / sizeof(long)];
    return receive(id, type, text, text.length, flags, message);
  }
  // A receiver may have more room than any message needs.
  size_t length = text.length;
  if (length > usualMessage)
    length = std::min(length, std::max(usualMessage, longestMessage()));
  long *message = kept.reserve(length);
  return message == nullptr ? -ENOMEM : receive(id, type, text, length, flags, message);
}

int64_t semtimedop(Guest &guest, const I32 &id, const In &operations, const StructIn<16, true> &timeout) {
  if (int error = guest.ipc.check(Ipc::Kind::semaphore, id))
    return error;
  if (operations.length % sizeof(sembuf) != 0)
    return -EINVAL;
  return systemCall(SYS_semtimedop, id.value, operations.address, operations.length / sizeof(sembuf), timeout.address);
}

int64_t mq_notify(Guest &, const Fd &fd, const StructIn<64, true> &event) {
  if (event.address == nullptr)
    return systemCall(SYS_mq_notify, fd.kernel, nullptr);
  sigevent wanted;
  static_assert(sizeof wanted == 64);
  if (event.load(&wanted) != 0)
    return -EFAULT;
  // A signal would be for the whole program, which isn't the guest's where it is only embedded.
  if (wanted.sigev_notify == SIGEV_THREAD || (wanted.sigev_notify == SIGEV_SIGNAL && !run::isStarted()))
    return -ENOSYS;
  return systemCall(SYS_mq_notify, fd.kernel, &wanted);
}

} // namespace isthmus::calls
