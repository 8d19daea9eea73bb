// Binding a Unix socket beneath one directory; see socket_bind.h. A socket's name is the very text that bind was given,
// by which others answer, so the kernel must resolve that text; and openat2's bounds can't be had for it. So a thread
// binds that has a working directory of its own and that Landlock keeps from making sockets anywhere else.
#include "socket_bind.h"
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

namespace isthmus {
namespace {

// As <linux/landlock.h>, which older systems don't have.
constexpr uint64_t makeSocket = 1 << 9;
constexpr int beneath = 1;
struct Ruleset {
  uint64_t handled;
};
struct __attribute__((packed)) Rule {
  uint64_t allowed;
  int32_t parent;
};

struct Task {
  int kernel, parent, cwd, ruleset;
  const char *path;
  int64_t result;
};

int64_t bindRestricted(const Task &task) {
  Rule rule = {makeSocket, task.parent};
  if (unshare(CLONE_FS) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      syscall(SYS_landlock_add_rule, task.ruleset, beneath, &rule, 0) != 0 ||
      syscall(SYS_landlock_restrict_self, task.ruleset, 0) != 0)
    return -ENOSYS;
  if (task.path[0] != '/' && fchdir(task.cwd) != 0)
    return -errno;
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  // A path of full length has no NUL after it.
  size_t length = strnlen(task.path, sizeof address.sun_path);
  memcpy(address.sun_path, task.path, length);
  size_t size = offsetof(sockaddr_un, sun_path) + (length < sizeof address.sun_path ? length + 1 : length);
  return bind(task.kernel, reinterpret_cast<sockaddr *>(&address), static_cast<socklen_t>(size)) == 0 ? 0 : -errno;
}

void *work(void *argument) {
  auto *task = static_cast<Task *>(argument);
  task->result = bindRestricted(*task);
  return nullptr;
}

} // namespace

int64_t bindBeneath(int kernel, const char *path, int parent, int cwd) {
  Ruleset wanted = {makeSocket};
  int ruleset = static_cast<int>(syscall(SYS_landlock_create_ruleset, &wanted, sizeof wanted, 0));
  if (ruleset < 0)
    return -ENOSYS;
  Task task = {kernel, parent, cwd, ruleset, path, 0};
  // Signals are the guest's thread's alone.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  int error = pthread_create(&thread, nullptr, work, &task);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error == 0)
    pthread_join(thread, nullptr);
  close(ruleset);
  return error != 0 ? -error : task.result;
}

} // namespace isthmus
