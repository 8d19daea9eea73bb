// Guest memory: where it is, and how far it reaches.
#include "memory.h"
#include "growth.h"
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace isthmus {
namespace {

// 4 GiB for a pointer and 4 GiB for a length: no range made of two 32-bit numbers leaves this.
constexpr uint64_t wholeReach = uint64_t(8) << 30;

// Whether V8 reserved the whole reach: its pages and, behind them, address space that nobody else can be given.
bool isReserved(uintptr_t begin, uint64_t size) {
  FILE *maps = fopen("/proc/self/maps", "re");
  if (maps == nullptr)
    return false;
  uintptr_t covered = begin, from, to;
  char access[5];
  unsigned long inode;
  char *line = nullptr;
  size_t capacity = 0;
  while (covered < begin + wholeReach && getline(&line, &capacity, maps) > 0) {
    if (sscanf(line, "%lx-%lx %4s %*x %*s %lu", &from, &to, access, &inode) != 4 || to <= covered)
      continue;
    bool guard = inode == 0 && access[0] == '-' && access[1] == '-';
    if (from > covered || !(guard || covered < begin + size))
      break;
    covered = to;
  }
  free(line);
  fclose(maps);
  return covered >= begin + wholeReach;
}

} // namespace

void Memory::attach(std::shared_ptr<void> newOwner, void *newBase, size_t (*newSizeOf)(const void *)) {
  fault::start();
  detach();
  owner = std::move(newOwner);
  sizeOf = newSizeOf;
  base = static_cast<char *>(newBase);
  reach = sizeOf(owner.get());
  if (isReserved(reinterpret_cast<uintptr_t>(base), reach))
    reach = wholeReach;
  growth::keep(this);
}

void Memory::detach() {
  if (!isAttached())
    return;
  growth::release(this);
  owner.reset();
  sizeOf = nullptr;
  base = nullptr;
  reach = 0;
}

void Memory::surrender() const {
  if (reach == wholeReach)
    mmap(base, size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

bool Memory::isMappable() const { return reach == wholeReach && growth::isKept(); }

// Where V8 could not reserve the whole reach (ulimit -v), memory that grows has to be asked for its size.
bool Memory::hasGrown(uint64_t end) const {
  if (sizeOf != nullptr && reach != wholeReach)
    reach = sizeOf(owner.get());
  return end <= reach;
}

int Memory::read(uint32_t pointer, void *into, size_t length) const {
  return copyOrFault(into, at(pointer, length), length);
}

int Memory::write(uint32_t pointer, const void *from, size_t length) const {
  return copyOrFault(at(pointer, length), from, length);
}

bool Memory::isReadable(uint32_t pointer, uint32_t length) const {
  char probe;
  return length == 0 || (copyOrFault(&probe, at(pointer, length), 1) == 0 &&
                         copyOrFault(&probe, at(pointer, length) + length - 1, 1) == 0);
}

int Memory::protect(uint32_t pointer, uint32_t length) const {
  char *begin = at(pointer, length);
  uint32_t page = static_cast<uint32_t>(sysconf(_SC_PAGESIZE));
  if (pointer % page != 0 || length % page != 0 || !isReadable(pointer, length))
    return -EINVAL;
  return mprotect(begin, length, PROT_NONE) == 0 ? 0 : -errno;
}

} // namespace isthmus
