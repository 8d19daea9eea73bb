// V8 marks its memory MADV_DONTFORK, without which a child would crash at once; this takes the mark back, quickly.
#include "inherit.h"
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <vector>

namespace isthmus {
namespace {

struct Range {
  uintptr_t begin, end;
};

template <typename Visit> void eachMapping(Visit visit) {
  FILE *maps = fopen("/proc/self/maps", "re");
  char *line = nullptr;
  size_t capacity = 0;
  Range range;
  while (maps != nullptr && getline(&line, &capacity, maps) > 0)
    if (sscanf(line, "%lx-%lx", &range.begin, &range.end) == 2)
      visit(range, line);
  free(line);
  if (maps != nullptr)
    fclose(maps);
}

// False when the kernel stopped at a mapping that can't be inherited.
bool inherit(const Range &range) {
  return madvise(reinterpret_cast<void *>(range.begin), range.end - range.begin, MADV_DOFORK) == 0 || errno != EINVAL;
}

// The address space between the mappings that are the kernel's own ([vvar] and its kin), which refuse.
std::vector<Range> betweenKernelMappings() {
  std::vector<Range> ranges = {{0, 0}};
  eachMapping([&](const Range &range, const char *line) {
    if (strstr(line, " [v") == nullptr)
      return;
    ranges.back().end = range.begin;
    ranges.push_back({range.end, 0});
  });
  ranges.back().end = -uintptr_t(4096);
  return ranges;
}

} // namespace

void inheritMemory() {
  static const std::vector<Range> ranges = betweenKernelMappings();
  // The kernel takes a range with holes in it (it says ENOMEM, but does it all), so a few calls do for everything.
  bool done = true;
  for (const Range &range : ranges)
    done = (range.begin >= range.end || inherit(range)) && done;
  // Something new refuses (a device, an io_uring): then each mapping is told for itself.
  if (!done)
    eachMapping([](const Range &range, const char *) { inherit(range); });
}

} // namespace isthmus
