// Which IPC objects a guest may touch: all of the kernel's namespace, only those that its run opened or made there, or
// those of a virtual namespace, which has keys and names of its own (ipc_directory.h).
#pragma once
#include "ipc_table.h"
#include <cerrno>
#include <string>
#include <sys/types.h>

namespace isthmus {

class IpcLock;

class Ipc {
public:
  using Kind = IpcKind;

  Ipc() {}
  Ipc(const Ipc &) = delete;
  Ipc &operator=(const Ipc &) = delete;
  ~Ipc() { leave(); }

  // What the guest may touch, all at first; before its first call. 0, or minus an errno.

  // From now on only what the run, whose first process this is, opens or makes.
  int limit();
  // The namespace of that name, or with an empty one a namespace of the run's own, which is made when it's needed and
  // gone when its last process is. An embedded guest's is gone when it leaves it.
  int enter(const std::string &name, bool isEmbedded);
  void leave();
  // Before a process of the run adopts orphans: the janitor of the run's own namespace would be one of them, unless it
  // is there already. 0, or minus an errno.
  int settle() { return scope == Scope::virtually && isOwn && !embedded ? attach(true) : 0; }

  // Whether the guest may use the object of this id: 0, or minus an errno. A table lookup at most.
  int check(Kind kind, int id) {
    return scope == Scope::everything || table.holds(kind, id) ? 0 : checkAgain(kind, id);
  }

  // msgget(2), semget(2) or shmget(2), with a key of the guest's: an id, or minus an errno.
  int64_t get(Kind kind, int32_t key, uint64_t size, int flags);
  // mq_open(2), with flags of x86-64 Linux, and mq_unlink(2): a kernel descriptor or 0, or minus an errno.
  int64_t openQueue(const std::string &name, int flags, unsigned mode, void *attributes);
  int64_t unlinkQueue(const std::string &name);
  // The directory that is the guest's /dev/shm: a new kernel descriptor, or minus an errno. Of virtual namespaces only.
  int64_t files();

  // Whether there is a table; what follows is asked only then.
  bool isLimited() const { return scope != Scope::everything; }
  // The object at a place of the table, as the *_STAT commands count: its id, or -EINVAL.
  int idAt(Kind kind, int place) const;
  // The last place that is taken; 0 when none is.
  int highest(Kind kind);
  // The key by which the guest knows the object that has this one in the kernel.
  int32_t keyOf(Kind kind, int id, int32_t kernelKey) const;
  // IPC_RMID has been done.
  void removed(Kind kind, int id);

  // What a native program must keep open for the namespace to live on, or -1.
  int livingFile() const { return table.isMapped() ? alive : -1; }

private:
  enum class Scope { everything, listed, virtually };

  int checkAgain(Kind kind, int id);
  // Maps the table and opens the directory: 0, or minus an errno. ENOENT when it isn't there and not to be made.
  int attach(bool make);
  int64_t attachIn(class IpcDirectory &user, bool make);
  IpcLock lockObjects() const;
  int64_t makeObject(Kind kind, int32_t key, uint64_t size, int flags);

  Scope scope = Scope::everything;
  IpcTable table;
  // Of virtual namespaces: its directory's name and descriptor, and the file that is locked as long as one lives there.
  std::string directoryName;
  int directory = -1, alive = -1;
  bool isOwn = false, embedded = false;
  uid_t owner = 0;
};

} // namespace isthmus
