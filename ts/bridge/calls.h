// The calls of the `isthmus` module that the bridge serves, all of one shape: a guest and its wasm values in, the
// result out. The forwarded ones are made here from the table; the others are declared here, and written by hand.
#pragma once
#include "interruptible.h"
#include "kinds.h"
#include "result.h"
#include "run.h"
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {

// Kinds of results: what wasm gets, and what becomes of the kernel's answer.
namespace results {
struct i32 {
  using Wasm = int32_t;
  static int64_t keep(Guest &, int64_t value) { return value; }
};
struct i64 {
  using Wasm = int64_t;
  static int64_t keep(Guest &, int64_t value) { return value; }
};
struct fd {
  using Wasm = int32_t;
  static int64_t keep(Guest &guest, int64_t value) { return guest.give(value, 0); }
};
} // namespace results

template <typename... Kinds> struct Parameters {
  using Wasm = decltype(std::tuple_cat(std::declval<typename Kinds::Wasm>()...));
  using Handwritten = int64_t(Guest &, const Kinds &...);

  // Takes every parameter in order and hands them to `body`, unless one is refused.
  template <typename Body> static int64_t take(const Guest &guest, const WasmValue *values, Body body) {
    std::tuple<Kinds...> kinds;
    return std::apply(
        [&](auto &...kind) -> int64_t {
          int error = 0;
          (void)(((error = kind.take(guest, values)) == 0 && (values += std::tuple_size_v<typename Kinds::Wasm>)) &&
                 ...);
          return error != 0 ? error : body(kind...);
        },
        kinds);
  }
};

// What changes the whole process is refused in a program that only embeds a guest.
constexpr bool changesProcess(long number) {
  for (long one : {SYS_umask, SYS_setsid, SYS_setresgid, SYS_getitimer, SYS_setitimer})
    if (number == one)
      return true;
  return false;
}

// A call that is the system call `number` and nothing more.
template <long number, typename Result> struct Forward {
  template <typename... Kinds> static int64_t call(Guest &guest, const WasmValue *values) {
    if (changesProcess(number) && !run::isStarted())
      return -ENOSYS;
    return Parameters<Kinds...>::take(guest, values, [&](const auto &...kind) {
      long words[6] = {};
      [[maybe_unused]] long *word = words;
      ((kind.give(word), word += kind.words), ...);
      return Result::keep(guest, guestCall(number, words[0], words[1], words[2], words[3], words[4], words[5]));
    });
  }
};

// A call that is written by hand.
template <auto function> struct Handwritten {
  template <typename... Kinds> static int64_t call(Guest &guest, const WasmValue *values) {
    return Parameters<Kinds...>::take(guest, values, [&](const auto &...kind) { return function(guest, kind...); });
  }
};

namespace calls {
#define ISTHMUS_FORWARD(...)
#define ISTHMUS_BRIDGE(name, result, ...) Parameters<__VA_ARGS__>::Handwritten name;
#include "../../wasm/generated/calls.inc"
#undef ISTHMUS_FORWARD
#undef ISTHMUS_BRIDGE
} // namespace calls

} // namespace isthmus
