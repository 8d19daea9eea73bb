// Reading, writing and waiting with more than one buffer or descriptor: what holds pointers or descriptors inside.
#include "calls.h"
#include "signals.h"
#include <cstdio>
#include <fcntl.h>
#include <poll.h>

namespace isthmus {

int Iovec::take(const Guest &guest, const WasmValue *values) {
  struct Entry {
    uint32_t pointer, length;
  };
  uint32_t entryCount = static_cast<uint32_t>(values[1]);
  if (entryCount > most)
    return -EINVAL;
  Scratch<Entry, 8> copied;
  Entry *entries = copied.reserve(entryCount);
  size_t bytes = entryCount * sizeof(Entry);
  if (int error = copyOrFault(entries, guest.memory.kernel(static_cast<uint32_t>(values[0]), bytes), bytes))
    return error;
  count = static_cast<int>(entryCount);
  vector = scratch.reserve(entryCount);
  for (int i = 0; i < count; i++)
    vector[i] = {guest.memory.kernel(entries[i].pointer, entries[i].length), entries[i].length};
  return 0;
}

namespace {

// Moves what can be moved at once through a FIFO, where the kernel knows no RWF_NOWAIT: by an open file of our own.
int64_t moveReopened(int kernel, bool writes, const Iovec &iov) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", kernel);
  int own = open(path, (writes ? O_WRONLY : O_RDONLY) | O_NONBLOCK | O_CLOEXEC);
  int used = own < 0 ? kernel : own;
  int64_t moved = result(writes ? ::writev(used, iov.vector, iov.count) : ::readv(used, iov.vector, iov.count));
  if (own >= 0)
    close(own);
  return moved;
}

} // namespace

namespace calls {

int64_t readv(Guest &, const Fd &fd, const Iovec &iov) {
  return guestCall(SYS_readv, fd.kernel, iov.vector, iov.count);
}

int64_t writev(Guest &, const Fd &fd, const Iovec &iov) {
  return guestCall(SYS_writev, fd.kernel, iov.vector, iov.count);
}

int64_t preadv2(Guest &, const Fd &fd, const Iovec &iov, const I64 &offset, const I32 &flags) {
  return guestCall(SYS_preadv2, fd.kernel, iov.vector, iov.count, offset.value, 0, flags.value);
}

int64_t pwritev2(Guest &, const Fd &fd, const Iovec &iov, const I64 &offset, const I32 &flags) {
  return guestCall(SYS_pwritev2, fd.kernel, iov.vector, iov.count, offset.value, 0, flags.value);
}

int64_t vmsplice(Guest &, const Fd &fd, const Iovec &iov, const U32 &flags) {
  constexpr unsigned known = SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT;
  if (flags & ~known)
    return -EINVAL;
  if (::fcntl(fd.kernel, F_GETPIPE_SZ) < 0)
    return -EBADF; // vmsplice(2): not a pipe
  // A real vmsplice lends the pages themselves to the pipe, so that what the guest stores there later would change what
  // the reader gets, and memory it unmaps would live on in the pipe. Here they are copied, which no reader can tell. As
  // vmsplice does, this waits for room or data, and then moves what can be moved at once: RWF_NOWAIT says so for this
  // call only, where O_NONBLOCK would be seen by everyone who shares the pipe.
  bool writes = (::fcntl(fd.kernel, F_GETFL) & O_ACCMODE) != O_RDONLY;
  for (;;) {
    pollfd ready = {fd.kernel, static_cast<short>(writes ? POLLOUT : POLLIN), 0};
    int64_t waited = flags & SPLICE_F_NONBLOCK || iov.count == 0 ? 0 : guestCall(SYS_ppoll, &ready, 1, 0, 0, 0);
    if (waited < 0)
      return waited == -EINTR && delivery::restarts() ? restart : waited;
    int64_t moved =
        result(syscall(writes ? SYS_pwritev2 : SYS_preadv2, fd.kernel, iov.vector, iov.count, -1L, 0L, RWF_NOWAIT));
    if (moved == -EOPNOTSUPP)
      return moveReopened(fd.kernel, writes, iov);
    if (moved != -EAGAIN || (flags & SPLICE_F_NONBLOCK))
      return moved;
  }
}

int64_t ppoll(Guest &guest, const Pollfd &fds, const StructIn<16, true> &timeout, const StructIn<8, true> &mask) {
  if (fds.count > static_cast<uint32_t>(guest.fds.limit))
    return -EINVAL;
  size_t bytes = fds.count * sizeof(pollfd);
  Scratch<pollfd, 16> theirScratch, ourScratch;
  pollfd *theirs = theirScratch.reserve(fds.count), *ours = ourScratch.reserve(fds.count);
  char *address = guest.memory.kernel(fds.pointer, bytes);
  timespec limit;
  uint64_t blocked;
  if (copyOrFault(theirs, address, bytes) != 0 || (timeout.address != nullptr && timeout.load(&limit) != 0) ||
      (mask.address != nullptr && mask.load(&blocked) != 0))
    return -EFAULT;
  if (timeout.address != nullptr && (limit.tv_sec < 0 || limit.tv_nsec < 0 || limit.tv_nsec >= 1000000000))
    return -EINVAL;
  int invalid = 0;
  for (uint32_t i = 0; i < fds.count; i++) {
    ours[i] = {theirs[i].fd < 0 ? -1 : guest.fds.kernel(theirs[i].fd), theirs[i].events, 0};
    theirs[i].revents = 0;
    if (theirs[i].fd >= 0 && ours[i].fd < 0) {
      ours[i].fd = -1;
      theirs[i].revents = POLLNVAL;
      invalid++;
    }
  }
  timespec none = {};
  timespec *wait = invalid != 0 ? &none : timeout.address != nullptr ? &limit : nullptr;
  if (mask.address != nullptr)
    blocked &= ~signals::faults;
  const uint64_t *waitMask = mask.address != nullptr ? &blocked : nullptr;
  delivery::WaitMask kept(waitMask);
  int64_t ready = guestCall(SYS_ppoll, ours, fds.count, wait, waitMask, sizeof blocked);
  if (ready < 0)
    return ready;
  for (uint32_t i = 0; i < fds.count; i++)
    theirs[i].revents |= ours[i].revents;
  return copyOrFault(address, theirs, bytes) != 0 ? -EFAULT : ready + invalid;
}

} // namespace calls
} // namespace isthmus
