// Keeps the guest's thread the only one with its table of descriptors. The kernel takes and drops a reference of the
// open file in every call of a process whose threads share a table, which made each read and write some 60 ns slower.
#pragma once

namespace isthmus::files {

// By the main thread, before the guest runs: takes a copy of the table for itself. The other threads keep the old one,
// but for 0, 1 and 2, so that closing those in the guest is seen at their other ends.
void separate();

// Starts a detached helper thread with all signals blocked, so that none that is meant for the guest is given to it,
// and with a table that holds only `kept` (-1: nothing). 0, or an errno. When this returns the thread has let go of the
// guest's descriptors: before that, closing one would not be seen at its other end.
int startHelper(int kept, void *(*main)(void *), void *argument);

// Does some work on a copy of the calling thread's table, whose numbers may then be changed without anything else's
// seeing it: not even record locks go when one is closed. 0, or an errno.
int onCopy(void (*work)(void *), void *argument);

} // namespace isthmus::files
