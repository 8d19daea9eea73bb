// Replacing the process by a native program, execve(2), so that it fails without a trace.
#pragma once
#include "guest.h"
#include <string>
#include <vector>

namespace isthmus {

// Returns minus an errno when it failed, with everything as before.
int64_t execNative(Guest &guest, int program, const std::vector<std::string> &arguments,
                   const std::vector<std::string> &environment, int directory);

// Replaces a process that hasn't begun a run by the program that the first argument is the path of, with its
// environment and descriptors 0 to 2 as they are: minus an errno when it failed.
int64_t execHost(const std::vector<std::string> &arguments);

} // namespace isthmus
