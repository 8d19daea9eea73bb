// Standard signals as they are caught: a handler on top of libuv's keeps what the kernel says of each (siginfo_t), and
// passes it on to libuv's, which wakes the loops of those who listen. Real-time signals are not caught but taken
// (signal_hub.h), since handlers of several threads may run out of turn.
#pragma once
#include <csignal>
#include <cstdint>
#include <uv.h>

namespace isthmus::caught {

constexpr int highest = 31; // of the standard signals

// Where a listener stands among what was caught, by signal.
using Positions = uint64_t[highest + 1];

// Starts a handle of the caller's loop, made with uv_signal_init, for a signal that is listened to from then on: what
// is caught later, `next` gives. 0, or minus an errno.
int start(uv_signal_t *handle, uv_signal_cb callback, int signal, uint64_t *position);
// Stops it. With the last one the signal gets back the disposition that it had, unless process.on has taken it over.
void stop(uv_signal_t *handle);
// The oldest signal of the set that lies beyond the positions, which move on: whether there was one. Of each signal a
// number is kept; beyond it, the oldest count as coalesced with those after them.
bool next(uint64_t signals, Positions positions, siginfo_t *into);

} // namespace isthmus::caught
