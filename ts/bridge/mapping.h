// Ranges of a guest's linear memory as the kernel's memory maps see them. Whatever comes over a range, and however it
// fails, the range never becomes free address space, where anything else of the process could be put.
#pragma once
#include "guest.h"
#include <sys/types.h>

namespace isthmus::mapping {

constexpr uint64_t page = 4096;

constexpr uint64_t roundUp(uint64_t length) { return (length + page - 1) & ~(page - 1); }

// A range of whole pages, all of it in the guest's memory as it is now.
struct Range {
  char *address;
  size_t length;

  // The pages from `pointer` on that hold `length` bytes: 0, or -EINVAL when it isn't aligned, -ENOMEM when it is not
  // all in memory or memory can't be mapped.
  int take(const Memory &memory, uint32_t pointer, uint64_t length);
};

// Puts what mmap(2) makes over the range: 0, or minus an errno, and then all is as before.
int64_t map(const Range &range, int protection, int flags, int fd, off_t offset);
// Moves what lies elsewhere over the range: 0, or minus an errno, and then it still lies there.
int64_t place(char *from, const Range &to);
// Makes the range inaccessible, and gives back what was there.
int64_t vacate(const Range &range);

} // namespace isthmus::mapping
