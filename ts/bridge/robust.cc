// The kernel's robust list of a thread, with nodes in the bridge's own memory; see robust.h.
#include "robust.h"
#include "result.h"
#include "run.h"
#include <atomic>
#include <climits>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {
namespace {

// As the kernel has it. Off the list a node is all zeros, on it never.
struct Node {
  Node *next;
};

uint32_t pageSize() {
  static const auto size = static_cast<uint32_t>(sysconf(_SC_PAGESIZE));
  return size;
}

// Counts forks: in a child the list is empty, and the locks stay the parent's.
int forks = 0;
thread_local RobustList *ofThread = nullptr;

// The kernel looks at the list whenever the thread may end, also between two stores.
void settle() { std::atomic_signal_fence(std::memory_order_seq_cst); }

} // namespace

// A thread's list. It is never freed: the kernel may look at it as long as the thread lives.
class RobustList {
public:
  // The calling thread's; null without memory.
  static RobustList *current() {
    static const int registered = pthread_atfork(nullptr, nullptr, [] {
      forks++;
      ofThread = nullptr;
    });
    if (ofThread == nullptr && registered == 0)
      ofThread = new RobustList();
    return ofThread;
  }

  // Whether the thread belongs to a program with robust locks of its own, whose list has to come back.
  bool isGuestOfThread() const { return !run::isStarted(); }

  bool add(Node *node) {
    bool isNew = node->next == nullptr;
    if (isNew) {
      node->next = head.next;
      settle();
      head.next = node;
    }
    settle();
    pending = node;
    enforce();
    return isNew;
  }

  bool remove(Node *node) {
    bool isListed = node->next != nullptr;
    if (isListed) {
      Node *before = &head;
      while (before->next != node)
        before = before->next;
      before->next = node->next;
      settle();
      node->next = nullptr;
    }
    if (pending == node)
      pending = nullptr;
    if (isGuestOfThread() && head.next == &head && pending == nullptr)
      giveBack();
    return isListed;
  }

  const pid_t thread = static_cast<pid_t>(syscall(SYS_gettid));

private:
  RobustList() { syscall(SYS_get_robust_list, 0, &former, &formerLength); }

  void enforce() {
    if (!inForce)
      inForce = syscall(SYS_set_robust_list, &head, kernelLength) == 0;
  }
  void giveBack() {
    if (inForce)
      inForce = syscall(SYS_set_robust_list, former, formerLength) != 0;
  }

  // struct robust_list_head, as the kernel has it.
  Node head = {&head};
  long distance = static_cast<long>(pageSize());
  Node *pending = nullptr;

  static constexpr size_t kernelLength = 3 * sizeof(void *);
  void *former = nullptr;
  size_t formerLength = kernelLength;
  bool inForce = false;
};

namespace {

// Calls `visit` with every node of a page that is on the list, and the address of its word.
template <typename Visit> void eachListed(char *nodes, Visit visit) {
  for (uint32_t offset = 0; offset < pageSize(); offset += sizeof(Node)) {
    auto *node = reinterpret_cast<Node *>(nodes + offset);
    if (node->next != nullptr)
      visit(node, nodes + pageSize() + offset);
  }
}

bool isHeldBy(pid_t thread, const char *word) {
  uint32_t value;
  return copyOrFault(&value, word, sizeof value) == 0 && (value & FUTEX_TID_MASK) == static_cast<uint32_t>(thread);
}

// A dead owner's word, as far as others see it. The kernel makes the store, since the page may be gone; all who wait
// are woken, and so the mark that some wait may be lost.
void markDead(char *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_OP, INT_MAX, 0, word,
          FUTEX_OP(FUTEX_OP_SET | FUTEX_OP_OPARG_SHIFT, 30, FUTEX_OP_CMP_EQ, 0));
}

void unmap(char *nodes) { munmap(nodes, 2 * pageSize()); }

// Unused pages that are kept, since the same locks are likely to be taken again.
constexpr size_t keptPages = 64;
// More words than this the kernel doesn't look at (ROBUST_LIST_LIMIT), so more pages would be of no use either.
constexpr size_t mostPages = 2048;

} // namespace

void Robust::afterFork() {
  generation = forks;
  list = nullptr;
  for (auto &[number, page] : pages)
    unmap(page.nodes);
  for (const Page &page : orphans)
    unmap(page.nodes);
  pages.clear();
  orphans.clear();
}

void Robust::dropUnused() {
  for (auto page = pages.begin(); page != pages.end();) {
    if (page->second.listed == 0) {
      unmap(page->second.nodes);
      page = pages.erase(page);
    } else {
      ++page;
    }
  }
}

int64_t Robust::pageOf(const Memory &memory, uint32_t number, Page **into) {
  if (auto known = pages.find(number); known != pages.end()) {
    *into = &known->second;
    return 0;
  }
  if (pages.size() >= keptPages)
    dropUnused();
  if (pages.size() + orphans.size() >= mostPages)
    return -ENOMEM;
  uint32_t size = pageSize();
  void *nodes = mmap(nullptr, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (nodes == MAP_FAILED)
    return -errno;
  char *shared = static_cast<char *>(nodes) + size;
  // An old size of zero maps the pages a second time; the kernel refuses that for private ones.
  if (mremap(memory.at(number * size, size), 0, size, MREMAP_MAYMOVE | MREMAP_FIXED, shared) == MAP_FAILED) {
    int error = errno;
    unmap(static_cast<char *>(nodes));
    return -error;
  }
  *into = &pages.insert({number, {static_cast<char *>(nodes), 0}}).first->second;
  return 0;
}

int64_t Robust::watch(const Memory &memory, uint32_t word) {
  if (word % sizeof(Node) != 0)
    return -EINVAL;
  if (generation != forks)
    afterFork();
  if (list == nullptr && (list = RobustList::current()) == nullptr)
    return -ENOMEM;
  Page *page;
  if (int64_t error = pageOf(memory, word / pageSize(), &page))
    return error;
  page->listed += list->add(reinterpret_cast<Node *>(page->nodes + word % pageSize()));
  return list->isGuestOfThread();
}

void Robust::unwatch(uint32_t word) {
  auto page = generation == forks && word % sizeof(Node) == 0 ? pages.find(word / pageSize()) : pages.end();
  if (page != pages.end())
    page->second.listed -= list->remove(reinterpret_cast<Node *>(page->second.nodes + word % pageSize()));
}

void Robust::forget(uint32_t pointer, uint64_t length) {
  if (pages.empty())
    return;
  if (generation != forks)
    return afterFork();
  sweepOrphans();
  auto page = pages.lower_bound(pointer / pageSize());
  while (page != pages.end() && uint64_t(page->first) * pageSize() < pointer + length) {
    if (page->second.listed == 0)
      unmap(page->second.nodes);
    else
      orphans.push_back(page->second);
    page = pages.erase(page);
  }
}

void Robust::sweepOrphans() {
  for (size_t i = orphans.size(); i-- > 0;) {
    Page &page = orphans[i];
    eachListed(page.nodes, [&](Node *node, char *word) {
      if (!isHeldBy(list->thread, word))
        page.listed -= list->remove(node);
    });
    if (page.listed == 0) {
      unmap(page.nodes);
      orphans.erase(orphans.begin() + static_cast<long>(i));
    }
  }
}

void Robust::release() {
  if (generation != forks)
    return afterFork();
  for (auto &[number, page] : pages)
    orphans.push_back(page);
  pages.clear();
  for (const Page &page : orphans) {
    eachListed(page.nodes, [&](Node *node, char *word) {
      if (isHeldBy(list->thread, word))
        markDead(word);
      list->remove(node);
    });
    unmap(page.nodes);
  }
  orphans.clear();
}

} // namespace isthmus
