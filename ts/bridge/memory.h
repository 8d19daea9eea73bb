// A guest's linear memory as the kernel sees it. Pointers are the guest's, 32 bits wide, and never trusted.
// Every address that leaves here lies in the guest's own reservation, or nowhere: the kernel answers EFAULT for both.
#pragma once
#include "faults.h"
#include <cstddef>
#include <cstdint>
#include <memory>

namespace isthmus {

class Memory {
public:
  Memory() = default;
  Memory(const Memory &) = delete;
  Memory &operator=(const Memory &) = delete;
  ~Memory() { detach(); }

  // Takes the memory that begins at `base`; `owner` keeps its reservation, and `sizeOf` tells how many bytes it has
  // now.
  void attach(std::shared_ptr<void> owner, void *base, size_t (*sizeOf)(const void *owner));
  bool isAttached() const { return base != nullptr; }
  void detach();
  // Makes everything inaccessible and gives back what was mapped: no instance may use this memory any more.
  void surrender() const;

  // How many bytes there are now.
  uint64_t size() const { return sizeOf == nullptr ? 0 : sizeOf(owner.get()); }
  // Whether pages may be mapped and protected: V8 grows this memory in its place, and leaves them alone then.
  bool isMappable() const;

  // The address of a guest range, for the kernel. Null stays null, so that the kernel judges it as it does a program's.
  char *kernel(uint32_t pointer, uint64_t length) const { return pointer == 0 ? nullptr : at(pointer, length); }
  // The same where address 0 is memory like any other, as it is to WebAssembly.
  char *at(uint32_t pointer, uint64_t length) const {
    return pointer + length <= reach || hasGrown(pointer + length) ? base + pointer : nowhere();
  }

  // The guest's pointer to what the kernel has an address of; 0 for what lies elsewhere.
  int64_t toGuest(const void *address) const {
    int64_t distance = static_cast<const char *>(address) - base;
    return distance >= 0 && distance <= INT64_C(0xffffffff) ? distance : 0;
  }

  // Copies between guest memory and the bridge's own: 0, or -EFAULT where pages are missing or protected.
  int read(uint32_t pointer, void *into, size_t length) const;
  int write(uint32_t pointer, const void *from, size_t length) const;
  template <typename T> int load(uint32_t pointer, T *into) const { return read(pointer, into, sizeof(T)); }
  // Whether both ends of a range can be read: what a wild length fails, before anything is made for it.
  bool isReadable(uint32_t pointer, uint32_t length) const;
  template <typename T> int store(uint32_t pointer, const T &value) const { return write(pointer, &value, sizeof(T)); }

  // Makes the whole pages of a range inaccessible: 0, or minus an errno.
  int protect(uint32_t pointer, uint32_t length) const;

private:
  // In the kernel's half of the address space: never ours, whatever length is added.
  static char *nowhere() { return reinterpret_cast<char *>(-uintptr_t(1 << 20)); }

  bool hasGrown(uint64_t end) const;

  std::shared_ptr<void> owner;
  size_t (*sizeOf)(const void *owner) = nullptr;
  char *base = nullptr;
  // Ranges that end here or before are in the reservation.
  mutable uint64_t reach = 0;
};

} // namespace isthmus
