// One guest: its memory, its descriptors, its IPC objects, its lock words, its timers. Its JavaScript face is
// guest_object.cc.
#pragma once
#include "fd_table.h"
#include "ipc.h"
#include "memory.h"
#include "message_buffer.h"
#include "network.h"
#include "robust.h"
#include "timers.h"
#include <string>
#include <vector>

namespace isthmus {

struct Guest {
  explicit Guest(int maxFds) : fds(maxFds) {}

  // Puts a kernel descriptor that a call made into the table: a guest descriptor, or minus an errno.
  int64_t give(int64_t kernel, int flags) { return kernel < 0 ? kernel : fds.install(static_cast<int>(kernel), flags); }

  // A directory of the host's, and how the guest calls it.
  struct Place {
    std::string host, guest;
  };

  Memory memory;
  FdTable fds;
  Ipc ipc;
  MessageBuffer messages;
  Robust robust;
  Timers timers;
  Network network;
  // Empty when every directory has the same name for both.
  std::vector<Place> places;
};

} // namespace isthmus
