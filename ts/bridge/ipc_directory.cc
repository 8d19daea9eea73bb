// Making, finding and removing the directories of namespaces; see ipc_directory.h.
#include "ipc_directory.h"
#include "ipc_objects.h"
#include "ipc_table.h"
#include "remove_tree.h"
#include "result.h"
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace isthmus {
namespace {

using ipc_directory::openIn;

void nameUser(uid_t owner, char (&into)[32]) { snprintf(into, sizeof into, "isthmus-%u", owner); }

int lock(int file, int operation) {
  return static_cast<int>(unlessInterrupted([&] { return flock(file, operation); }));
}

// A directory of the mode asked for, whatever the mask says.
int makeDirectory(int directory, const char *name, mode_t mode) {
  if (mkdirat(directory, name, 0700) != 0)
    return -errno;
  return fchmodat(directory, name, mode, 0) == 0 ? 0 : -errno;
}

// An empty file that is there when this returns 0.
int makeFile(int directory, const char *name, int (*fill)(int)) {
  int64_t file = openIn(directory, name, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (file < 0)
    return static_cast<int>(file);
  int error = fchmod(static_cast<int>(file), 0600) == 0 ? fill(static_cast<int>(file)) : -errno;
  close(static_cast<int>(file));
  return error;
}

int linkFile(int file, int directory, const char *name) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  return linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : -errno;
}

void removeObjects(const IpcTable &table) {
  table.each([](IpcKind kind, const IpcTable::Entry &entry) {
    if (IpcTable::isThere(kind, entry))
      ipc_objects::removeObject(kind, entry.id());
  });
}

// Only queues of our making: the links are ours, but it costs nothing to look.
void removeQueues(int directory) {
  int64_t queues = openIn(directory, "queues", O_RDONLY | O_DIRECTORY);
  if (queues < 0)
    return;
  eachName(static_cast<int>(queues), [&](const char *name) {
    char kernelName[ipc_directory::queueNameSize];
    int64_t length = result(readlinkat(static_cast<int>(queues), name, kernelName, sizeof kernelName - 1));
    kernelName[length < 0 ? 0 : length] = 0;
    if (strncmp(kernelName, "isthmus-", 8) == 0)
      syscall(SYS_mq_unlink, kernelName);
  });
  close(static_cast<int>(queues));
}

} // namespace

int IpcDirectory::open(uid_t user, bool make) {
  // A process that has become somebody else must not make it for them.
  if (geteuid() != user)
    return -EACCES;
  owner = user;
  char name[32];
  nameUser(owner, name);
  for (;;) {
    int64_t top = openIn(AT_FDCWD, base, O_PATH | O_DIRECTORY);
    if (top < 0)
      return static_cast<int>(top);
    int made = make ? makeDirectory(static_cast<int>(top), name, 0700) : -EEXIST;
    int64_t opened = made == 0 || made == -EEXIST ? openIn(static_cast<int>(top), name, O_RDONLY | O_DIRECTORY) : made;
    close(static_cast<int>(top));
    if (opened < 0)
      return opened == -ELOOP || opened == -ENOTDIR ? -EACCES : static_cast<int>(opened);
    file = static_cast<int>(opened);
    struct stat status = {};
    int error = lock(file, LOCK_EX) != 0 || fstat(file, &status) != 0 ? -errno : 0;
    if (error == 0 && (status.st_uid != owner || (status.st_mode & 077) != 0)) {
      error = -EACCES;
      // By a process that is another user now: it must not stand in the owner's way.
      if (made == 0)
        unlinkat(AT_FDCWD, (std::string(base) + "/" + name).c_str(), AT_REMOVEDIR);
    }
    if (error == 0 && status.st_nlink != 0)
      return 0;
    close(file);
    file = -1;
    if (error != 0)
      return error;
    // Removed while this waited.
  }
}

IpcDirectory::~IpcDirectory() {
  if (file < 0)
    return;
  char path[64], name[32];
  nameUser(owner, name);
  snprintf(path, sizeof path, "%s/%s", base, name);
  struct stat status, named;
  if (fstat(file, &status) == 0 && status.st_uid == owner && status.st_nlink == 2 && lstat(path, &named) == 0 &&
      named.st_ino == status.st_ino)
    rmdir(path);
  close(file);
}

int64_t IpcDirectory::find(const char *name) const {
  int64_t directory = openIn(file, name, O_RDONLY | O_DIRECTORY);
  // Made last of all: without it the directory's maker died before it was done.
  if (directory >= 0 && faccessat(static_cast<int>(directory), "alive", F_OK, 0) != 0) {
    close(static_cast<int>(directory));
    return -ENOENT;
  }
  return directory;
}

int64_t IpcDirectory::make(const char *name, int alive) const {
  remove(name);
  int error = makeDirectory(file, name, 0700);
  int64_t opened = error == 0 ? openIn(file, name, O_RDONLY | O_DIRECTORY) : error;
  if (opened < 0)
    return opened;
  int directory = static_cast<int>(opened);
  error = makeDirectory(directory, "files", 01777);
  if (error == 0)
    error = makeDirectory(directory, "queues", 0700);
  if (error == 0)
    error = makeFile(directory, "objects", IpcTable::initialize);
  if (error == 0)
    error = alive >= 0 ? linkFile(alive, directory, "alive") : makeFile(directory, "alive", [](int) { return 0; });
  if (error == 0)
    return directory;
  close(directory);
  remove(name);
  return error;
}

int IpcDirectory::remove(const char *name) const {
  int64_t opened = openIn(file, name, O_RDONLY | O_DIRECTORY);
  if (opened < 0)
    return static_cast<int>(opened);
  int directory = static_cast<int>(opened);
  int alive = static_cast<int>(openIn(directory, "alive", O_RDWR));
  bool busy = alive >= 0 && lock(alive, LOCK_EX | LOCK_NB) != 0;
  if (!busy) {
    int objects = static_cast<int>(openIn(directory, "objects", O_RDWR));
    IpcTable table;
    if (objects >= 0 && table.map(objects) == 0) {
      table.settle();
      removeObjects(table);
    }
    close(objects);
    removeQueues(directory);
    removeTree(file, name);
  }
  close(alive);
  close(directory);
  return busy ? -EBUSY : 0;
}

void IpcDirectory::sweep() const {
  eachName(file, [this](const char *name) {
    if (strncmp(name, own, sizeof own - 1) == 0)
      remove(name);
  });
}

IpcLock::IpcLock(int directory) : file(static_cast<int>(openIn(directory, "objects", O_RDWR))) {
  if (file < 0 || lock(file, LOCK_EX) == 0)
    return;
  close(file);
  file = -1;
}

IpcLock::~IpcLock() {
  if (file >= 0)
    close(file);
}

namespace ipc_directory {

int64_t openIn(int directory, const char *name, int flags, mode_t mode) {
  return result(openat(directory, name, flags | O_NOFOLLOW | O_CLOEXEC, mode));
}

int64_t queueName(int directory, const char *name, char *into) {
  char path[queueNameSize + 8];
  snprintf(path, sizeof path, "queues/%s", name);
  int64_t length = result(readlinkat(directory, path, into, queueNameSize - 1));
  into[length < 0 ? 0 : length] = 0;
  return length;
}

} // namespace ipc_directory
} // namespace isthmus
