// The signal masks of all threads of a program together, and the one signal that the bridge keeps for itself. For
// programs that embed the bridge; a guest's own process has its masks from signals.h.
#pragma once
#include <csignal>
#include <cstdint>

namespace isthmus::threads {

// Sent to single threads of this process, to interrupt them. Linux itself never sends it, and hardly any program does.
constexpr int wake = SIGSTKFLT;

// Gives `wake` its handler, by which it ends system calls with EINTR.
void prepareWake();

// From now on every thread blocks these signals, those too that are made later, and no longer what an earlier call made
// them block. What a thread blocks by itself stays. Threads that block the signals of faults handle none at all, and
// are left alone. The caller sees to it that only one thread calls at a time.
void block(uint64_t signals);

} // namespace isthmus::threads
