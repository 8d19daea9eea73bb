// ioctl(2) of sockets: what it tells about connections, times and the machine's network interfaces.
#pragma once
#include "kinds.h"

namespace isthmus {

// A request that is none of files or terminals: zero or more, or minus an errno. Interfaces are for guests that may use
// the network; changing them is for none.
int64_t socketRequest(Guest &guest, const Fd &fd, uint32_t request, uint32_t argument);

} // namespace isthmus
