// The POSIX timers that a guest made, by the kernel's ids. No other timer of the process is its to touch: the one that
// ends a run at its timeout is of the same kind (lifeline.cc).
#pragma once
#include <vector>

namespace isthmus {

class Timers {
public:
  bool has(int id) const;
  void add(int id);
  void remove(int id);
  // At exec, which no timer outlives; and in fork's child, where the kernel has made none.
  void deleteAll();
  void forget() { ids.clear(); }

private:
  // In ascending order, which is the one they are made in until the kernel begins anew.
  std::vector<int> ids;
};

} // namespace isthmus
