// How far a guest may reach into the network, as the host shim has decided, and the addresses that it has looked at.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace isthmus {

class Network {
public:
  // Nowhere, to what a list says, or everywhere.
  enum Reach { none, some, all };

  Reach reach = none;
  // Families of netlink that it uses with the user's privileges, by bits.
  uint32_t netlinkRights = 0;

  // Takes note of an address that may be sent to; the oldest goes for it. Longer ones are looked at each time.
  void approve(const void *address, size_t length) {
    if (length == 0 || length > sizeof(Entry::bytes) || isApproved(address, length))
      return;
    Entry &entry = entries[next++ % count];
    entry.length = length;
    memcpy(entry.bytes, address, length);
  }

  bool isApproved(const void *address, size_t length) const {
    for (const Entry &entry : entries)
      if (entry.length == length && memcmp(entry.bytes, address, length) == 0)
        return true;
    return false;
  }

  // Bytes of the longest address that is kept: struct sockaddr_in6's.
  static constexpr size_t longest = 28;

private:
  struct Entry {
    size_t length = 0;
    char bytes[longest];
  };
  static constexpr size_t count = 8;
  Entry entries[count];
  size_t next = 0;
};

} // namespace isthmus
