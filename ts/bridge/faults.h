// Accesses to guest memory that fail, since its pages may be protected, unmapped, or behind the end of a file.
#pragma once
#include <csignal>
#include <cstddef>

namespace isthmus {

class Memory;

// Copies memory that may fault: 0, or -EFAULT. Works from fault::start on.
int copyOrFault(void *to, const void *from, size_t length);

namespace fault {

// Takes the signals, once; Memory::attach does it.
void start();

// The last fault of memory that a guest met, with the kernel's address of it; si_signo is 0 when there was none. Told
// once.
siginfo_t takeLast();

// The memory of a run's guest, whose faults may wait for its handler.
void watch(const Memory *memory);

// What ends the guest that this thread runs, to be called from a signal handler: false when it runs none. Without one,
// or in a run, a fault that V8 doesn't turn into an exception ends the process, as a native program.
void endGuestBy(bool (*end)());

} // namespace fault
} // namespace isthmus
