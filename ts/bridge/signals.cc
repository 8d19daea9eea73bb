// Signal dispositions and masks: the kernel's for most signals, remembered ones for those of faults.
#include "signals.h"
#include "calls.h"
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <pthread.h>
#include <ucontext.h>

namespace isthmus {
namespace signals {
namespace {

uint64_t ignoredFaults = 0, blockedFaults = 0;

bool isReserved(int signal) { return signal == 32 || signal == 33; } // the C library's own

int rawMask(int how, const uint64_t *set, uint64_t *old) {
  return static_cast<int>(syscall(SYS_rt_sigprocmask, how, set, old, sizeof *set));
}

std::atomic<int> threadsBlocked;

void blockEverything(int, siginfo_t *, void *context) {
  // Blocking for good: the mask that the thread returns to.
  sigfillset(&static_cast<ucontext_t *>(context)->uc_sigmask);
  threadsBlocked++;
}

bool blocks(const char *thread, int signal) {
  char path[300], line[256];
  unsigned long long mask = ~0ull;
  snprintf(path, sizeof path, "/proc/self/task/%s/status", thread);
  if (FILE *status = fopen(path, "re")) {
    while (fgets(line, sizeof line, status) != nullptr && sscanf(line, "SigBlk: %llx", &mask) != 1)
      ;
    fclose(status);
  }
  return (mask & bit(signal)) != 0;
}

// A signal sent to the process may be given to any thread that doesn't block it, past the guest's own mask: so all
// threads but this one shall block everything. Done by a handler, since a mask can be set by its own thread only.
void keepSignalsToThisThread() {
  const int signal = SIGRTMAX;
  struct sigaction action = {}, previous;
  action.sa_sigaction = blockEverything;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(signal, &action, &previous);
  int sent = 0;
  DIR *tasks = opendir("/proc/self/task");
  while (dirent *entry = tasks == nullptr ? nullptr : readdir(tasks)) {
    pid_t thread = atoi(entry->d_name);
    if (thread > 0 && thread != gettid() && !blocks(entry->d_name, signal))
      sent += syscall(SYS_tgkill, getpid(), thread, signal) == 0;
  }
  if (tasks != nullptr)
    closedir(tasks);
  for (int waited = 0; threadsBlocked < sent && waited < 1000; waited++)
    usleep(50);
  // A thread that is still to run the handler would be killed by the default action.
  if (threadsBlocked == sent)
    sigaction(signal, &previous, nullptr);
}

} // namespace

void reset() {
  keepSignalsToThisThread();
  for (int signal = 1; signal <= highest; signal++) {
    struct sigaction action;
    if (isFault(signal) || isReserved(signal) || sigaction(signal, nullptr, &action) != 0)
      continue;
    // What was ignored when Node started stays so, as exec has it (nohup); but these two Node itself ignores.
    bool stays = action.sa_handler == SIG_DFL || action.sa_sigaction == blockEverything ||
                 (action.sa_handler == SIG_IGN && signal != SIGPIPE && signal != SIGXFSZ);
    if (!stays)
      ::signal(signal, SIG_DFL);
  }
}

bool isIgnored(int fault) { return (ignoredFaults & bit(fault)) != 0; }

Handover::Handover() {
  for (int signal = 1; signal <= highest; signal++)
    if (isFault(signal) && isIgnored(signal)) {
      sigaction(signal, nullptr, &handlers[signal]);
      ::signal(signal, SIG_IGN);
    }
  rawMask(SIG_BLOCK, &blockedFaults, &mask);
}

void Handover::undo() {
  for (int signal = 1; signal <= highest; signal++)
    if (isFault(signal) && isIgnored(signal))
      sigaction(signal, &handlers[signal], nullptr);
  rawMask(SIG_SETMASK, &mask, nullptr);
}

} // namespace signals

namespace calls {

using namespace signals;

int64_t sigaction(Guest &, const I32 &signal, const I32 &disposition) {
  constexpr int byDefault = 0, ignore = 1, ask = -1;
  if (!run::isStarted())
    return -ENOSYS;
  bool fixed = signal == SIGKILL || signal == SIGSTOP;
  if (signal < 1 || signal > highest || isReserved(signal) || disposition < ask || disposition > ignore ||
      (fixed && disposition != ask))
    return -EINVAL;
  if (isFault(signal)) {
    int former = isIgnored(signal) ? ignore : byDefault;
    if (disposition == ignore)
      ignoredFaults |= bit(signal);
    else if (disposition == byDefault)
      ignoredFaults &= ~bit(signal);
    return former;
  }
  struct sigaction action = {}, former;
  action.sa_handler = disposition == ignore ? SIG_IGN : SIG_DFL;
  if (::sigaction(signal, disposition == ask ? nullptr : &action, &former) != 0)
    return -errno;
  return former.sa_handler == SIG_IGN ? ignore : byDefault;
}

int64_t sigprocmask(Guest &, const I32 &how, const StructIn<8, true> &set, const StructOut<8, true> &oldSet) {
  if (!run::isStarted())
    return -ENOSYS;
  uint64_t wanted = 0, formerMask = 0, formerFaults = blockedFaults;
  if (set.address != nullptr) {
    if (set.load(&wanted) != 0)
      return -EFAULT;
    if (how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
      return -EINVAL;
  }
  uint64_t kernelSet = wanted & ~faults;
  if (rawMask(how, set.address != nullptr ? &kernelSet : nullptr, &formerMask) != 0)
    return -errno;
  if (set.address != nullptr) {
    uint64_t mine = wanted & faults;
    blockedFaults = how == SIG_BLOCK ? blockedFaults | mine : how == SIG_UNBLOCK ? blockedFaults & ~mine : mine;
  }
  return oldSet.store((formerMask & ~faults) | formerFaults);
}

int64_t sigpending(Guest &, const StructOut<8> &set) {
  uint64_t pending;
  if (syscall(SYS_rt_sigpending, &pending, sizeof pending) != 0)
    return -errno;
  return set.address == nullptr ? -EFAULT : set.store(pending);
}

int64_t kill(Guest &, const I32 &pid, const I32 &signal) {
  if (!run::isStarted())
    return -ENOSYS;
  return signal < 0 || signal > highest ? -EINVAL : run::kill(pid, signal);
}

} // namespace calls
} // namespace isthmus
