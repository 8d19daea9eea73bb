// The run's processes, in memory that all of them share: how many there are, and which they are.
#pragma once
#include <atomic>
#include <cstdint>
#include <sys/types.h>
#include <vector>

namespace isthmus {

class Registry {
public:
  // Shared with every process forked from now on: 0, or minus an errno.
  int create(int capacity);

  // Takes a place for a child about to be forked: its index, or -EAGAIN. Then `fill` it, in parent and child, or
  // `vacate`.
  int reserve();
  void fill(int index, pid_t parent, pid_t pid);
  void vacate(int index);
  void remove(pid_t pid);

  // A pid alone might have been given to a stranger since; a stranger is younger than the entry.
  bool contains(pid_t pid) const;
  std::vector<pid_t> all() const;
  void markExecuted(pid_t pid);
  bool hasExecuted(pid_t pid) const;

private:
  // pid: 0 when free, minus the parent's while a child is being made.
  struct Slot {
    std::atomic<pid_t> pid;
    // Of CLOCK_BOOTTIME, in nanoseconds, taken just after the process began.
    std::atomic<int64_t> stamp;
    std::atomic<bool> executed;
  };

  int reserveFree();
  void prune();

  Slot *slots = nullptr;
  int capacity = 0;
};

} // namespace isthmus
