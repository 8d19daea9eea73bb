// Memory where long System V messages meet their types, kept from one message to the next. calls_queue.cc says why.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace isthmus {

class MessageBuffer {
public:
  // The kernel's limit for one message, unless the administrator has changed it.
  static constexpr size_t usual = 8192;

  MessageBuffer() {}
  MessageBuffer(const MessageBuffer &) = delete;
  MessageBuffer &operator=(const MessageBuffer &) = delete;
  ~MessageBuffer() { free(pages); }

  // Where the kernel finds room for a type and `length` bytes of text, or null.
  long *reserve(size_t length) {
    if (length > size)
      grow(length);
    return pages == nullptr ? nullptr : reinterpret_cast<long *>(pages + offset);
  }

private:
  // The kernel's text lies 48 bytes into a page. A processor copies slowly to a place that is a little further into its
  // page than where it copies from, and ours is on neither side of that.
  static constexpr size_t page = 4096, offset = 1024 - sizeof(long);

  void grow(size_t length) {
    free(pages);
    size_t wanted = std::max(length, usual);
    pages = static_cast<char *>(aligned_alloc(page, (offset + sizeof(long) + wanted + page - 1) / page * page));
    size = pages == nullptr ? 0 : wanted;
  }

  char *pages = nullptr;
  size_t size = 0;
};

} // namespace isthmus
