// The stack of recorded signals; see delivery.h. All in here but take, forget and recordNow runs in signal handlers.
#include "delivery.h"
#include "faults.h"
#include "interrupter.h"
#include "interruptible.h"
#include "result.h"
#include "signals.h"
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

extern "C" {
int isthmus_recorded;
extern const isthmus::Window __start_isthmus_windows[] __attribute__((visibility("hidden")));
extern const isthmus::Window __stop_isthmus_windows[] __attribute__((visibility("hidden")));
}

namespace isthmus::delivery {
namespace {

// One for each signal, and some for those that a handler let in again.
constexpr int capacity = 128;
Record records[capacity];
char *pendingWord;

uintptr_t resolve(const int32_t &field) {
  return reinterpret_cast<uintptr_t>(&field) + static_cast<uintptr_t>(static_cast<intptr_t>(field));
}

uintptr_t programCounter(const ucontext_t *context) {
#if defined(__x86_64__)
  return static_cast<uintptr_t>(context->uc_mcontext.gregs[REG_RIP]);
#else
  return context->uc_mcontext.pc;
#endif
}

void setProgramCounter(ucontext_t *context, uintptr_t address) {
#if defined(__x86_64__)
  context->uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(address);
#else
  context->uc_mcontext.pc = address;
#endif
}

// Pushes a record, with signals blocked; the mask to go on with.
uint64_t push(const siginfo_t &info, uint64_t kernelMask) {
  int signal = info.si_signo;
  Action action = signals::caught(signal);
  Record &record = records[isthmus_recorded];
  record = {kernelMask | signals::blockFaults(action.mask | signals::bit(signal)), action.handler, action.flags, info};
  __atomic_store_n(&isthmus_recorded, isthmus_recorded + 1, __ATOMIC_RELAXED);
  constexpr int yes = 1;
  if (pendingWord != nullptr)
    copyOrFault(pendingWord, &yes, sizeof yes); // the guest may have unmapped it
  return kernelMask | ((action.mask | signals::bit(signal)) & ~signals::faults);
}

} // namespace

bool isInCall(uintptr_t address, uintptr_t *back) {
  for (const Window *window = __start_isthmus_windows; window != __stop_isthmus_windows; window++) {
    if (address < resolve(window->begin) || address > resolve(window->end))
      continue;
    *back = address == resolve(window->end) ? address : resolve(window->back);
    return true;
  }
  return false;
}

void record(int signal, siginfo_t *info, void *context) {
  auto *machine = static_cast<ucontext_t *>(context);
  // The C library's set is larger than the kernel's.
  auto *mask = reinterpret_cast<uint64_t *>(&machine->uc_sigmask);
  if (!signals::isFault(signal) && signals::isFault(signal, *info)) {
    // Not a guest's, whose traps are exceptions of V8's: V8 itself has met its end.
    struct sigaction action = {};
    sigaction(signal, &action, nullptr);
    return;
  }
  if (isthmus_recorded == capacity) {
    // It waits in the kernel until handlers have run.
    systemCall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), signal, info);
    *mask = ~signals::faults;
    return;
  }
  *mask = push(*info, *mask);
  uintptr_t back;
  if (isInCall(programCounter(machine), &back))
    setProgramCounter(machine, back);
  else
    interrupter::wake();
}

void recordNow(const siginfo_t &info) {
  uint64_t all = ~signals::faults, mask = 0;
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask, sizeof mask);
  if (isthmus_recorded < capacity)
    mask = push(info, mask);
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, sizeof mask);
}

bool take(Record *into) {
  for (;;) {
    int count = __atomic_load_n(&isthmus_recorded, __ATOMIC_RELAXED);
    if (count == 0)
      return false;
    *into = records[count - 1];
    // What has come meanwhile lies above.
    if (__atomic_compare_exchange_n(&isthmus_recorded, &count, count - 1, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return true;
  }
}

void forget() {
  pendingWord = nullptr;
  __atomic_store_n(&isthmus_recorded, 0, __ATOMIC_RELAXED);
}

void setPendingWord(char *word) { pendingWord = word; }

} // namespace isthmus::delivery
