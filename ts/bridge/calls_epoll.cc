// epoll: descriptors are translated where they are added; what comes back is the guest's own data.
#include "calls.h"
#include "signals.h"
#include <algorithm>
#include <sys/epoll.h>

namespace isthmus::calls {
namespace {

// struct epoll_event as x86-64 has it.
struct __attribute__((packed)) WireEvent {
  uint32_t events;
  uint64_t data;
};
constexpr bool isWire = sizeof(epoll_event) == sizeof(WireEvent);

// As many as are converted in one call.
constexpr int mostConverted = 1024;

} // namespace

int64_t epoll_create1(Guest &guest, const I32 &flags) {
  if (flags & ~EPOLL_CLOEXEC)
    return -EINVAL;
  return guest.give(result(::epoll_create1(EPOLL_CLOEXEC)), flags & EPOLL_CLOEXEC ? FdTable::cloexec : 0);
}

int64_t epoll_ctl(Guest &, const Fd &fd, const I32 &operation, const Fd &target, const StructIn<12, true> &event) {
  epoll_event wanted = {};
  if (operation != EPOLL_CTL_DEL) {
    WireEvent wire;
    if (event.address == nullptr || event.load(&wire) != 0)
      return -EFAULT;
    // That the machine stays awake is not for a guest to decide; to others who may not, the kernel does the same.
    wanted.events = wire.events & ~static_cast<uint32_t>(EPOLLWAKEUP);
    wanted.data.u64 = wire.data;
  }
  return result(::epoll_ctl(fd.kernel, operation, target.kernel, &wanted));
}

int64_t epoll_pwait2(Guest &guest, const Fd &fd, const U32 &events, const I32 &most, const StructIn<16, true> &timeout,
                     const StructIn<8, true> &mask) {
  if (most <= 0)
    return -EINVAL;
  timespec limit;
  uint64_t blocked;
  if ((timeout.address != nullptr && timeout.load(&limit) != 0) ||
      (mask.address != nullptr && mask.load(&blocked) != 0))
    return -EFAULT;
  if (mask.address != nullptr)
    blocked &= ~signals::faults;
  const timespec *wait = timeout.address != nullptr ? &limit : nullptr;
  const uint64_t *held = mask.address != nullptr ? &blocked : nullptr;
  delivery::WaitMask kept(held);
  if constexpr (isWire) {
    char *into = guest.memory.kernel(events, static_cast<uint64_t>(most.value) * sizeof(WireEvent));
    return guestCall(SYS_epoll_pwait2, fd.kernel, into, most.value, wait, held, sizeof blocked);
  }
  int count = std::min(most.value, mostConverted);
  Scratch<epoll_event, 64> scratch;
  epoll_event *ours = scratch.reserve(static_cast<size_t>(count));
  int64_t ready = guestCall(SYS_epoll_pwait2, fd.kernel, ours, count, wait, held, sizeof blocked);
  for (int64_t i = 0; i < ready; i++) {
    WireEvent wire = {ours[i].events, ours[i].data.u64};
    if (events == 0 || guest.memory.store(events + static_cast<uint32_t>(i * sizeof wire), wire) != 0)
      return -EFAULT;
  }
  return ready;
}

} // namespace isthmus::calls
