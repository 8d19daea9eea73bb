// Resource limits as the guest sees them: those that would take V8's own memory are remembered, not applied.
#pragma once
#include <sys/resource.h>

namespace isthmus::limits {

// Notes the process's limits, raises RLIMIT_NOFILE as far as it goes, and asks for no core files of Node.
void start();

constexpr int rememberedCount = 4;

// Puts the guest's limits in force for exec. `undo` when the exec failed; a hard limit stays lowered without
// privileges.
struct Handover {
  explicit Handover(int fdLimit);
  void undo();

private:
  rlimit before[rememberedCount];
};

} // namespace isthmus::limits
