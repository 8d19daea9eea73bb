// A process that waits until the last one of a run has ended, however it ended, and removes the run's namespace. It is
// nobody's child, in a session of its own, and holds nothing of the guest's. Should it be killed, ipc_directory's sweep
// does its work.
#pragma once
#include <sys/types.h>

namespace isthmus::janitor {

// Starts it for the namespace of that name, whose directory this is: 0, or minus an errno.
int start(int directory, const char *name, uid_t owner);

} // namespace isthmus::janitor
