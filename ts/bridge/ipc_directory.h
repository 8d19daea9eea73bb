// Where virtual namespaces lie: /dev/shm/isthmus-UID, the user's own, holds a directory for each. It holds `objects`
// (the table of System V objects, whose lock is the namespace's), `queues` (a link for each POSIX queue: its name for
// the guest, and the kernel's), `files` (the guest's /dev/shm) and `alive`, locked by all who live there.
// Nothing here uses the heap, so that the janitor can.
#pragma once
#include <cstdint>
#include <sys/types.h>

namespace isthmus {

// A user's directory, locked for making and removing namespaces; gone with its last namespace.
class IpcDirectory {
public:
  // Begins the names of directories of a run's own, and of those with a name.
  static constexpr char own[] = "run-", named[] = "name-";
  // Where all users' directories lie.
  static constexpr char base[] = "/dev/shm";

  IpcDirectory() {}
  IpcDirectory(const IpcDirectory &) = delete;
  IpcDirectory &operator=(const IpcDirectory &) = delete;
  ~IpcDirectory();

  // 0, or minus an errno: ENOENT when it isn't there and not to be made, EACCES when it isn't the user's alone.
  int open(uid_t owner, bool make);
  // A namespace's directory, or minus an errno.
  int64_t find(const char *name) const;
  // Makes one; `alive` is the file that becomes its `alive`, or -1 for a new one.
  int64_t make(const char *name, int alive) const;
  // Removes one with all its objects: 0, or minus an errno; EBUSY when somebody lives there.
  int remove(const char *name) const;
  // Removes those of runs that are over.
  void sweep() const;

private:
  int file = -1;
  uid_t owner = 0;
};

// Holds the lock of a namespace, by its directory, for a moment; the kernel frees it when the process dies. A process
// that has become another user's can't have it.
class IpcLock {
public:
  explicit IpcLock(int directory);
  IpcLock(const IpcLock &) = delete;
  IpcLock &operator=(const IpcLock &) = delete;
  ~IpcLock();
  bool isHeld() const { return file >= 0; }

private:
  int file;
};

namespace ipc_directory {
// Opens in a directory, close-on-exec and without following a link: a descriptor, or minus an errno.
int64_t openIn(int directory, const char *name, int flags, mode_t mode = 0);
// The name of a queue of the guest's in the kernel: its length, or minus an errno.
constexpr int queueNameSize = 256;
int64_t queueName(int directory, const char *name, char *into);
} // namespace ipc_directory

} // namespace isthmus
