// Timers that send signals, timers and counters that are descriptors, and which clocks a guest may ask for. The kernel
// keeps time; what is seen to here is whose a timer or a clock is.
#include "calls.h"
#include "signals.h"
#include <algorithm>
#include <climits>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

namespace isthmus {
namespace {

// Of the numbers that are made of an id and a kind.
constexpr int kinds = 7, ofDescriptor = 3, ofThread = 4, idShift = 3;
// The clock of a descriptor that nobody has.
constexpr int ofNoDescriptor = INT_MIN | ofDescriptor;

// Takes out of the queue what timers have sent of a blocked signal.
void dropTimers(int signal) {
  uint64_t set = signals::bit(signal);
  constexpr timespec now = {0, 0};
  std::vector<siginfo_t> others;
  siginfo_t info;
  while (systemCall(SYS_rt_sigtimedwait, &set, &info, &now, sizeof set) > 0)
    if (info.si_code != SI_TIMER)
      others.push_back(info);
  for (const siginfo_t &one : others)
    systemCall(SYS_rt_sigqueueinfo, getpid(), signal, &one);
}

} // namespace

int Clock::checkMade() {
  int id = ~(value >> idShift);
  // A device's clock goes by a descriptor, which would be the host's.
  if ((value & kinds) == ofDescriptor) {
    value = ofNoDescriptor;
    return 0;
  }
  if (value & ofThread)
    return id == 0 || id == gettid() ? 0 : -EINVAL;
  // How much others compute is not for a guest to know.
  int64_t error = run::mayAsk(id);
  return error == -ESRCH ? -EINVAL : static_cast<int>(error);
}

bool Timers::has(int id) const { return std::binary_search(ids.begin(), ids.end(), id); }

void Timers::add(int id, int signal) {
  ids.insert(std::upper_bound(ids.begin(), ids.end(), id), id);
  signals |= signal == 0 ? 0 : signals::bit(signal);
}

void Timers::remove(int id) { ids.erase(std::lower_bound(ids.begin(), ids.end(), id)); }

void Timers::deleteAll() {
  for (int id : ids)
    systemCall(SYS_timer_delete, id);
  // From Linux 6.13 on their signals have gone with them.
  uint64_t pending = 0;
  systemCall(SYS_rt_sigpending, &pending, sizeof pending);
  for (int signal = 1; signal <= signals::highest; signal++)
    if (signals & pending & signals::bit(signal))
      dropTimers(signal);
  forget();
}

void Timers::forget() {
  ids.clear();
  signals = 0;
}

namespace calls {

// By the C library, which reads the usual clocks without a system call.
int64_t clock_gettime(Guest &, const Clock &clock, const StructOut<16> &time) {
  timespec now;
  if (time.address == nullptr)
    return -EFAULT;
  return ::clock_gettime(clock.value, &now) != 0 ? -errno : time.store(now);
}

int64_t timer_create(Guest &guest, const ClockWait &clock, const StructIn<64, true> &event, const StructOut<4> &timer) {
  if (!run::isStarted())
    return -ENOSYS;
  sigevent wanted = {};
  static_assert(sizeof wanted == 64);
  wanted.sigev_signo = SIGALRM;
  if (event.address != nullptr) {
    if (event.load(&wanted) != 0)
      return -EFAULT;
    if (wanted.sigev_notify == SIGEV_THREAD)
      return -ENOSYS;
    // Every other thread of the process is the host's.
    if (wanted.sigev_notify == SIGEV_THREAD_ID && wanted._sigev_un._tid != gettid())
      return -EINVAL;
  }
  int id;
  int64_t error = systemCall(SYS_timer_create, clock.value, event.address == nullptr ? nullptr : &wanted, &id);
  if (error != 0)
    return error;
  if (timer.address == nullptr || timer.store(id) != 0) {
    systemCall(SYS_timer_delete, id);
    return -EFAULT;
  }
  guest.timers.add(id, wanted.sigev_notify == SIGEV_NONE ? 0 : wanted.sigev_signo);
  return 0;
}

int64_t timer_delete(Guest &guest, const Timer &timer) {
  guest.timers.remove(timer);
  return systemCall(SYS_timer_delete, timer.value);
}

int64_t timerfd_create(Guest &guest, const ClockWait &clock, const I32 &flags) {
  int own = flags & TFD_CLOEXEC ? FdTable::cloexec : 0;
  return guest.give(systemCall(SYS_timerfd_create, clock.value, flags | TFD_CLOEXEC), own);
}

int64_t eventfd2(Guest &guest, const U32 &value, const I32 &flags) {
  int own = flags & EFD_CLOEXEC ? FdTable::cloexec : 0;
  return guest.give(systemCall(SYS_eventfd2, value.value, flags | EFD_CLOEXEC), own);
}

} // namespace calls
} // namespace isthmus
