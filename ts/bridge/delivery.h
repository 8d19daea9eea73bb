// Signals that have come for a guest with a handler. The native handler only records them, in a row: the guest takes
// them and runs its handlers itself, each with the signal mask that it would have natively. As natively, a signal that
// came when another was recorded already interrupts that one's handler before it begins: the guest looks whether more
// is there before it runs what it has taken.
//
// Who owns what: records are put by the native handler, on the guest's thread, and taken by that thread. The
// kernel's mask, from the moment a signal is recorded, is what it is during its handler; so a signal has one record at
// most (unless SA_NODEFER or a handler lets it in again), and what is blocked stays queued in the kernel.
#pragma once
#include <csignal>
#include <cstdint>

namespace isthmus::delivery {

// What a guest asked for by sigaction(2). Handlers are the guest's own function pointers.
struct Action {
  static constexpr uint32_t byDefault = 0, ignore = UINT32_MAX - 1;
  // In a record's flags: the fault was a store.
  static constexpr uint32_t write = 0x40000;
  uint32_t handler;
  uint32_t flags;
  uint64_t mask;

  bool isCaught() const { return handler != byDefault && handler != ignore; }
};

// A signal and how its handler is to be called: what the guest gets.
struct Record {
  // To be restored after the handler.
  uint64_t mask;
  uint32_t handler;
  uint32_t flags;
  siginfo_t info;
};
static_assert(sizeof(Record) == 144);

// The native handler of every caught signal. It's to run with all signals blocked but those of faults.
void record(int signal, siginfo_t *info, void *context);
// The same for a signal that no native handler was called for; on the guest's thread.
void recordNow(const siginfo_t &info);
// The same while all signals are blocked, of a guest that has this mask: the mask that it goes on with.
uint64_t recordFor(const siginfo_t &info, uint64_t mask);

// While it lives, a call waits with another mask, which is in force in a handler that ends the wait.
struct WaitMask {
  explicit WaitMask(const uint64_t *mask);
  ~WaitMask();
};
// Whether a call that was interrupted is to be begun again.
bool restarts();

// Whether one of the records is of this signal.
bool isRecorded(int signal);

// The oldest record, taken off: false when there is none. Tells the guest when there are more.
bool take(Record *into);
// Forgets all, for a new program.
void forget();

// Where in guest memory a word is made non-zero when something is recorded; null for nowhere.
void setPendingWord(char *word);

// Whether an address is in the window of a guest's call, or just behind it; `back` is where a call not begun goes on.
bool isInCall(uintptr_t address, uintptr_t *back);

} // namespace isthmus::delivery
