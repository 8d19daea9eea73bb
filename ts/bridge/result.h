// The one convention of the bridge: zero or more, or minus a Linux errno. Never sets or reads errno across functions.
#pragma once
#include <cerrno>
#include <cstdint>

namespace isthmus {

// A system call without libc around it, whose answer is a result as it stands: no errno, and fewer pages to touch for a
// program that has just been switched to.
template <typename... Words> inline int64_t systemCall(long number, Words... words) {
  const long word[6] = {(long)words...};
#if defined(__x86_64__)
  register long fourth asm("r10") = word[3];
  register long fifth asm("r8") = word[4];
  register long sixth asm("r9") = word[5];
  asm volatile("syscall"
               : "+a"(number)
               : "D"(word[0]), "S"(word[1]), "d"(word[2]), "r"(fourth), "r"(fifth), "r"(sixth)
               : "rcx", "r11", "memory");
  return number;
#elif defined(__aarch64__)
  register long which asm("x8") = number;
  register long first asm("x0") = word[0];
  register long second asm("x1") = word[1];
  register long third asm("x2") = word[2];
  register long fourth asm("x3") = word[3];
  register long fifth asm("x4") = word[4];
  register long sixth asm("x5") = word[5];
  asm volatile("svc #0"
               : "+r"(first)
               : "r"(which), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(sixth)
               : "memory");
  return first;
#endif
}

// What a system call that libc wrapped has come to.
inline int64_t result(int64_t value) { return value < 0 ? -errno : value; }

// Runs a call again for as long as a signal interrupts it; for the bridge's own work, never for a guest's.
template <typename Call> auto unlessInterrupted(Call call) {
  decltype(call()) value;
  do
    value = call();
  while (value < 0 && errno == EINTR);
  return value;
}

} // namespace isthmus
