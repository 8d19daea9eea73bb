// The POSIX timers that a guest made, by the kernel's ids. No other timer of the process is its to touch: the one that
// ends a run at its timeout is of the same kind (lifeline.cc).
#pragma once
#include <cstdint>
#include <vector>

namespace isthmus {

class Timers {
public:
  bool has(int id) const;
  // `signal` is 0 for a timer that sends none.
  void add(int id, int signal);
  void remove(int id);
  // At exec, which no timer outlives, nor a pending signal of one; and in fork's child, where the kernel has made none.
  void deleteAll();
  void forget();

private:
  // In ascending order, which is the one they are made in until the kernel begins anew.
  std::vector<int> ids;
  // What they and those before them have sent.
  uint64_t signals = 0;
};

} // namespace isthmus
