// Addresses of sockets on their way to a guest: copied out as the kernel does it, Unix paths under the guest's names.
#pragma once
#include "kinds.h"
#include <sys/socket.h>

namespace isthmus {

struct SocketAddress {
  sockaddr_storage value;
  // As the kernel gave it: may exceed what the value holds of a path of full length.
  socklen_t length = sizeof(sockaddr_storage);
};

// Turns the host's path of a Unix socket into the guest's.
void renameForGuest(const Guest &guest, SocketAddress *address);

// Writes an address where a guest wants it, cut to the room there, and its whole length: 0, or minus an errno.
int giveAddress(const Guest &guest, SocketAddress *from, uint32_t address, const Struct<4> &length);

} // namespace isthmus
