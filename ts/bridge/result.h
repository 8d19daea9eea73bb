// The one convention of the bridge: zero or more, or minus a Linux errno. Never sets or reads errno across functions.
#pragma once
#include <cerrno>
#include <cstdint>

namespace isthmus {

// What a system call that libc wrapped has come to.
inline int64_t result(int64_t value) { return value < 0 ? -errno : value; }

// Runs a call again for as long as a signal interrupts it; for the bridge's own work, never for a guest's.
template <typename Call> auto unlessInterrupted(Call call) {
  decltype(call()) value;
  do
    value = call();
  while (value < 0 && errno == EINTR);
  return value;
}

} // namespace isthmus
