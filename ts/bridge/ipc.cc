// The namespace of a guest's IPC objects; see ipc.h. Objects of virtual namespaces have random keys in the kernel: what
// a process made that was killed before it could enter it in the table is found by its key, which is noted first.
#include "ipc.h"
#include "ipc_directory.h"
#include "ipc_objects.h"
#include "janitor.h"
#include "open_flags.h"
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/random.h>
#include <sys/stat.h>

namespace isthmus {
namespace {

using ipc_directory::openIn;

// A run's own file in no directory yet, locked by all of its processes: copies of the descriptor share the lock.
int64_t makeLivingFile() {
  int64_t file = result(open(IpcDirectory::base, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file >= 0) {
    fchmod(static_cast<int>(file), 0600);
    flock(static_cast<int>(file), LOCK_SH);
  }
  return file;
}

template <typename T> T randomValue() {
  T value = 0;
  while (value == 0)
    if (getrandom(&value, sizeof value, 0) < 0 && errno != EINTR)
      break;
  return value;
}

std::string randomName(const char *prefix) {
  char name[40];
  snprintf(name, sizeof name, "%s%016lx", prefix, randomValue<unsigned long>());
  return name;
}

// While it lives, this thread is the user to whom the namespace belongs: a guest run by root may be another by now, and
// the directory, or the janitor that removes it, would be that other's. Does nothing where that user is out of reach.
class AsUser {
public:
  explicit AsUser(uid_t user) : former(geteuid()) { change(user); }
  ~AsUser() { change(former); }
  AsUser(const AsUser &) = delete;
  AsUser &operator=(const AsUser &) = delete;

private:
  // Not seteuid, which asks the process's other threads too.
  static void change(uid_t user) {
    if (geteuid() != user)
      syscall(SYS_setresuid, -1, user, -1);
  }

  uid_t former;
};

template <typename Act> auto as(uid_t user, Act act) {
  AsUser asUser(user);
  return act();
}

// What mq_open(2) and mq_unlink(2) say of names that no queue can have.
int checkQueueName(const std::string &name) {
  if (name.empty())
    return -ENOENT;
  if (name == "." || name == ".." || name.find('/') != std::string::npos)
    return -EACCES;
  return name.size() > NAME_MAX ? -ENAMETOOLONG : 0;
}

int64_t openKernelQueue(const char *name, int flags, unsigned mode, void *attributes) {
  return result(syscall(SYS_mq_open, name, open_flags::toKernel(flags) | O_CLOEXEC, mode, attributes));
}

} // namespace

int Ipc::limit() {
  scope = Scope::listed;
  return table.mapAnonymous();
}

int Ipc::enter(const std::string &name, bool isEmbedded) {
  scope = Scope::virtually;
  isOwn = name.empty();
  embedded = isEmbedded;
  owner = geteuid();
  if (!isOwn) {
    directoryName = IpcDirectory::named + name;
    return attach(true);
  }
  directoryName = randomName(IpcDirectory::own);
  alive = static_cast<int>(makeLivingFile());
  return 0; // a guest that uses no IPC can do without
}

void Ipc::leave() {
  bool removes = isOwn && embedded && table.isMapped();
  table.unmap();
  for (int file : {directory, alive})
    if (file >= 0)
      close(file);
  directory = alive = -1;
  if (!removes)
    return;
  IpcDirectory user;
  if (user.open(owner, false) == 0)
    user.remove(directoryName.c_str());
}

int Ipc::attach(bool make) {
  if (table.isMapped())
    return 0;
  if (isOwn && alive < 0)
    return alive;
  AsUser asOwner(owner);
  IpcDirectory user;
  int error = user.open(owner, make);
  return error != 0 ? error : static_cast<int>(attachIn(user, make));
}

int64_t Ipc::attachIn(IpcDirectory &user, bool make) {
  const char *name = directoryName.c_str();
  int64_t opened = user.find(name);
  if (opened == -ENOENT && make) {
    user.sweep();
    opened = user.make(name, isOwn ? alive : -1);
    int error = opened < 0 || !isOwn || embedded ? 0 : janitor::start(static_cast<int>(opened), name, owner);
    if (error != 0) {
      close(static_cast<int>(opened));
      user.remove(name);
      return error;
    }
  }
  if (opened < 0)
    return opened;
  int found = static_cast<int>(opened);
  int64_t file = openIn(found, "objects", O_RDWR);
  int64_t error = file < 0 ? file : table.map(static_cast<int>(file));
  if (file >= 0)
    close(static_cast<int>(file));
  if (error == 0 && !isOwn) {
    alive = static_cast<int>(openIn(found, "alive", O_RDWR));
    error = alive < 0 ? alive : result(unlessInterrupted([&] { return flock(alive, LOCK_SH); }));
  }
  if (error != 0) {
    table.unmap();
    close(found);
    return error;
  }
  directory = found;
  return 0;
}

IpcLock Ipc::lockObjects() const {
  AsUser asOwner(owner);
  return IpcLock(directory);
}

int Ipc::checkAgain(Kind kind, int id) {
  // Another process of the run may have made the namespace.
  return scope == Scope::virtually && !table.isMapped() && attach(false) == 0 && table.holds(kind, id) ? 0 : -EINVAL;
}

int64_t Ipc::get(Kind kind, int32_t key, uint64_t size, int flags) {
  if (scope == Scope::everything)
    return ipc_objects::getObject(kind, key, size, flags);
  if (scope == Scope::listed) {
    int64_t id = ipc_objects::getObject(kind, key, size, flags);
    return id < 0 || table.insert(kind, static_cast<int>(id), key, key) != nullptr ? id : -ENOSPC;
  }
  bool creates = key == IPC_PRIVATE || (flags & IPC_CREAT) != 0;
  if (int error = attach(creates))
    return error == -ENOENT && !creates ? -ENOENT : error == -EACCES ? -EACCES : -ENOSPC;
  IpcLock lock = lockObjects();
  if (!lock.isHeld())
    return -EACCES;
  table.settle();
  table.purge(kind, false);
  if (IpcTable::Entry *entry = key == IPC_PRIVATE ? nullptr : table.findKey(kind, key)) {
    bool isNew = (flags & IPC_CREAT) != 0 && (flags & IPC_EXCL) != 0;
    int64_t id = isNew ? ipc_objects::getObject(kind, entry->kernelKey, 0, 0)
                       : ipc_objects::getObject(kind, entry->kernelKey, size, flags & ~(IPC_CREAT | IPC_EXCL));
    if (id != -ENOENT)
      return id >= 0 && isNew ? -EEXIST : id;
    table.erase(kind, entry); // removed by somebody outside
  }
  return creates ? makeObject(kind, key, size, flags) : -ENOENT;
}

int64_t Ipc::makeObject(Kind kind, int32_t key, uint64_t size, int flags) {
  for (;;) {
    int32_t kernelKey = randomValue<int32_t>();
    // Somebody else's, by chance, must not be taken for what a dead process left.
    if (ipc_objects::getObject(kind, kernelKey, 0, 0) != -ENOENT)
      continue;
    table.announce(kind, kernelKey);
    int64_t id = ipc_objects::getObject(kind, kernelKey, size, flags | IPC_CREAT | IPC_EXCL);
    if (id >= 0 && table.insert(kind, static_cast<int>(id), key, kernelKey) == nullptr) {
      ipc_objects::removeObject(kind, static_cast<int>(id));
      id = -ENOSPC;
    }
    table.settled();
    if (id != -EEXIST)
      return id;
  }
}

int64_t Ipc::openQueue(const std::string &name, int flags, unsigned mode, void *attributes) {
  if (scope != Scope::virtually)
    return openKernelQueue(name.c_str(), flags, mode, attributes);
  bool creates = (flags & O_CREAT) != 0;
  int error = checkQueueName(name);
  if (error == 0)
    error = attach(creates);
  if (error != 0)
    return error;
  char kernelName[ipc_directory::queueNameSize];
  if (!creates) {
    int64_t found = as(owner, [&] { return ipc_directory::queueName(directory, name.c_str(), kernelName); });
    return found < 0 ? found : openKernelQueue(kernelName, flags, mode, attributes);
  }
  IpcLock lock = lockObjects();
  if (!lock.isHeld())
    return -EACCES;
  std::string link = "queues/" + name;
  bool isNew = as(owner, [&] { return ipc_directory::queueName(directory, name.c_str(), kernelName); }) < 0;
  if (isNew) {
    // The kernel's name tells the guest's where there is room for it.
    int length = snprintf(kernelName, sizeof kernelName, "isthmus-%016lx=%s", table.identity(), name.c_str());
    if (length >= ipc_directory::queueNameSize)
      snprintf(kernelName, sizeof kernelName, "isthmus-%016lx-%016lx", table.identity(), randomValue<unsigned long>());
    if (int64_t made = as(owner, [&] { return result(symlinkat(kernelName, directory, link.c_str())); }); made < 0)
      return made;
  }
  int64_t queue = openKernelQueue(kernelName, flags, mode, attributes);
  if (queue < 0 && isNew)
    as(owner, [&] { return unlinkat(directory, link.c_str(), 0); });
  return queue;
}

int64_t Ipc::unlinkQueue(const std::string &name) {
  if (scope != Scope::virtually)
    return result(syscall(SYS_mq_unlink, name.c_str()));
  int error = checkQueueName(name);
  if (error == 0)
    error = attach(false);
  if (error != 0)
    return error;
  IpcLock lock = lockObjects();
  if (!lock.isHeld())
    return -EACCES;
  char kernelName[ipc_directory::queueNameSize];
  int64_t found = as(owner, [&] { return ipc_directory::queueName(directory, name.c_str(), kernelName); });
  int64_t removed = found < 0 ? found : result(syscall(SYS_mq_unlink, kernelName));
  if (found >= 0 && (removed == 0 || removed == -ENOENT))
    as(owner, [&] { return unlinkat(directory, ("queues/" + name).c_str(), 0); });
  return removed;
}

int64_t Ipc::files() {
  if (scope != Scope::virtually)
    return -ENOENT;
  int error = attach(true);
  return error != 0 ? error : as(owner, [&] { return openIn(directory, "files", O_PATH | O_DIRECTORY); });
}

int Ipc::idAt(Kind kind, int place) const {
  int id = table.isMapped() ? table.idAt(kind, place) : -1;
  return id < 0 ? -EINVAL : id;
}

int Ipc::highest(Kind kind) {
  if (scope == Scope::virtually && attach(false) == 0) {
    if (IpcLock lock = lockObjects(); lock.isHeld())
      table.purge(kind, true);
  }
  return table.isMapped() ? table.highest(kind) : 0;
}

int32_t Ipc::keyOf(Kind kind, int id, int32_t kernelKey) const {
  const IpcTable::Entry *entry = scope == Scope::virtually && table.isMapped() ? table.find(kind, id) : nullptr;
  return entry == nullptr ? kernelKey : entry->destroyed ? IPC_PRIVATE : entry->key;
}

void Ipc::removed(Kind kind, int id) {
  if (scope == Scope::listed) {
    if (IpcTable::Entry *entry = table.find(kind, id); entry != nullptr && !IpcTable::isThere(kind, *entry))
      table.erase(kind, entry);
  }
  if (scope != Scope::virtually)
    return;
  IpcLock lock = lockObjects();
  IpcTable::Entry *entry = lock.isHeld() ? table.find(kind, id) : nullptr;
  if (entry != nullptr && IpcTable::isThere(kind, *entry))
    table.markDestroyed(kind, entry);
  else if (entry != nullptr)
    table.erase(kind, entry);
}

} // namespace isthmus
