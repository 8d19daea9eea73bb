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

// The same of a control message that is to be sent.
bool isPrivilegedControl(int level, int type, bool reachesAll);

} // namespace isthmus::options
