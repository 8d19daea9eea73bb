// Robust lock words: which words of a guest's shared memory the kernel marks with FUTEX_OWNER_DIED when the thread that
// holds them ends. Taking, freeing and waiting is the guest's own work.
#pragma once
#include "memory.h"
#include <map>
#include <vector>

namespace isthmus {

class RobustList;

// The kernel walks a list of nodes, each at a fixed distance from its lock word, and what it finds there it writes to:
// so the nodes must be where no guest can reach them. Each shared page with lock words on it is mapped once more,
// behind a private page that has the nodes at the offsets of their words.
class Robust {
public:
  Robust() = default;
  Robust(const Robust &) = delete;
  ~Robust() { release(); }

  // Puts a word on the calling thread's list, as the one being worked on: 0, 1 where it has to be taken off again when
  // it is free, or minus an errno.
  int64_t watch(const Memory &memory, uint32_t word);
  // Takes it off.
  void unwatch(uint32_t word);
  // A range is about to be mapped anew: words that are held there stay on the list, but are known by no address.
  void forget(uint32_t pointer, uint64_t length);
  // The guest ends, but not the thread: does what the kernel would.
  void release();

private:
  // A private page of nodes, and behind it the shared page.
  struct Page {
    char *nodes;
    int listed;
  };

  int64_t pageOf(const Memory &memory, uint32_t number, Page **page);
  void afterFork();
  void dropUnused();
  void sweepOrphans();

  std::map<uint32_t, Page> pages;
  // Pages with held words that were unmapped or moved meanwhile.
  std::vector<Page> orphans;
  RobustList *list = nullptr;
  int generation = 0;
};

} // namespace isthmus
