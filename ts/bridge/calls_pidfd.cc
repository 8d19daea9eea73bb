// Process descriptors. One in the guest's table need not be its own: it may have been handed in from outside, so whose
// process it is is looked up each time.
#include "calls.h"
#include "signals.h"
#include <cstdio>
#include <fcntl.h>

namespace isthmus::calls {
namespace {

// The process of a pidfd, -1 for one that is gone, 0 for one that can't be seen from here; -EBADF for other files.
pid_t processOf(int kernel) {
  char path[40], line[64];
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", kernel);
  pid_t pid = -EBADF;
  if (FILE *information = fopen(path, "re")) {
    while (fgets(line, sizeof line, information) != nullptr && sscanf(line, "Pid: %d", &pid) != 1)
      ;
    fclose(information);
  }
  return pid;
}

} // namespace

int64_t pidfd_open(Guest &guest, const I32 &pid, const U32 &flags) {
  if (!run::isStarted())
    return -ENOSYS;
  return guest.give(run::openProcess(pid, flags), FdTable::cloexec);
}

int64_t pidfd_send_signal(Guest &, const Fd &fd, const I32 &signal, const StructIn<128, true> &infoIn,
                          const U32 &flags) {
  constexpr unsigned toProcess = 2, toGroup = 4; // PIDFD_SIGNAL_PROCESS_GROUP: others may be in it
  siginfo_t given, *info = infoIn.address == nullptr ? nullptr : &given;
  if (!run::isStarted())
    return -ENOSYS;
  if (flags & toGroup)
    return -EINVAL;
  pid_t pid = processOf(fd.kernel);
  if (pid == -EBADF)
    return -EBADF;
  int64_t error = pid == 0 ? -EPERM : pid > 0 ? run::mayAsk(pid) : 0;
  if (error != 0)
    return error;
  if (info != nullptr && infoIn.load(info) != 0)
    return -EFAULT;
  if (pid == run::self() && flags <= toProcess && (info == nullptr || info->si_signo == signal)) {
    if (info != nullptr && signals::isFault(signal, *info))
      return -EPERM;
    signals::endByDefault(signal);
  }
  return guestCall(SYS_pidfd_send_signal, fd.kernel, signal.value, info, flags.value);
}

} // namespace isthmus::calls
