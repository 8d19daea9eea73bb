// Signal dispositions and masks as the guest sees them. The signals of faults stay V8's in the kernel: what the guest
// says of them is only remembered, shown to it, and handed to a native program that replaces it.
#pragma once
#include <csignal>
#include <cstdint>

namespace isthmus::signals {

constexpr uint64_t bit(int signal) { return uint64_t(1) << (signal - 1); }
constexpr uint64_t faults = bit(SIGSEGV) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGILL) | bit(SIGTRAP);
constexpr int highest = 64;

constexpr bool isFault(int signal) { return signal >= 1 && signal <= highest && (faults & bit(signal)) != 0; }

// Takes back what Node changed, so that the guest starts as a native program does.
void reset();
// Whether the guest asked that a fault's signal, when sent, be ignored.
bool isIgnored(int fault);

// Puts in force for exec what was only remembered; `undo` when the exec failed.
struct Handover {
  Handover();
  void undo();

private:
  uint64_t mask;
  struct sigaction handlers[highest + 1];
};

} // namespace isthmus::signals
