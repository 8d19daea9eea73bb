// Signals without handlers: taking pending ones, also from a descriptor, and sending them with what they tell. Masks,
// dispositions and kill are signals.cc's, process descriptors calls_pidfd.cc's.
#include "calls.h"
#include "signals.h"
#include <sys/signalfd.h>

namespace isthmus::calls {
namespace {

// V8 makes traps of the first, the C library keeps the others.
constexpr uint64_t neverTaken = signals::faults | signals::bit(32) | signals::bit(33);

// What only the kernel may say, and a process to itself; looked at before anything else.
bool isReserved(const siginfo_t &info) { return info.si_code >= 0 || info.si_code == SI_TKILL; }

// To another process; `flags` are pidfd_send_signal's.
int64_t send(pid_t pid, int signal, const siginfo_t *info, unsigned flags) {
  if (pid <= 0)
    return -ESRCH;
  int64_t sent = run::signalProcess(pid, signal, info, flags);
  // Before Linux 6.9 it's the process's, whose other threads block every signal where it's a guest's.
  if (sent == -EINVAL && flags != 0)
    sent = run::signalProcess(pid, signal, info, 0);
  // A thread's id, of which guests have none, is no process to open.
  return sent == -ENOENT || (sent == -EINVAL && signal <= signals::highest) ? -ESRCH : sent;
}

int64_t sendToThread(pid_t process, pid_t thread, int signal, const siginfo_t *info) {
  constexpr unsigned toThread = 1; // PIDFD_SIGNAL_THREAD
  if (process <= 0 || thread <= 0)
    return -EINVAL;
  if (process != run::self()) {
    if (info != nullptr && isReserved(*info))
      return -EPERM;
    int64_t error = run::mayAsk(process);
    return error != 0 ? error : process != thread ? -ESRCH : send(process, signal, info, toThread);
  }
  if (thread != run::self())
    return -ESRCH;
  if (info != nullptr && signals::isFault(signal, *info))
    return -EPERM;
  signals::endByDefault(signal);
  return info == nullptr ? guestCall(SYS_tgkill, process, thread, signal)
                         : guestCall(SYS_rt_tgsigqueueinfo, process, thread, signal, info);
}

// As the kernel copies it: the number of the call counts, not the struct's.
int load(const StructIn<128> &from, int signal, siginfo_t *info) {
  if (from.load(info) != 0)
    return -EFAULT;
  info->si_signo = signal;
  return 0;
}

} // namespace

int64_t rt_sigtimedwait(Guest &, const StructIn<8> &set, const StructOut<128, true> &info,
                        const StructIn<16, true> &timeout) {
  uint64_t wanted;
  if (!run::isStarted())
    return -ENOSYS;
  if (set.load(&wanted) != 0)
    return -EFAULT;
  wanted &= ~neverTaken;
  return guestCall(SYS_rt_sigtimedwait, &wanted, info.address, timeout.address, sizeof wanted);
}

int64_t rt_sigqueueinfo(Guest &, const I32 &pid, const I32 &signal, const StructIn<128> &infoIn) {
  siginfo_t info;
  if (!run::isStarted())
    return -ENOSYS;
  if (load(infoIn, signal, &info) != 0)
    return -EFAULT;
  if (pid != run::self())
    return isReserved(info) ? -EPERM : send(pid, signal, &info, 0);
  if (signals::isFault(signal, info))
    return -EPERM;
  signals::endByDefault(signal);
  return guestCall(SYS_rt_sigqueueinfo, pid.value, signal.value, &info);
}

int64_t tgkill(Guest &, const I32 &process, const I32 &thread, const I32 &signal) {
  return run::isStarted() ? sendToThread(process, thread, signal, nullptr) : -ENOSYS;
}

int64_t rt_tgsigqueueinfo(Guest &, const I32 &process, const I32 &thread, const I32 &signal,
                          const StructIn<128> &infoIn) {
  siginfo_t info;
  if (!run::isStarted())
    return -ENOSYS;
  if (load(infoIn, signal, &info) != 0)
    return -EFAULT;
  return sendToThread(process, thread, signal, &info);
}

int64_t signalfd4(Guest &guest, const I32 &fd, const StructIn<8> &set, const I32 &flags) {
  uint64_t wanted;
  if (!run::isStarted())
    return -ENOSYS;
  if (set.load(&wanted) != 0)
    return -EFAULT;
  if (flags & ~(SFD_CLOEXEC | SFD_NONBLOCK))
    return -EINVAL;
  int kernel = fd == -1 ? -1 : guest.fds.kernel(fd);
  if (fd != -1 && kernel < 0)
    return kernel;
  wanted &= ~neverTaken;
  int64_t made = systemCall(SYS_signalfd4, kernel, &wanted, sizeof wanted, flags | SFD_CLOEXEC);
  if (made < 0 || fd != -1)
    return made < 0 ? made : fd.value;
  return guest.give(made, flags & SFD_CLOEXEC ? FdTable::cloexec : 0);
}

} // namespace isthmus::calls
