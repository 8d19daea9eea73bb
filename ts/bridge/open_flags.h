// Open flags cross with x86-64's values; arm64 gives four of them other bits.
#pragma once

namespace isthmus::open_flags {

struct Pair {
  int wire, kernel;
};
#if defined(__aarch64__)
constexpr Pair pairs[] = {{0200000, 040000}, {0400000, 0100000}, {040000, 0200000}, {0100000, 0400000}};
#else
constexpr Pair pairs[] = {{0200000, 0200000}, {0400000, 0400000}, {040000, 040000}, {0100000, 0100000}};
#endif
// O_DIRECTORY, O_NOFOLLOW, O_DIRECT, O_LARGEFILE, in that order; the rest is the same everywhere.
constexpr int direct = pairs[2].wire;

constexpr int translate(int flags, int Pair::*from, int Pair::*to) {
  int translated = flags;
  for (const Pair &pair : pairs)
    translated &= ~(pair.*from);
  for (const Pair &pair : pairs)
    if (flags & pair.*from)
      translated |= pair.*to;
  return translated;
}
constexpr int toKernel(int flags) { return translate(flags, &Pair::wire, &Pair::kernel); }
constexpr int toWire(int flags) { return translate(flags, &Pair::kernel, &Pair::wire); }

} // namespace isthmus::open_flags
