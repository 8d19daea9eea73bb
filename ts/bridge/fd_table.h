// A guest's descriptor table: its numbers, the kernel descriptors behind them (always close-on-exec), and their flags.
// Owns the kernel descriptors it holds. POSIX's rule: the lowest free number is next.
#pragma once
#include <cstddef>
#include <vector>

namespace isthmus {

class FdTable {
public:
  // As FdFlags in bridge.ts.
  static constexpr int cloexec = 1, readOnly = 2;

  explicit FdTable(int limit) : limit(limit), ceiling(limit) {}
  FdTable(const FdTable &) = delete;
  FdTable &operator=(const FdTable &) = delete;
  ~FdTable() { closeAll(); }

  // The kernel's descriptor, or -EBADF.
  int kernel(int fd) const { return isOpen(fd) ? entries[fd].kernel : badFd(); }
  int flags(int fd) const { return isOpen(fd) ? entries[fd].flags : badFd(); }
  int setFlags(int fd, int flags);
  // Whether no number is free: for calls that must not begin then.
  bool isFull();

  // Takes over a kernel descriptor at the lowest free number from `minimum` on. When the table is full, closes it:
  // -EMFILE.
  int install(int kernel, int flags, int minimum = 0);
  // Takes it over at exactly `fd`, closing what is there; when `fd` is out of range, closes the new one: -EBADF.
  int installAt(int fd, int kernel, int flags);
  // Duplicates to the lowest number from `minimum` on, as fcntl's F_DUPFD.
  int duplicate(int fd, int flags, int minimum);
  int duplicateAt(int fd, int to, int flags);
  int renumber(int from, int to);
  // Always frees the number; the result is the kernel's.
  int close(int fd);
  void closeOnExec();
  void closeAll();
  std::vector<int> open() const;

  // RLIMIT_NOFILE: numbers from the limit on aren't given out; the ceiling is as far as it can be raised.
  int limit;
  int ceiling;

private:
  struct Entry {
    int kernel = -1;
    int flags = 0;
  };

  bool isOpen(int fd) const { return fd >= 0 && static_cast<size_t>(fd) < entries.size() && entries[fd].kernel >= 0; }
  static int badFd();
  void put(int fd, int kernel, int flags);

  std::vector<Entry> entries;
  // No number below is free.
  int lowest = 0;
};

// Closes a kernel descriptor; 0 to 2 are then held by /dev/null, so that nothing of the host's is taken for the
// guest's.
int closeKernel(int kernel);

} // namespace isthmus
