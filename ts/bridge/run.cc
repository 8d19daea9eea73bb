// A run's processes: starting it, forking, ending, and whom its processes may signal; see run.h.
#include "run.h"
#include "inherit.h"
#include "interrupter.h"
#include "interruptible.h"
#include "lifeline.h"
#include "limits.h"
#include "own_files.h"
#include "registry.h"
#include "result.h"
#include "signals.h"
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <iterator>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus::run {
namespace {

bool started = false;
pid_t first = 0, firstGroup = 0, own = 0;
Limits limits;
Registry registry;
Lifeline lifeline;

int64_t signalSelf(int signal) {
  signals::endByDefault(signal);
  return guestCall(SYS_kill, own, signal);
}

bool mayReach(pid_t pid) {
  return limits.signalAll ||
         std::find(limits.signalPids.begin(), limits.signalPids.end(), pid) != limits.signalPids.end();
}

} // namespace

int start(const Limits &wanted) {
  limits = wanted;
  first = own = getpid();
  firstGroup = getpgrp();
  if (int error = registry.create(std::max(1, wanted.maxProcesses)))
    return error;
  isthmus::limits::start();
  files::separate();
  lifeline.start(wanted.timeout);
  signals::reset();
  started = true;
  return 0;
}

bool isStarted() { return started; }
pid_t self() { return own; }
bool isFirst() { return own == first; }
pid_t firstProcess() { return first; }

int64_t fork() {
  if (!started)
    return -ENOSYS;
  // What was recorded before is handled before, and by the parent alone.
  if (isthmus_recorded != 0)
    return restart;
  int place = registry.reserve();
  if (place < 0)
    return place;
  if (int error = lifeline.beforeFork()) {
    registry.vacate(place);
    return error;
  }
  inheritMemory();
  pid_t parent = own;
  uint64_t all = ~signals::faults, mask;
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask, sizeof mask);
  interrupter::beforeFork();
  pid_t child = ::fork();
  int error = errno;
  if (child == 0) {
    own = getpid();
    lifeline.hold();
  } else {
    lifeline.afterFork(child);
  }
  interrupter::afterFork(child == 0);
  if (child < 0)
    registry.vacate(place);
  else
    registry.fill(place, parent, child == 0 ? own : child);
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, sizeof mask);
  return child < 0 ? -error : child;
}

int startThreads() {
  int error = lifeline.prepare();
  return error != 0 ? error : interrupter::start(v8::Isolate::GetCurrent());
}

void changedUser() { lifeline.changedUser(); }

void reaped(pid_t pid) { registry.remove(pid); }

void exit(int status) {
  if (started && isFirst())
    lifeline.end();
  _exit(status);
}

void die(int signal) {
  rlimit none = {0, 0};
  getrlimit(RLIMIT_CORE, &none);
  none.rlim_cur = 0;
  setrlimit(RLIMIT_CORE, &none);
  ::signal(signal, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  ::kill(getpid(), signal);
  _exit(128 + signal);
}

void executed() { registry.markExecuted(getpid()); }
bool hasExecuted(pid_t pid) { return registry.hasExecuted(pid); }

bool contains(pid_t pid) { return registry.contains(pid); }

int64_t mayAsk(pid_t pid) {
  if (pid == 0 || pid == own || (started && (registry.contains(pid) || mayReach(pid))))
    return 0;
  return pid < 0 || (::kill(pid, 0) != 0 && errno == ESRCH) ? -ESRCH : -EPERM;
}

int64_t mayAskGroup(pid_t group) {
  if (limits.signalAll)
    return 0;
  if (group == firstGroup || !started)
    return -EPERM;
  DIR *processes = opendir("/proc");
  bool isOurs = processes != nullptr, hasMembers = false;
  while (dirent *entry = isOurs ? readdir(processes) : nullptr) {
    pid_t pid = atoi(entry->d_name);
    if (pid <= 0 || getpgid(pid) != group)
      continue;
    hasMembers = true;
    isOurs = mayAsk(pid) == 0;
  }
  if (processes != nullptr)
    closedir(processes);
  return !isOurs ? -EPERM : hasMembers ? 0 : -ESRCH;
}

int64_t openProcess(pid_t pid, unsigned flags) {
  int64_t file = result(syscall(SYS_pidfd_open, pid, flags));
  if (file < 0)
    return file;
  if (int64_t error = mayAsk(pid)) {
    close(static_cast<int>(file));
    return error;
  }
  return file;
}

int64_t signalProcess(pid_t pid, int signal, const siginfo_t *info, unsigned flags) {
  // Descriptors of those that were last signalled: opening one, and looking whether it's the run's, costs far more than
  // the signal. A descriptor stays with its process, so when that is gone the pid is looked at anew.
  static struct Known {
    pid_t pid;
    int file;
  } known[8];
  static unsigned next = 0;
  for (Known &one : known) {
    if (one.pid != pid)
      continue;
    int64_t sent = systemCall(SYS_pidfd_send_signal, one.file, signal, info, flags);
    if (sent != -ESRCH)
      return sent;
    one.pid = 0;
    close(one.file);
  }
  int64_t file = openProcess(pid, 0);
  if (file < 0)
    return file;
  Known &one = known[next++ % std::size(known)];
  if (one.pid != 0)
    close(one.file);
  one = {pid, static_cast<int>(file)};
  return systemCall(SYS_pidfd_send_signal, file, signal, info, flags);
}

bool maySetId() { return started && limits.setId; }

std::vector<pid_t> members(pid_t group) {
  std::vector<pid_t> pids = registry.all();
  pids.erase(std::remove_if(pids.begin(), pids.end(), [&](pid_t pid) { return getpgid(pid) != group; }), pids.end());
  return pids;
}

int64_t kill(pid_t pid, int signal) {
  if (pid == own)
    return signalSelf(signal);
  if (pid > 0) {
    int64_t sent = signalProcess(pid, signal, nullptr, 0);
    // A thread's id stands for its process, but not with descriptors.
    bool isThread = sent == -EINVAL || sent == -ENOENT;
    return !isThread ? sent : mayReach(pid) ? result(::kill(pid, signal)) : mayAsk(pid);
  }
  pid_t group = pid == 0 ? getpgrp() : -pid;
  if (pid < -1 && limits.signalAll)
    return result(::kill(pid, signal));
  std::vector<pid_t> targets = pid == -1 ? registry.all() : members(group);
  int64_t outcome = -ESRCH;
  bool ourselves = false;
  for (pid_t target : targets) {
    if (target == own)
      ourselves = pid != -1; // last, since it may be the end of this process
    else if (int64_t sent = signalProcess(target, signal, nullptr, 0); outcome != 0)
      outcome = sent;
  }
  if (ourselves)
    outcome = signalSelf(signal);
  return outcome;
}

void announceEnd() { lifeline.announceEnd(); }
void recallEnd() { lifeline.recallEnd(); }
int64_t timeLeft() { return lifeline.timeLeft(); }

} // namespace isthmus::run
