// Binding a Unix socket to a path that may make a name beneath one directory only.
#pragma once
#include <cstdint>

namespace isthmus {

// bind(2), from the directory `cwd` on, where only beneath the directory `parent` a socket can be made: 0, or minus an
// errno; -ENOSYS where the kernel has no way to see to that.
int64_t bindBeneath(int kernel, const char *path, int parent, int cwd);

} // namespace isthmus
