// Signal dispositions and masks as the guest sees them. SIGSEGV and SIGBUS stay V8's in the kernel: what the guest says
// of them is only remembered, shown to it, and handed to a native program that replaces it. Recording what comes is
// delivery.h's.
#pragma once
#include "delivery.h"
#include <csignal>
#include <cstdint>

namespace isthmus::signals {

constexpr uint64_t bit(int signal) { return uint64_t(1) << (signal - 1); }
// Never blocked in the kernel.
constexpr uint64_t faults = bit(SIGSEGV) | bit(SIGBUS);
constexpr int highest = 64;

constexpr bool isFault(int signal) { return signal >= 1 && signal <= highest && (faults & bit(signal)) != 0; }

// Signals by which the machine tells of a fault, with a code that only the kernel may give: what V8 and the bridge do
// about those must not be had by sending one to oneself, as it could be natively.
constexpr uint64_t ofMachine = faults | bit(SIGILL) | bit(SIGFPE) | bit(SIGTRAP) | bit(SIGSYS);
constexpr bool isFault(int signal, const siginfo_t &info) {
  return signal >= 1 && signal <= highest && (ofMachine & bit(signal)) != 0 && info.si_code > 0;
}

// Takes back what Node changed, so that the guest starts as a native program does.
void reset();
// While exec is under way, what is caught waits in the kernel: it's for the new program, by its default action, or for
// the handler when exec fails. 0, or minus an errno where a handler comes first.
int64_t hold();
void release();
// For the next program in the same process: what was caught has its default action, what was ignored stays so.
void resetCaught();

// Whether a fault would reach a handler now.
bool willCatch(int fault);
// What the guest made of a signal whose delivery begins; with SA_RESETHAND it has its default action from now on.
delivery::Action caught(int signal);
// Adds the signals of faults in a mask to those the guest has blocked; which it had before.
uint64_t blockFaults(uint64_t mask);
// Changes the mask as sigprocmask(2), with null for a set that isn't wanted: 0, or minus an errno.
int64_t changeMask(int how, const uint64_t *set, uint64_t *former);

// Sets the mask when the guest comes from a handler: false when another signal has come before, whose handler is to run
// first.
bool restoreMask(uint64_t mask);

// SIGSEGV or SIGBUS that somebody sent, in the signal handler: false when its default action is to be taken.
bool takeSentFault(siginfo_t *info, void *context);
// In the signal handler: a fault of the guest's own, which goes on until its handler is run.
void recordFaultAt(const siginfo_t &info, bool isWrite, void *context);
// A fault of the guest's own that is over, for its handler; false when there is none, or it's blocked.
bool recordFault(const siginfo_t &info);
// Before the guest sends itself a signal: ends the process if it's a fault's that has its default action, which is V8's
// otherwise.
void endByDefault(int signal);

// Puts in force for exec what was only remembered; `undo` when the exec failed.
struct Handover {
  Handover();
  void undo();

private:
  uint64_t mask;
  struct sigaction handlers[highest + 1];
};

} // namespace isthmus::signals
