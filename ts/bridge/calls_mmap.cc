// Memory maps over the guest's linear memory. Which range, the guest says; that it is its own, and that nothing in it
// can be executed, is seen to here.
#include "calls.h"
#include "mapping.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace isthmus::calls {
namespace {

using mapping::Range;

constexpr int populateRead = 22, populateWrite = 23, dropLocked = 24, collapse = 25, softOffline = 101;
constexpr int guardInstall = 102, guardRemove = 103;

// Huge pages aren't here: they'd need an alignment that linear memory doesn't have.
constexpr int knownFlags = MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS | MAP_DENYWRITE | MAP_EXECUTABLE | MAP_LOCKED |
                           MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK | MAP_STACK | MAP_SYNC;

int checkProtection(int protection) {
  if (protection & PROT_EXEC)
    return -EPERM;
  return protection & ~(PROT_READ | PROT_WRITE) ? -EINVAL : 0;
}

// Whether a file's pages are plain memory: those of a device may be anything.
int checkFile(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return -errno;
  bool isZero = S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 5);
  if (S_ISREG(status.st_mode) || isZero)
    return 0;
  int access = ::fcntl(fd, F_GETFL);
  return (access & O_PATH) ? -EBADF : (access & O_ACCMODE) == O_WRONLY ? -EACCES : -ENODEV;
}

// A range that will hold something else. Page 0 stays what the host made it, so that null pointers fault.
int takeForMap(Range &range, Guest &guest, uint32_t address, uint64_t length) {
  if (length == 0)
    return -EINVAL;
  int error = range.take(guest.memory, address, length);
  if (error == 0 && address == 0)
    error = -EPERM;
  if (error == 0)
    guest.robust.forget(address, length);
  return error;
}

// The kernel's call on a range, and nothing more.
template <typename Call> int64_t onRange(const Guest &guest, uint32_t address, uint32_t length, Call call) {
  Range range;
  int error = range.take(guest.memory, address, length);
  return error != 0 ? error : result(call(range.address, range.length));
}

// What is at `from` without the range ever being free: a second view of shared pages for `length` 0, otherwise the
// pages themselves, in whose place the kernel leaves an empty map of the same kind.
void *lift(const Range &from, size_t newLength) {
  if (from.length == 0)
    return ::mremap(from.address, 0, newLength, MREMAP_MAYMOVE);
  void *lifted = ::mremap(from.address, from.length, from.length, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, nullptr);
  if (lifted == MAP_FAILED || newLength == from.length)
    return lifted;
  void *sized = ::mremap(lifted, from.length, newLength, MREMAP_MAYMOVE);
  if (sized != MAP_FAILED)
    return sized;
  int error = errno;
  mapping::place(static_cast<char *>(lifted), from);
  errno = error;
  return MAP_FAILED;
}

bool mayAdvise(int advice) {
  static constexpr int allowed[] = {
      MADV_NORMAL, MADV_RANDOM,   MADV_SEQUENTIAL, MADV_WILLNEED,   MADV_DONTNEED, MADV_FREE,
      MADV_REMOVE, MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_DONTDUMP,   MADV_DODUMP,   MADV_MERGEABLE,
      MADV_COLD,   MADV_PAGEOUT,  MADV_WIPEONFORK, MADV_KEEPONFORK, populateRead,  MADV_UNMERGEABLE,
      collapse,    populateWrite, dropLocked,      guardInstall,    guardRemove,
  };
  return std::find(std::begin(allowed), std::end(allowed), advice) != std::end(allowed);
}

} // namespace

int64_t mmap(Guest &guest, const U32 &address, const U32 &length, const I32 &protection, const I32 &flags,
             const I32 &fd, const I64 &offset) {
  Range range;
  bool anonymous = flags & MAP_ANONYMOUS;
  int file = anonymous ? -1 : guest.fds.kernel(fd);
  int error = !(flags & MAP_FIXED) || flags & ~knownFlags ? -EINVAL : checkProtection(protection);
  if (error == 0 && !anonymous)
    error = file < 0 ? file : checkFile(file);
  if (error == 0)
    error = takeForMap(range, guest, address, length);
  return error != 0 ? error : mapping::map(range, protection, flags, file, offset);
}

int64_t munmap(Guest &guest, const U32 &address, const U32 &length) {
  Range range;
  int error = takeForMap(range, guest, address, length);
  return error != 0 ? error : mapping::vacate(range);
}

int64_t mremap(Guest &guest, const U32 &oldAddress, const U32 &oldLength, const U32 &newLength, const I32 &flags,
               const U32 &newAddress) {
  constexpr int known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
  Range from, to;
  int error = flags & ~known ? -EINVAL : from.take(guest.memory, oldAddress, oldLength);
  if (error == 0)
    error = takeForMap(to, guest, newAddress, newLength);
  if (error != 0)
    return error;
  bool stays = from.address == to.address;
  bool overlaps = from.address < to.address + to.length && to.address < from.address + from.length;
  if ((overlaps && !stays) || ((flags & MREMAP_DONTUNMAP) && (stays || from.length != to.length)))
    return -EINVAL;
  guest.robust.forget(oldAddress, from.length);
  if (stays && to.length <= from.length)
    return mapping::vacate({to.address + to.length, from.length - to.length});
  // A shrinking map gives up its end first, as in the kernel.
  if (from.length > to.length) {
    if (int64_t failed = mapping::vacate({from.address + to.length, from.length - to.length}))
      return failed;
    from.length = to.length;
  }
  void *lifted = lift(from, to.length);
  if (lifted == MAP_FAILED)
    return -errno;
  if (int64_t failed = mapping::place(static_cast<char *>(lifted), to)) {
    ::munmap(lifted, to.length);
    return failed;
  }
  if (!stays && from.length != 0 && !(flags & MREMAP_DONTUNMAP))
    mapping::vacate(from);
  return 0;
}

int64_t mprotect(Guest &guest, const U32 &address, const U32 &length, const I32 &protection) {
  if (int error = checkProtection(protection))
    return error;
  return onRange(guest, address, length,
                 [&](void *pages, size_t bytes) { return ::mprotect(pages, bytes, protection); });
}

int64_t msync(Guest &guest, const U32 &address, const U32 &length, const I32 &flags) {
  return onRange(guest, address, length, [&](void *pages, size_t bytes) { return ::msync(pages, bytes, flags); });
}

int64_t madvise(Guest &guest, const U32 &address, const U32 &length, const I32 &advice) {
  // Whether a child has a map is its C core's business: to the kernel, linear memory has no holes. And a guest, were it
  // root's, may not take pages of the machine out of service.
  if (!mayAdvise(advice))
    return advice == MADV_HWPOISON || advice == softOffline ? -EPERM : -EINVAL;
  return onRange(guest, address, length, [&](void *pages, size_t bytes) { return ::madvise(pages, bytes, advice); });
}

int64_t mlock2(Guest &guest, const U32 &address, const U32 &length, const I32 &flags) {
  return onRange(guest, address, length,
                 [&](void *pages, size_t bytes) { return syscall(SYS_mlock2, pages, bytes, flags.value); });
}

int64_t munlock(Guest &guest, const U32 &address, const U32 &length) {
  return onRange(guest, address, length, [](void *pages, size_t bytes) { return ::munlock(pages, bytes); });
}

int64_t mincore(Guest &guest, const U32 &address, const Out &vector) {
  Range range;
  int error = range.take(guest.memory, address, vector.length * mapping::page);
  if (error != 0)
    return error;
  return result(::mincore(range.address, range.length, reinterpret_cast<unsigned char *>(vector.address)));
}

int64_t memfd_create(Guest &guest, const In &name, const U32 &flags) {
  char text[250];
  if (name.length >= sizeof text)
    return -EINVAL;
  if (int error = copyOrFault(text, name.address, name.length))
    return error;
  text[name.length] = '\0';
  return guest.give(result(::memfd_create(text, flags | MFD_CLOEXEC)), flags & MFD_CLOEXEC ? FdTable::cloexec : 0);
}

int64_t shmat(Guest &guest, const I32 &id, const U32 &address, const U32 &length, const I32 &flags) {
  Range range;
  int error = flags & SHM_EXEC ? -EPERM : flags & ~(SHM_RDONLY | SHM_REMAP | SHM_RND) ? -EINVAL : 0;
  if (error == 0)
    error = takeForMap(range, guest, address, length);
  if (error == 0)
    error = guest.ipc.check(Ipc::Kind::memory, id);
  shmid_ds status;
  if (error == 0)
    error = static_cast<int>(result(shmctl(id, IPC_STAT, &status)));
  if (error != 0)
    return error;
  if (mapping::roundUp(status.shm_segsz) != range.length)
    return -EINVAL;
  void *attached = ::shmat(id, nullptr, flags & SHM_RDONLY);
  if (attached == reinterpret_cast<void *>(-1))
    return -errno;
  int64_t failed = mapping::place(static_cast<char *>(attached), range);
  // Whatever is left there: all when that failed, and what is too much when the id means another segment by now.
  shmdt(attached);
  return failed;
}

} // namespace isthmus::calls
