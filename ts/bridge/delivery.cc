// The row of recorded signals; see delivery.h. All in here but take, forget and recordNow runs in signal handlers.
#include "delivery.h"
#include "faults.h"
#include "interrupter.h"
#include "interruptible.h"
#include "result.h"
#include "signals.h"
#include <cerrno>
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
constexpr unsigned capacity = 128;
Record records[capacity];
// Where the next is taken, and where the next is put: only ever counted up, each by one side.
unsigned first = 0, last = 0;
char *pendingWord;
// The mask of a wait that is in the kernel, which a handler keeps that ends it.
const uint64_t *waitMask = nullptr;

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

int64_t resultOfCall(const ucontext_t *context) {
#if defined(__x86_64__)
  return context->uc_mcontext.gregs[REG_RAX];
#else
  return static_cast<int64_t>(context->uc_mcontext.regs[0]);
#endif
}

void setProgramCounter(ucontext_t *context, uintptr_t address) {
#if defined(__x86_64__)
  context->uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(address);
#else
  context->uc_mcontext.pc = address;
#endif
}

void tellGuest() {
  constexpr int yes = 1;
  if (pendingWord != nullptr)
    copyOrFault(pendingWord, &yes, sizeof yes); // the guest may have unmapped it
}

// Puts a record, with signals blocked, for a guest that has `kernelMask`, and `during` while it waited; the mask to go
// on with.
uint64_t put(const siginfo_t &info, uint64_t kernelMask, uint64_t during) {
  int signal = info.si_signo;
  Action action = signals::caught(signal);
  uint64_t blocks = action.mask | (action.flags & SA_NODEFER ? 0 : signals::bit(signal));
  records[last % capacity] = {kernelMask | signals::blockFaults(blocks), action.handler, action.flags, info};
  last++;
  __atomic_fetch_add(&isthmus_recorded, 1, __ATOMIC_RELAXED);
  tellGuest();
  return during | (blocks & ~signals::faults);
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
  if (isthmus_recorded == static_cast<int>(capacity)) {
    // It waits in the kernel until handlers have run.
    systemCall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), signal, info);
    *mask = ~signals::faults;
    return;
  }
  uintptr_t back, at = programCounter(machine);
  if (!isInCall(at, &back)) {
    *mask = put(*info, *mask, *mask);
    interrupter::wake();
    return;
  }
  // The first handler that ends a wait runs with the wait's mask; what else is let in is let in by that.
  bool endsWait = waitMask != nullptr && at == back && resultOfCall(machine) == -EINTR;
  uint64_t during = endsWait ? *waitMask : *mask;
  if (endsWait)
    waitMask = nullptr;
  *mask = put(*info, *mask, during);
  setProgramCounter(machine, back);
}

WaitMask::WaitMask(const uint64_t *mask) { waitMask = mask; }
WaitMask::~WaitMask() { waitMask = nullptr; }

bool restarts() { return isthmus_recorded != 0 && (records[first % capacity].flags & SA_RESTART) != 0; }

uint64_t recordFor(const siginfo_t &info, uint64_t mask) {
  return isthmus_recorded < static_cast<int>(capacity) ? put(info, mask, mask) : mask;
}

void recordNow(const siginfo_t &info) {
  uint64_t all = ~signals::faults, mask = 0;
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask, sizeof mask);
  mask = recordFor(info, mask);
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, sizeof mask);
}

bool isRecorded(int signal) {
  for (unsigned at = first; at != last; at++)
    if (records[at % capacity].info.si_signo == signal)
      return true;
  return false;
}

bool take(Record *into) {
  if (isthmus_recorded == 0)
    return false;
  *into = records[first % capacity];
  first++;
  // One instruction, so that what comes meanwhile is counted.
  if (__atomic_sub_fetch(&isthmus_recorded, 1, __ATOMIC_RELAXED) != 0)
    tellGuest();
  return true;
}

void forget() {
  pendingWord = nullptr;
  first = last;
  __atomic_store_n(&isthmus_recorded, 0, __ATOMIC_RELAXED);
}

void setPendingWord(char *word) { pendingWord = word; }

} // namespace isthmus::delivery
