// The kinds of parameters of wasm/interface.ts, as types. Each says of which wasm values it consists (`Wasm`), takes
// them with its checks (`take`: 0, or minus an errno), and gives the kernel its words (`give`, `words` of them).
// Fields are for the calls that are written by hand. Pointers are made into addresses here, and nowhere else.
#pragma once
#include "guest.h"
#include <cerrno>
#include <ctime>
#include <memory>
#include <sys/uio.h>
#include <tuple>

namespace isthmus {

// Wasm values travel as 64-bit integers: i32 sign-extended or not, since every kind cuts out what it means.
using WasmValue = int64_t;

struct I32 {
  using Wasm = std::tuple<int32_t>;
  static constexpr int words = 1;
  int32_t value;
  int take(const Guest &, const WasmValue *values) {
    value = static_cast<int32_t>(values[0]);
    return 0;
  }
  void give(long *word) const { word[0] = value; }
  operator int32_t() const { return value; }
};

struct U32 {
  using Wasm = std::tuple<uint32_t>;
  static constexpr int words = 1;
  uint32_t value;
  int take(const Guest &, const WasmValue *values) {
    value = static_cast<uint32_t>(values[0]);
    return 0;
  }
  void give(long *word) const { word[0] = value; }
  operator uint32_t() const { return value; }
};

struct I64 {
  using Wasm = std::tuple<int64_t>;
  static constexpr int words = 1;
  int64_t value;
  int take(const Guest &, const WasmValue *values) {
    value = values[0];
    return 0;
  }
  void give(long *word) const { word[0] = value; }
  operator int64_t() const { return value; }
};

struct Fd {
  using Wasm = std::tuple<int32_t>;
  static constexpr int words = 1;
  int number;
  int kernel;
  int take(const Guest &guest, const WasmValue *values) {
    number = static_cast<int32_t>(values[0]);
    kernel = guest.fds.kernel(number);
    return kernel < 0 ? kernel : 0;
  }
  void give(long *word) const { word[0] = kernel; }
};

struct FdMutate : Fd {
  int take(const Guest &guest, const WasmValue *values) {
    int error = Fd::take(guest, values);
    return error != 0 ? error : guest.fds.flags(number) & FdTable::readOnly ? -EROFS : 0;
  }
};

struct Clock : I32 {
  // The kernel's own clocks have positive numbers; the others are made of ids.
  int take(const Guest &guest, const WasmValue *values) {
    I32::take(guest, values);
    return value >= 0 ? 0 : checkMade();
  }

private:
  int checkMade();
};

struct ClockWait : Clock {
  int take(const Guest &guest, const WasmValue *values) {
    int error = Clock::take(guest, values);
    bool wakesMachine = value == CLOCK_REALTIME_ALARM || value == CLOCK_BOOTTIME_ALARM;
    return error != 0 ? error : wakesMachine ? -EPERM : 0;
  }
};

struct Timer : I32 {
  int take(const Guest &guest, const WasmValue *values) {
    I32::take(guest, values);
    return guest.timers.has(value) ? 0 : -EINVAL;
  }
};

struct Buffer {
  using Wasm = std::tuple<uint32_t, uint32_t>;
  static constexpr int words = 2;
  char *address;
  uint32_t length;
  int take(const Guest &guest, const WasmValue *values) {
    length = static_cast<uint32_t>(values[1]);
    address = guest.memory.kernel(static_cast<uint32_t>(values[0]), length);
    return 0;
  }
  void give(long *word) const {
    word[0] = reinterpret_cast<long>(address);
    word[1] = static_cast<long>(length);
  }
};
struct In : Buffer {};
struct Out : Buffer {};

// Null is for the kernel to judge, so whether a struct may be null is only the table's documentation.
template <size_t size> struct Struct {
  using Wasm = std::tuple<uint32_t>;
  static constexpr int words = 1;
  char *address;
  int take(const Guest &guest, const WasmValue *values) {
    address = guest.memory.kernel(static_cast<uint32_t>(values[0]), size);
    return 0;
  }
  void give(long *word) const { word[0] = reinterpret_cast<long>(address); }

  // For calls written by hand: a copy of the struct, or -EFAULT.
  template <typename T> int load(T *into) const {
    static_assert(sizeof(T) == size);
    return copyOrFault(into, address, size);
  }
  // Stores it; nothing when the pointer is null.
  template <typename T> int store(const T &value) const {
    static_assert(sizeof(T) == size);
    return address == nullptr ? 0 : copyOrFault(address, &value, size);
  }
};
template <size_t size, bool nullable = false> struct StructIn : Struct<size> {};
template <size_t size, bool nullable = false> struct StructOut : Struct<size> {};
template <size_t size, bool nullable = false> struct StructInOut : Struct<size> {};

// An array for the length of a call: on the stack when it is short.
template <typename Entry, size_t few> class Scratch {
public:
  Entry *reserve(size_t count) {
    if (count <= few)
      return inlined;
    allocated.reset(new Entry[count]);
    return allocated.get();
  }

private:
  Entry inlined[few];
  std::unique_ptr<Entry[]> allocated;
};

struct Iovec {
  using Wasm = std::tuple<uint32_t, uint32_t>;
  static constexpr uint32_t most = 1024;
  iovec *vector = nullptr;
  int count = 0;

  Iovec() {}
  Iovec(const Iovec &) = delete;
  int take(const Guest &guest, const WasmValue *values);

private:
  Scratch<iovec, 8> scratch;
};

struct Pollfd {
  using Wasm = std::tuple<uint32_t, uint32_t>;
  uint32_t pointer;
  uint32_t count;
  int take(const Guest &, const WasmValue *values) {
    pointer = static_cast<uint32_t>(values[0]);
    count = static_cast<uint32_t>(values[1]);
    return 0;
  }
};

} // namespace isthmus
