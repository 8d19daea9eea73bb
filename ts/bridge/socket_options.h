// Which options of sockets are for guests: those whose values are plain, without pointers, programs or descriptors.
#pragma once
#include <cstddef>
#include <cstdint>

namespace isthmus::options {

// Whether an option with a value of so many bytes is one for a guest: 0, or minus an errno.
int64_t check(int kernel, int level, int name, size_t length);

// Whether setting an option lifts limits of users, passes the rules of a firewall, or leads to other places than the
// addresses that are looked at: for root, but not for a guest of root's. `reachesAll`: there is nothing to lead past.
bool isPrivileged(int level, int name, const char *value, size_t length, bool reachesAll);

// Lowers the counts of entries that a value to be filled by the kernel asks for to what it has room for: the kernel
// minds only the counts.
void limitCounts(int level, int name, char *value, size_t size);

// Whether setting an option joins a group, at whose address the socket then receives, which is the host's to allow.
bool joins(int level, int name);

// Whether a socket is one of IPv4 or IPv6 that has no raw packets.
bool isOfInternet(int kernel);

// isPrivileged of a control message that is to be sent.
bool isPrivilegedControl(int level, int type, bool reachesAll);

} // namespace isthmus::options
