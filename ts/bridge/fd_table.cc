// The guest's descriptor table; see fd_table.h for who owns what.
#include "fd_table.h"
#include "result.h"
#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace isthmus {

int closeKernel(int kernel) {
  int closed = static_cast<int>(result(::close(kernel)));
  // Linux frees the number whatever close says, and the next open takes the lowest: that one, as nothing runs between.
  if (kernel <= 2) {
    int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0 && null != kernel) {
      dup3(null, kernel, O_CLOEXEC);
      ::close(null);
    }
  }
  return closed;
}

int FdTable::badFd() { return -EBADF; }

int FdTable::setFlags(int fd, int flags) {
  if (!isOpen(fd))
    return -EBADF;
  entries[fd].flags = flags;
  return 0;
}

bool FdTable::isFull() {
  while (isOpen(lowest))
    lowest++;
  return lowest >= limit;
}

void FdTable::put(int fd, int kernel, int flags) {
  if (static_cast<size_t>(fd) >= entries.size())
    entries.resize(fd + 1);
  entries[fd] = {kernel, flags};
}

int FdTable::install(int kernel, int flags, int minimum) {
  int fd = std::max(minimum, lowest);
  while (isOpen(fd))
    fd++;
  if (minimum <= lowest)
    lowest = std::min(fd, limit);
  if (fd >= limit) {
    closeKernel(kernel);
    return -EMFILE;
  }
  put(fd, kernel, flags);
  return fd;
}

int FdTable::installAt(int fd, int kernel, int flags) {
  if (fd < 0 || fd >= limit) {
    closeKernel(kernel);
    return -EBADF;
  }
  if (isOpen(fd) && entries[fd].kernel != kernel)
    closeKernel(entries[fd].kernel);
  put(fd, kernel, flags);
  return fd;
}

int FdTable::duplicate(int fd, int flags, int minimum) {
  if (!isOpen(fd))
    return -EBADF;
  if (minimum < 0 || minimum >= limit)
    return -EINVAL;
  int copy = fcntl(entries[fd].kernel, F_DUPFD_CLOEXEC, 3);
  return copy < 0 ? -errno : install(copy, flags, minimum);
}

int FdTable::duplicateAt(int fd, int to, int flags) {
  if (!isOpen(fd) || to < 0 || to >= limit)
    return -EBADF;
  int copy = fcntl(entries[fd].kernel, F_DUPFD_CLOEXEC, 3);
  return copy < 0 ? -errno : installAt(to, copy, flags);
}

int FdTable::renumber(int from, int to) {
  if (!isOpen(from) || to < 0 || to >= limit)
    return -EBADF;
  if (from == to)
    return 0;
  Entry entry = entries[from];
  entries[from] = {};
  lowest = std::min(lowest, from);
  installAt(to, entry.kernel, entry.flags);
  return 0;
}

int FdTable::close(int fd) {
  if (!isOpen(fd))
    return -EBADF;
  int kernel = entries[fd].kernel;
  entries[fd] = {};
  lowest = std::min(lowest, fd);
  return closeKernel(kernel);
}

void FdTable::closeOnExec() {
  for (int fd : open())
    if (entries[fd].flags & cloexec)
      close(fd);
}

void FdTable::closeAll() {
  for (int fd : open())
    close(fd);
}

std::vector<int> FdTable::open() const {
  std::vector<int> numbers;
  for (int fd = 0; static_cast<size_t>(fd) < entries.size(); fd++)
    if (isOpen(fd))
      numbers.push_back(fd);
  return numbers;
}

} // namespace isthmus
