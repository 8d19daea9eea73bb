// Mapping over ranges of linear memory; see mapping.h. Older kernels unmap what is under MAP_FIXED before they find out
// that the rest can't be done, so what can fail late is made elsewhere and then moved.
#include "mapping.h"
#include "result.h"
#include <sys/mman.h>

namespace isthmus::mapping {
namespace {

constexpr int inaccessible = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

// After a failure: closes the hole, if there is one.
void closeHole(const Range &range) {
  ::mmap(range.address, range.length, PROT_NONE, inaccessible | MAP_FIXED_NOREPLACE, -1, 0);
}

int64_t fixed(const Range &range, int protection, int flags) {
  if (::mmap(range.address, range.length, protection, flags | MAP_FIXED, -1, 0) != MAP_FAILED)
    return 0;
  int error = errno;
  closeHole(range);
  return -error;
}

} // namespace

int Range::take(const Memory &memory, uint32_t pointer, uint64_t wanted) {
  if (pointer % page != 0)
    return -EINVAL;
  length = roundUp(wanted);
  if (pointer + uint64_t(length) > memory.size() || !memory.isMappable())
    return -ENOMEM;
  address = memory.at(pointer, length);
  return 0;
}

int64_t map(const Range &range, int protection, int flags, int fd, off_t offset) {
  if (flags & MAP_ANONYMOUS && (flags & MAP_TYPE) == MAP_PRIVATE)
    return fixed(range, protection, flags);
  void *made = ::mmap(nullptr, range.length, protection, flags & ~MAP_FIXED, fd, offset);
  if (made == MAP_FAILED)
    return -errno;
  int64_t error = place(static_cast<char *>(made), range);
  if (error != 0)
    ::munmap(made, range.length);
  return error;
}

int64_t place(char *from, const Range &to) {
  if (::mremap(from, to.length, to.length, MREMAP_MAYMOVE | MREMAP_FIXED, to.address) != MAP_FAILED)
    return 0;
  int error = errno;
  closeHole(to);
  return -error;
}

int64_t vacate(const Range &range) { return range.length == 0 ? 0 : fixed(range, PROT_NONE, inaccessible); }

} // namespace isthmus::mapping
