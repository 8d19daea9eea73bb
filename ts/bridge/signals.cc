// Signal dispositions and masks: the kernel's for most signals, remembered ones for those of faults.
#include "signals.h"
#include "calls.h"
#include "interrupter.h"
#include "open_pages.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <pthread.h>
#include <set>
#include <ucontext.h>

namespace isthmus {
namespace signals {
namespace {

// What the guest set; signals that it never spoke of have what they had at the start.
delivery::Action actions[highest + 1];
// Of the signals of faults: what the guest blocks, and what was sent meanwhile.
uint64_t blockedFaults = 0, pendingFaults = 0;
// The guest's own mask while exec holds back signals.
uint64_t maskBeforeExec = 0;
bool isHeld = false;
siginfo_t pendingFault[2];

siginfo_t &pendingInfo(int fault) { return pendingFault[fault == SIGSEGV]; }

bool isReserved(int signal) { return signal == 32 || signal == 33; } // the C library's own

int rawMask(int how, const uint64_t *set, uint64_t *old) {
  return static_cast<int>(systemCall(SYS_rt_sigprocmask, how, set, old, sizeof *set));
}

void blockEverything(int, siginfo_t *, void *context) {
  // Blocking for good: the mask that the thread returns to.
  sigfillset(&static_cast<ucontext_t *>(context)->uc_sigmask);
}

enum class Blocking { nothing, forNow, forGood };

// What another thread does about signals. One that is about to begin, or makes a thread, blocks all, the C library's
// own signals too, for a moment.
Blocking blockingOf(const char *thread) {
  char path[300], line[256];
  unsigned long long mask = 0;
  snprintf(path, sizeof path, "/proc/self/task/%s/status", thread);
  FILE *status = fopen(path, "re");
  if (status == nullptr)
    return Blocking::forGood; // it has ended
  while (fgets(line, sizeof line, status) != nullptr && sscanf(line, "SigBlk: %llx", &mask) != 1)
    ;
  fclose(status);
  sigset_t all;
  sigfillset(&all);
  uint64_t most;
  memcpy(&most, &all, sizeof most);
  most &= ~(bit(SIGKILL) | bit(SIGSTOP));
  return (mask & bit(32)) != 0 ? Blocking::forNow : (mask & most) == most ? Blocking::forGood : Blocking::nothing;
}

// Sees to every thread but this one, `sent` to which the signal has been: whether all block everything for good.
bool settleThreads(int signal, std::set<pid_t> &sent) {
  bool all = true;
  DIR *tasks = opendir("/proc/self/task");
  while (dirent *entry = tasks == nullptr ? nullptr : readdir(tasks)) {
    pid_t thread = atoi(entry->d_name);
    if (thread <= 0 || thread == gettid())
      continue;
    Blocking blocking = blockingOf(entry->d_name);
    all = all && blocking == Blocking::forGood;
    if (blocking == Blocking::nothing && sent.insert(thread).second)
      syscall(SYS_tgkill, getpid(), thread, signal);
  }
  if (tasks != nullptr)
    closedir(tasks);
  return all;
}

// A signal sent to the process may be given to any thread that doesn't block it, past the guest's own mask: so all
// threads but this one shall block everything. Done by a handler, since a mask can be set by its own thread only. On a
// busy machine a thread may take long to come to it.
void keepSignalsToThisThread() {
  const int signal = SIGRTMAX;
  struct sigaction action = {}, previous;
  action.sa_sigaction = blockEverything;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);
  sigaction(signal, &action, &previous);
  std::set<pid_t> sent;
  bool settled = false;
  for (int waited = 0; !(settled = settleThreads(signal, sent)) && waited < 20000; waited++)
    usleep(100);
  // A thread that is still to run the handler would be killed by the default action.
  if (settled)
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

int64_t hold() {
  uint64_t set = 0;
  for (int signal = 1; signal <= highest; signal++)
    if (actions[signal].isCaught() && !isFault(signal))
      set |= bit(signal);
  rawMask(SIG_BLOCK, &set, &maskBeforeExec);
  isHeld = true;
  if (isthmus_recorded == 0)
    return 0;
  release();
  return restart;
}

void release() {
  if (isHeld)
    rawMask(SIG_SETMASK, &maskBeforeExec, nullptr);
  isHeld = false;
}

void resetCaught() {
  for (int signal = 1; signal <= highest; signal++) {
    if (!actions[signal].isCaught())
      continue;
    actions[signal] = {};
    if (!isFault(signal))
      ::signal(signal, SIG_DFL);
  }
  delivery::forget();
}

bool willCatch(int fault) { return actions[fault].isCaught() && !(blockedFaults & bit(fault)); }

delivery::Action caught(int signal) {
  delivery::Action action = actions[signal];
  if (action.flags & SA_RESETHAND)
    actions[signal].handler = delivery::Action::byDefault;
  return action;
}

uint64_t blockFaults(uint64_t mask) {
  uint64_t former = blockedFaults;
  blockedFaults |= mask & faults;
  return former;
}

namespace {

uint64_t changed(int how, uint64_t mask, uint64_t set) {
  return how == SIG_BLOCK ? mask | set : how == SIG_UNBLOCK ? mask & ~set : set;
}

// Changes the mask of the faults' signals too. Nothing may come between the two, and what was sent while it was blocked
// comes first, as natively.
int64_t changeBoth(int how, uint64_t set, uint64_t *former) {
  uint64_t mask = ~faults;
  if (guestCall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, former, sizeof mask) == restart)
    return restart;
  *former = (*former & ~faults) | blockedFaults;
  mask = changed(how, *former, set);
  blockedFaults = mask & faults;
  mask &= ~faults;
  for (int fault : {SIGBUS, SIGSEGV})
    if (pendingFaults & ~blockedFaults & bit(fault)) {
      pendingFaults &= ~bit(fault);
      if (actions[fault].isCaught())
        mask = delivery::recordFor(pendingInfo(fault), mask);
      else
        endByDefault(fault);
    }
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, sizeof mask);
  return 0;
}

} // namespace

int64_t changeMask(int how, const uint64_t *set, uint64_t *former) {
  if (set != nullptr && how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
    return -EINVAL;
  if (set != nullptr && changed(how, blockedFaults, *set & faults) != blockedFaults)
    return changeBoth(how, *set, former);
  uint64_t kernelSet = set != nullptr ? *set & ~faults : 0;
  if (int64_t error =
          guestCall(SYS_rt_sigprocmask, how, set != nullptr ? &kernelSet : nullptr, former, sizeof kernelSet))
    return error;
  *former = (*former & ~faults) | blockedFaults;
  return 0;
}

bool restoreMask(uint64_t mask) {
  uint64_t former;
  return changeMask(SIG_SETMASK, &mask, &former) == 0;
}

bool takeSentFault(siginfo_t *info, void *context) {
  int signal = info->si_signo;
  if (actions[signal].handler == delivery::Action::ignore)
    return true;
  if (blockedFaults & bit(signal)) {
    if (!(pendingFaults & bit(signal)))
      pendingInfo(signal) = *info;
    pendingFaults |= bit(signal);
    return true;
  }
  if (!actions[signal].isCaught())
    return false;
  delivery::record(signal, info, context);
  return true;
}

void recordFaultAt(const siginfo_t &info, bool isWrite, void *context) {
  uint32_t &flags = actions[info.si_signo].flags;
  uint32_t former = flags;
  flags |= isWrite ? delivery::Action::write : 0;
  siginfo_t copy = info;
  delivery::record(info.si_signo, &copy, context);
  flags = former;
}

bool recordFault(const siginfo_t &info) {
  int signal = info.si_signo;
  // The program went on after a fault, as far as another one; the handler of the first has yet to be called.
  if (isFault(signal) && delivery::isRecorded(signal))
    return true;
  uint64_t blocked = blockedFaults;
  if (!isFault(signal))
    systemCall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, &blocked, sizeof blocked);
  if (!actions[signal].isCaught() || (blocked & bit(signal)))
    return false;
  delivery::recordNow(info);
  return true;
}

void endByDefault(int signal) {
  bool byDefault = isFault(signal) && actions[signal].handler == delivery::Action::byDefault;
  if (byDefault && !(blockedFaults & bit(signal)))
    run::die(signal);
}

Handover::Handover() {
  for (int signal : {SIGSEGV, SIGBUS})
    if (actions[signal].handler == delivery::Action::ignore) {
      sigaction(signal, nullptr, &handlers[signal]);
      ::signal(signal, SIG_IGN);
    }
  uint64_t wanted = maskBeforeExec | blockedFaults;
  rawMask(SIG_SETMASK, &wanted, &mask);
}

void Handover::undo() {
  for (int signal : {SIGSEGV, SIGBUS})
    if (actions[signal].handler == delivery::Action::ignore)
      sigaction(signal, &handlers[signal], nullptr);
  // One that came meanwhile is recorded, and blocked until its handler has run.
  rawMask(SIG_SETMASK, &mask, &maskBeforeExec);
  maskBeforeExec &= ~faults;
}

} // namespace signals

namespace calls {

using namespace signals;
using delivery::Action;

namespace {

// Puts an action in force in the kernel, and tells what was there, for signals that the guest never spoke of.
int64_t install(int signal, const Action *action, bool *wasIgnored) {
  // What the native handler of a caught signal takes over of the guest's wishes; its own mask is everything.
  constexpr uint32_t kernels = SA_RESTART | SA_NOCLDSTOP | SA_NOCLDWAIT | SA_RESETHAND;
  struct sigaction wanted = {}, former;
  if (action != nullptr && action->isCaught()) {
    wanted.sa_sigaction = delivery::record;
    wanted.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(action->flags & kernels);
    sigfillset(&wanted.sa_mask);
    sigdelset(&wanted.sa_mask, SIGSEGV);
    sigdelset(&wanted.sa_mask, SIGBUS);
  } else if (action != nullptr) {
    wanted.sa_handler = action->handler == Action::ignore ? SIG_IGN : SIG_DFL;
    wanted.sa_flags = static_cast<int>(action->flags & kernels);
  }
  if (::sigaction(signal, action == nullptr ? nullptr : &wanted, &former) != 0)
    return -errno;
  *wasIgnored = former.sa_handler == SIG_IGN;
  return 0;
}

} // namespace

int64_t sigaction(Guest &guest, const I32 &signal, const StructIn<16, true> &wanted, const StructOut<16, true> &former,
                  const U32 &pending) {
  if (!run::isStarted())
    return -ENOSYS;
  bool fixed = signal == SIGKILL || signal == SIGSTOP;
  if (signal < 1 || signal > highest || isReserved(signal) || (fixed && wanted.address != nullptr))
    return -EINVAL;
  Action action = {}, old = actions[signal];
  if (wanted.address != nullptr && wanted.load(&action) != 0)
    return -EFAULT;
  action.mask &= ~(bit(SIGKILL) | bit(SIGSTOP));
  if (action.isCaught()) {
    if (int error = interrupter::start(v8::Isolate::GetCurrent()))
      return error;
    delivery::setPendingWord(guest.memory.at(pending, sizeof(int)));
  }
  bool wasIgnored = false;
  int64_t error = 0;
  if (wanted.address != nullptr) {
    // Nothing may come between the kernel's knowing and ours.
    uint64_t all = ~faults, mask = 0;
    rawMask(SIG_SETMASK, &all, &mask);
    error = isFault(signal) ? 0 : install(signal, &action, &wasIgnored);
    if (error == 0)
      actions[signal] = action;
    rawMask(SIG_SETMASK, &mask, nullptr);
  } else if (!isFault(signal)) {
    error = install(signal, nullptr, &wasIgnored);
  }
  if (wasIgnored)
    old.handler = Action::ignore;
  return error != 0 ? error : former.store(old);
}

int64_t sigprocmask(Guest &, const I32 &how, const StructIn<8, true> &set, const StructOut<8, true> &oldSet) {
  if (!run::isStarted())
    return -ENOSYS;
  uint64_t wanted = 0, former = 0;
  if (set.address != nullptr && set.load(&wanted) != 0)
    return -EFAULT;
  int64_t error = changeMask(how, set.address != nullptr ? &wanted : nullptr, &former);
  return error != 0 ? error : oldSet.store(former);
}

int64_t sigpending(Guest &, const StructOut<8> &set) {
  uint64_t pending;
  if (int64_t error = guestCall(SYS_rt_sigpending, &pending, sizeof pending))
    return error;
  return set.address == nullptr ? -EFAULT : set.store(pending | pendingFaults);
}

int64_t kill(Guest &, const I32 &pid, const I32 &signal) {
  if (!run::isStarted())
    return -ENOSYS;
  return signal < 0 || signal > highest ? -EINVAL : run::kill(pid, signal);
}

int64_t signal_fault(Guest &, const I32 &signal, const I32 &code, const U32 &address) {
  if (!run::isStarted())
    return -ENOSYS;
  if (!isFault(signal) && signal != SIGFPE && signal != SIGILL && signal != SIGTRAP)
    return -EINVAL;
  siginfo_t info = {};
  info.si_signo = signal;
  info.si_code = code;
  info.si_addr = reinterpret_cast<void *>(uintptr_t(address.value));
  if (!recordFault(info))
    run::die(signal);
  return 0;
}

int64_t signal_fault_over(Guest &guest, const I32 &signal, const U32 &address, const I32 &wasWrite) {
  if (!run::isStarted())
    return -ENOSYS;
  // A handler that has made the page writable lets the program go on. What was read can't be read anew, and natively
  // the rest fails again.
  char byte;
  if (signal != SIGSEGV || !wasWrite || guest.memory.load(address, &byte) != 0 ||
      guest.memory.store(address, byte) != 0)
    run::die(signal);
  open_pages::repeat(reinterpret_cast<uintptr_t>(guest.memory.at(address, 1)));
  return 0;
}

int64_t signal_next(Guest &guest, const StructIn<8, true> &mask, const StructOut<144> &record) {
  if (!run::isStarted())
    return -ENOSYS;
  // The guest asks until there is nothing more, so nobody has to call it.
  interrupter::Quiet quiet;
  uint64_t restored;
  if (mask.address != nullptr) {
    if (mask.load(&restored) != 0)
      return -EFAULT;
    if (!restoreMask(restored))
      return restart;
  }
  delivery::Record next;
  if (!delivery::take(&next))
    return 0;
  int signal = next.info.si_signo;
  if (signal == SIGSEGV && next.info.si_code > 0)
    open_pages::restore(reinterpret_cast<uintptr_t>(guest.memory.at(0, 0)) + guest.memory.size());
  // Natively the kernel kills when it can't write a handler's frame.
  if (record.store(next) != 0)
    run::die(SIGSEGV);
  return signal;
}

} // namespace calls
} // namespace isthmus
