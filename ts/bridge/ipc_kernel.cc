// unshare(2) and a detached tmpfs; see ipc_kernel.h.
#include "ipc_kernel.h"
#include "result.h"
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus::ipc_kernel {
namespace {

// As linux/mount.h has them; sys/mount.h of older C libraries lacks them.
constexpr unsigned closeOnExec = 1, setString = 1, createNew = 6, noSetUserId = 2, noDevices = 4, fromEmptyPath = 4;

// A tmpfs that is mounted nowhere: a descriptor of its root, or minus an errno.
int64_t makeFileSystem() {
  int64_t context = result(syscall(SYS_fsopen, "tmpfs", closeOnExec));
  if (context < 0)
    return context;
  int file = static_cast<int>(context);
  int64_t root = result(syscall(SYS_fsconfig, file, setString, "mode", "1777", 0));
  if (root >= 0)
    root = result(syscall(SYS_fsconfig, file, createNew, nullptr, nullptr, 0));
  if (root >= 0)
    root = result(syscall(SYS_fsmount, file, closeOnExec, noSetUserId | noDevices));
  close(file);
  return root;
}

// What the host mounts later still appears here; what is mounted here doesn't appear there.
void mountHere(int root) {
  if (unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0)
    syscall(SYS_move_mount, root, "", AT_FDCWD, "/dev/shm", fromEmptyPath);
}

} // namespace

int64_t isolate(bool forNative) {
  int64_t root = makeFileSystem();
  if (root < 0)
    return root;
  if (unshare(CLONE_NEWIPC) != 0) {
    int error = errno;
    close(static_cast<int>(root));
    return -error;
  }
  if (forNative)
    mountHere(static_cast<int>(root));
  return root;
}

} // namespace isthmus::ipc_kernel
