// Processes as the guest sees them: making and awaiting them, priorities, groups of users, processors, and what prctl
// tells of one.
#include "calls.h"
#include <csignal>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

namespace isthmus::calls {
namespace {

// A first process that came with a death signal was tied by it to whoever made it (zygote.cc), which holds whatever the
// guest asks for. What it asks for is remembered.
bool isTied() {
  static const bool tied = [] {
    int signal = 0;
    return ::prctl(PR_GET_PDEATHSIG, &signal) == 0 && signal != 0;
  }();
  return tied && run::isFirst();
}

int rememberedDeathSignal = 0;

int64_t setDeathSignal(int signal) {
  if (!isTied())
    return result(::prctl(PR_SET_PDEATHSIG, signal));
  if (signal < 0 || signal > SIGRTMAX)
    return -EINVAL;
  rememberedDeathSignal = signal;
  return 0;
}

} // namespace

int64_t fork(Guest &guest) {
  int64_t child = run::fork();
  if (child == 0)
    guest.timers.forget();
  return child;
}

// What ties the process to its run is the kernel's to take back when the user changes.
int64_t setresuid(Guest &, const I32 &real, const I32 &effective, const I32 &saved) {
  if (!run::isStarted())
    return -ENOSYS;
  bool tied = isTied();
  int64_t error = guestCall(SYS_setresuid, real.value, effective.value, saved.value);
  if (error != 0)
    return error;
  run::changedUser();
  if (tied)
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return 0;
}

int64_t wait4(Guest &, const I32 &pid, const StructOut<4, true> &statusOut, const I32 &options,
              const StructOut<144, true> &usageOut) {
  if (!run::isStarted())
    return -ENOSYS;
  int status = 0;
  rusage usage = {};
  int64_t child = guestCall(SYS_wait4, pid.value, &status, options.value, &usage);
  if (child <= 0)
    return child;
  if (WIFEXITED(status) || WIFSIGNALED(status))
    run::reaped(static_cast<pid_t>(child));
  return statusOut.store(status) != 0 || usageOut.store(usage) != 0 ? -EFAULT : child;
}

int64_t waitid(Guest &guest, const I32 &type, const I32 &id, const StructOut<128, true> &infoOut, const I32 &options,
               const StructOut<144, true> &usageOut) {
  if (!run::isStarted())
    return -ENOSYS;
  int target = id;
  if (type == P_PIDFD && id < 0)
    return -EINVAL;
  if (type == P_PIDFD && (target = guest.fds.kernel(id)) < 0)
    return target;
  siginfo_t info = {};
  rusage usage = {};
  int64_t error = guestCall(SYS_waitid, type.value, target, &info, options.value, &usage);
  if (error != 0)
    return error;
  bool ended = info.si_code == CLD_EXITED || info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED;
  if (info.si_pid > 0 && ended && !(options & WNOWAIT))
    run::reaped(info.si_pid);
  return infoOut.store(info) != 0 || (info.si_pid > 0 && usageOut.store(usage) != 0) ? -EFAULT : 0;
}

int64_t setpgid(Guest &, const I32 &pid, const I32 &group) {
  if (!run::isStarted())
    return -ENOSYS;
  // A child that has executed another wasm program did so within its process, which the kernel doesn't see.
  if (pid > 0 && pid != getpid() && run::hasExecuted(pid)) {
    siginfo_t info;
    bool isChild = ::waitid(P_PID, static_cast<id_t>(pid.value), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
    return isChild ? -EACCES : -ESRCH;
  }
  return result(::setpgid(pid, group));
}

int64_t getpgid(Guest &, const I32 &pid) {
  int64_t error = run::mayAsk(pid);
  return error != 0 ? error : result(::getpgid(pid));
}

int64_t getsid(Guest &, const I32 &pid) {
  int64_t error = run::mayAsk(pid);
  return error != 0 ? error : result(::getsid(pid));
}

int64_t getgroups(Guest &guest, const I32 &size, const U32 &list) {
  uint64_t bytes = size > 0 ? uint64_t(size) * sizeof(gid_t) : 0;
  return result(syscall(SYS_getgroups, size.value, guest.memory.kernel(list, bytes)));
}

int64_t getpriority(Guest &, const I32 &which, const I32 &who) {
  int64_t error = which == PRIO_PROCESS ? run::mayAsk(who) : 0;
  return error != 0 ? error : result(syscall(SYS_getpriority, which.value, who.value));
}

int64_t setpriority(Guest &, const I32 &which, const I32 &who, const I32 &priority) {
  if (!run::isStarted())
    return -ENOSYS;
  auto one = [&](pid_t pid) { return result(::setpriority(PRIO_PROCESS, pid, priority)); };
  switch (which) {
  case PRIO_PROCESS:
    if (who == 0 || who == getpid())
      return one(0);
    return run::contains(who) ? one(who) : result(::kill(who, 0)) == -ESRCH ? -ESRCH : -EPERM;
  case PRIO_PGRP: {
    int64_t last = -ESRCH;
    for (pid_t pid : run::members(who == 0 ? getpgrp() : who.value))
      last = one(pid);
    return last;
  }
  case PRIO_USER:
    return -EPERM;
  default:
    return -EINVAL;
  }
}

int64_t prctl(Guest &guest, const I32 &option, const U32 &argument) {
  if (!run::isStarted())
    return -ENOSYS;
  switch (option) {
  case PR_SET_PDEATHSIG:
    return setDeathSignal(static_cast<int>(argument.value));
  case PR_GET_PDEATHSIG:
    if (isTied())
      return argument == 0 ? -EFAULT : guest.memory.store(argument, rememberedDeathSignal);
    return result(::prctl(option, guest.memory.kernel(argument, sizeof(int))));
  case PR_SET_CHILD_SUBREAPER:
    if (int error = argument != 0 ? guest.ipc.settle() : 0)
      return error;
    return result(::prctl(option, static_cast<unsigned long>(argument.value)));
  case PR_GET_CHILD_SUBREAPER:
    return result(::prctl(option, guest.memory.kernel(argument, sizeof(int))));
  case PR_SET_NAME:
  case PR_GET_NAME:
    return result(::prctl(option, guest.memory.kernel(argument, 16)));
  default:
    return -EINVAL;
  }
}

int64_t sched_getaffinity(Guest &, const I32 &pid, const Out &mask) {
  if (int64_t error = run::mayAsk(pid))
    return error;
  return result(syscall(SYS_sched_getaffinity, pid.value, mask.length, mask.address));
}

} // namespace isthmus::calls
