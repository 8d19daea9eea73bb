// A kernel namespace for a run's IPC objects, where the process has the privilege: it ends with its last process.
#pragma once
#include <cstdint>

namespace isthmus::ipc_kernel {

// Leaves the namespace of System V objects and POSIX queues for a new one, and makes an empty file system for /dev/shm:
// a descriptor of its root, or minus an errno, with all as it was. `forNative` also puts it at /dev/shm, for this
// process and those it starts, where that can be had.
int64_t isolate(bool forNative);

} // namespace isthmus::ipc_kernel
