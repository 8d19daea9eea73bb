// The shared table of a run's processes; see registry.h.
#include "registry.h"
#include "result.h"
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace isthmus {
namespace {

int64_t bootTime() {
  timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

// When a process began, of CLOCK_BOOTTIME, rounded down to a clock tick; -1 when there is none.
int64_t startTime(pid_t pid) {
  char path[32], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return -1;
  ssize_t length = unlessInterrupted([&] { return read(file, text, sizeof text - 1); });
  close(file);
  text[length < 0 ? 0 : length] = 0;
  // The name, in parentheses, may hold anything; the start time is the 20th field behind it (proc(5), field 22).
  const char *field = strrchr(text, ')');
  for (int i = 0; field != nullptr && i < 20; i++)
    field = strchr(field + 1, ' ');
  long long ticks;
  if (field == nullptr || sscanf(field, "%lld", &ticks) != 1)
    return -1;
  return ticks * (1000000000 / sysconf(_SC_CLK_TCK));
}

bool isGone(pid_t pid) { return ::kill(pid, 0) != 0 && errno == ESRCH; }

} // namespace

int Registry::create(int wanted) {
  void *memory = mmap(nullptr, wanted * sizeof(Slot), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return -errno;
  slots = static_cast<Slot *>(memory);
  capacity = wanted;
  int index = reserve();
  fill(index, getpid(), getpid());
  return 0;
}

int Registry::reserveFree() {
  for (int i = 0; i < capacity; i++) {
    pid_t free = 0;
    if (slots[i].pid.load() == 0 && slots[i].pid.compare_exchange_strong(free, -getpid())) {
      slots[i].executed = false;
      return i;
    }
  }
  return -EAGAIN;
}

int Registry::reserve() {
  int index = reserveFree();
  if (index >= 0)
    return index;
  prune();
  return reserveFree();
}

void Registry::fill(int index, pid_t parent, pid_t pid) {
  Slot &slot = slots[index];
  slot.stamp = bootTime();
  // Parent and child both do this; when the other one was first, or the child is gone already, there's nothing to do.
  pid_t reserved = -parent;
  slot.pid.compare_exchange_strong(reserved, pid);
}

void Registry::vacate(int index) { slots[index].pid = 0; }

void Registry::remove(pid_t pid) {
  for (int i = 0; i < capacity; i++) {
    pid_t expected = pid;
    if (slots[i].pid.compare_exchange_strong(expected, 0))
      return;
  }
}

void Registry::prune() {
  for (int i = 0; i < capacity; i++) {
    pid_t pid = slots[i].pid.load();
    if (pid == 0 || (pid == -getpid()))
      continue;
    bool gone = pid < 0 ? isGone(-pid) : startTime(pid) < 0 || startTime(pid) > slots[i].stamp;
    if (gone)
      slots[i].pid.compare_exchange_strong(pid, 0);
  }
}

bool Registry::contains(pid_t pid) const {
  for (int i = 0; i < capacity; i++)
    if (slots[i].pid == pid) {
      int64_t began = startTime(pid);
      return began >= 0 && began <= slots[i].stamp;
    }
  return false;
}

void Registry::markExecuted(pid_t pid) {
  for (int i = 0; i < capacity; i++)
    if (slots[i].pid == pid)
      slots[i].executed = true;
}

bool Registry::hasExecuted(pid_t pid) const {
  for (int i = 0; i < capacity; i++)
    if (slots[i].pid == pid)
      return slots[i].executed;
  return false;
}

std::vector<pid_t> Registry::all() const {
  std::vector<pid_t> pids;
  for (int i = 0; i < capacity; i++) {
    pid_t pid = slots[i].pid;
    if (pid > 0 && contains(pid))
      pids.push_back(pid);
  }
  return pids;
}

} // namespace isthmus
