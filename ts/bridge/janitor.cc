// The janitor's life; see janitor.h. It begins as a copy of a Node.js process of which it keeps next to nothing, so it
// uses no heap and no more of the C library than wrappers of system calls.
#include "janitor.h"
#include "ipc_directory.h"
#include "result.h"
#include "run.h"
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace isthmus::janitor {
namespace {

constexpr int aliveNumber = 0;

// fork(2) whose child tells its parent nothing when it ends; Node's locks and handlers are no concern of it.
pid_t copyProcess() { return static_cast<pid_t>(syscall(SYS_clone, 0, nullptr, nullptr, nullptr, nullptr)); }

// Reads a file line by line.
class Lines {
public:
  explicit Lines(const char *path) : file(open(path, O_RDONLY | O_CLOEXEC)) {}
  ~Lines() { close(file); }

  const char *next() {
    for (;;) {
      if (char *end = static_cast<char *>(memchr(buffer + begin, '\n', filled - begin))) {
        *end = 0;
        const char *line = buffer + begin;
        begin = static_cast<size_t>(end - buffer) + 1;
        return line;
      }
      memmove(buffer, buffer + begin, filled - begin);
      filled -= begin;
      begin = 0;
      ssize_t length = filled < sizeof buffer ? read(file, buffer + filled, sizeof buffer - filled) : 0;
      if (length <= 0)
        return nullptr;
      filled += static_cast<size_t>(length);
    }
  }

private:
  int file;
  size_t begin = 0, filled = 0;
  char buffer[16384];
};

// Gives back the guest's memory, V8's heap and what else was mapped, so that none of it is kept from being freed:
// all but programs with their data, the heap of malloc, the stack, and the thread's own storage.
void releaseMemory() {
  uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)), own = reinterpret_cast<uintptr_t>(&errno);
  uintptr_t afterFile = 0;
  Lines maps("/proc/self/maps");
  while (const char *line = maps.next()) {
    char *at;
    uintptr_t from = strtoul(line, &at, 16), to = strtoul(at + 1, &at, 16);
    bool isShared = strlen(at) > 4 && at[4] == 's';
    const char *path = strpbrk(at, "/[");
    bool isFile = path != nullptr && !isShared;
    bool isData = from == afterFile; // behind a program's file: its variables
    bool isNeeded = (here >= from && here < to) || (own >= from && own < to);
    if (isFile || isData)
      afterFile = to;
    else if (!isNeeded)
      munmap(reinterpret_cast<void *>(from), to - from);
  }
}

// Takes another name, in place of the run's command line and environment, by which one may look for its processes.
void rename() {
  constexpr char name[] = "isthmus-janitor";
  prctl(PR_SET_NAME, name);
  Lines status("/proc/self/stat");
  const char *line = status.next(), *field = line == nullptr ? nullptr : strrchr(line, ')');
  // Where the arguments begin is field 48 of proc(5), the name in parentheses being the second.
  for (int i = 2; i < 48 && field != nullptr; i++)
    field = strchr(field + 1, ' ');
  if (field == nullptr)
    return;
  uintptr_t bounds[4];
  char *at = const_cast<char *>(field);
  for (uintptr_t &bound : bounds)
    bound = strtoul(at, &at, 10);
  for (int i = 0; i < 4; i += 2)
    if (bounds[i] != 0)
      memset(reinterpret_cast<void *>(bounds[i]), 0, bounds[i + 1] - bounds[i]);
  if (bounds[1] - bounds[0] >= sizeof name)
    memcpy(reinterpret_cast<void *>(bounds[0]), name, sizeof name);
}

[[noreturn]] void live(const char *name, uid_t owner) {
  rename();
  unlessInterrupted([] { return flock(aliveNumber, LOCK_EX); });
  close(aliveNumber);
  {
    IpcDirectory user;
    if (user.open(owner, false) == 0)
      user.remove(name);
  }
  _exit(0);
}

[[noreturn]] void begin(int alive, const char *name, uid_t owner) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  // What others wait for to be closed first.
  if (alive != aliveNumber)
    dup2(alive, aliveNumber);
  syscall(SYS_close_range, aliveNumber + 1, UINT_MAX, 0);
  setsid();
  releaseMemory();
  if (chdir("/") == 0 && copyProcess() == 0)
    live(name, owner);
  _exit(0);
}

} // namespace

int start(int directory, const char *name, uid_t owner) {
  // As init the run's first process would be the janitor's parent, and nothing outlives it anyway.
  if (run::firstProcess() == 1)
    return 0;
  // A lock belongs to an open file: the run's own would never be free for its janitor.
  int alive = static_cast<int>(ipc_directory::openIn(directory, "alive", O_RDWR));
  if (alive < 0)
    return alive;
  char kept[96];
  snprintf(kept, sizeof kept, "%s", name);
  pid_t child = copyProcess();
  if (child == 0)
    begin(alive, kept, owner);
  int error = child < 0 ? -errno : 0;
  close(alive);
  if (child > 0)
    unlessInterrupted([&] { return waitpid(child, nullptr, __WALL); });
  return error;
}

} // namespace isthmus::janitor
