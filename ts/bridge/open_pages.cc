// Pages that are accessible for a moment; see open_pages.h. Runs in signal handlers, so it uses system calls alone.
#include "open_pages.h"
#include "result.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus::open_pages {
namespace {

constexpr int capacity = 16;
constexpr uintptr_t pageMask = 4095;

// More bytes than any instruction stores.
constexpr size_t longest = 16;

struct Page {
  uintptr_t address;
  int protection;
  // Where the page itself waits while a copy stands in for it; 0 when it could be opened.
  uintptr_t aside;
  // Of a store: where, how many bytes may be of it, and what is there otherwise.
  uintptr_t store;
  size_t length;
  char before[longest], after[longest];
};
// Those that are open, and those that were last.
Page pages[capacity], closed[capacity];
int count = 0;
unsigned closedCount = 0;

// Reads /proc/self/maps byte by byte.
class Maps {
public:
  Maps() : file(static_cast<int>(systemCall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC))) {}
  ~Maps() {
    if (file >= 0)
      systemCall(SYS_close, file);
  }

  // The protection of an address's mapping, or -1.
  int protectionOf(uintptr_t address) {
    for (int byte = next(); byte >= 0; byte = next()) {
      uintptr_t begin = number(byte, '-'), end = number(next(), ' ');
      int protection = 0;
      for (int flag : {PROT_READ, PROT_WRITE, PROT_EXEC})
        protection |= next() != '-' ? flag : 0;
      if (begin <= address && address < end)
        return protection;
      while (byte >= 0 && byte != '\n')
        byte = next();
    }
    return -1;
  }

private:
  int next() {
    if (at == length) {
      length = file < 0 ? 0 : systemCall(SYS_read, file, buffer, sizeof buffer);
      at = 0;
    }
    return at < length ? static_cast<unsigned char>(buffer[at++]) : -1;
  }

  // A hexadecimal number, of which the first digit has been read.
  uintptr_t number(int byte, int end) {
    uintptr_t value = 0;
    for (; byte >= 0 && byte != end; byte = next())
      value = value * 16 + static_cast<uintptr_t>(byte <= '9' ? byte - '0' : byte - 'a' + 10);
    return value;
  }

  int file;
  char buffer[1024];
  int64_t at = 0, length = 0;
};

constexpr size_t pageSize = pageMask + 1;

int64_t protect(uintptr_t page, int protection) { return systemCall(SYS_mprotect, page, pageSize, protection); }

int64_t mapAnonymous(uintptr_t page, int protection, int flags) {
  return systemCall(SYS_mmap, page, pageSize, protection, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

int64_t move(uintptr_t from, uintptr_t to) {
  return systemCall(SYS_mremap, from, pageSize, pageSize, MREMAP_MAYMOVE | MREMAP_FIXED, to);
}

// For a page that can't be writable, that of a file or segment which is open for reading only: a copy takes its place.
// Returns where the page is, or 0.
uintptr_t replace(uintptr_t page, int protection) {
  int64_t place = mapAnonymous(0, PROT_NONE, 0);
  if (place < 0)
    return 0;
  auto aside = static_cast<uintptr_t>(place);
  if (move(page, aside) < 0) {
    systemCall(SYS_munmap, aside, pageSize);
    return 0;
  }
  if (mapAnonymous(page, PROT_READ | PROT_WRITE, MAP_FIXED) < 0) {
    move(aside, page);
    return 0;
  }
  if (protection & PROT_READ)
    memcpy(reinterpret_cast<char *>(page), reinterpret_cast<const char *>(aside), pageSize);
  return aside;
}

} // namespace

bool open(uintptr_t address, bool forWriting) {
  uintptr_t page = address & ~pageMask;
  int protection = count < capacity ? Maps().protectionOf(page) : -1;
  // Code is none of a guest's, and what is accessible already has failed for another reason.
  if (protection < 0 || (protection & PROT_EXEC) || protection == (PROT_READ | PROT_WRITE))
    return false;
  uintptr_t aside = 0;
  if (protect(page, PROT_READ | PROT_WRITE) != 0 && (aside = replace(page, protection)) == 0)
    return false;
  Page &opened = pages[count++];
  opened = {page, protection, aside, forWriting ? address : 0, std::min(longest, page + pageSize - address), {}, {}};
  memcpy(opened.before, reinterpret_cast<char *>(address), opened.length);
  return true;
}

void restore(uintptr_t end) {
  while (count > 0) {
    Page &page = pages[--count];
    if (page.store != 0) {
      auto *stored = reinterpret_cast<char *>(page.store);
      memcpy(page.after, stored, page.length);
      memcpy(stored, page.before, page.length);
      closed[closedCount++ % capacity] = page;
    }
    if (page.aside != 0)
      move(page.aside, page.address);
    else
      protect(page.address, page.protection);
    if (page.address >= end)
      systemCall(SYS_madvise, page.address, pageSize, MADV_DONTNEED);
  }
}

void repeat(uintptr_t address) {
  for (Page &page : closed)
    if (page.store == address) {
      for (size_t i = 0; i < page.length; i++)
        if (page.after[i] != page.before[i])
          reinterpret_cast<char *>(address)[i] = page.after[i];
      page.store = 0;
    }
}

} // namespace isthmus::open_pages
