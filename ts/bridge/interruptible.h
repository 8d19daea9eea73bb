// System calls of a guest, which are not begun while a signal waits for its handler: the guest's C core runs that
// first. A signal that comes between the look and the system call finds the program counter in a known window, and
// turns back.
#pragma once
#include <cstdint>

namespace isthmus {

// What a call that was not begun answers, ERESTARTNOINTR: the C core runs the handlers and calls again.
constexpr int64_t restart = -513;

// Of each call: where it looks, where the system call is over, where it turns back. Distances from the fields.
struct Window {
  int32_t begin, end, back;
};

extern "C" {
// How many signals are recorded for the guest and wait for their handlers; see delivery.h.
extern int isthmus_recorded __attribute__((visibility("hidden")));
}

// As systemCall (result.h), for what a guest asked for.
template <typename... Words> inline __attribute__((always_inline)) int64_t guestCall(long number, Words... words) {
  const long word[6] = {(long)words...};
#if defined(__x86_64__)
  register long fourth asm("r10") = word[3];
  register long fifth asm("r8") = word[4];
  register long sixth asm("r9") = word[5];
  asm volatile("1: cmpl $0, %[recorded]\n\t"
               "jne 3f\n\t"
               "syscall\n"
               "2:\n\t"
               ".subsection 1\n"
               "3: movq $-513, %%rax\n\t"
               "jmp 2b\n\t"
               ".previous\n\t"
               ".pushsection isthmus_windows,\"a?\",@progbits\n\t"
               ".long 1b - .\n\t"
               ".long 2b - .\n\t"
               ".long 3b - .\n\t"
               ".popsection"
               : "+a"(number)
               : "D"(word[0]), "S"(word[1]), "d"(word[2]), "r"(fourth), "r"(fifth),
                 "r"(sixth), [recorded] "m"(isthmus_recorded)
               : "rcx", "r11", "cc", "memory");
  return number;
#elif defined(__aarch64__)
  register long which asm("x8") = number;
  register long first asm("x0") = word[0];
  register long second asm("x1") = word[1];
  register long third asm("x2") = word[2];
  register long fourth asm("x3") = word[3];
  register long fifth asm("x4") = word[4];
  register long sixth asm("x5") = word[5];
  asm volatile("1: ldr w9, %[recorded]\n\t"
               "cbnz w9, 3f\n\t"
               "svc #0\n"
               "2:\n\t"
               ".subsection 1\n"
               "3: mov x0, #-513\n\t"
               "b 2b\n\t"
               ".previous\n\t"
               ".pushsection isthmus_windows,\"a?\",%%progbits\n\t"
               ".long 1b - .\n\t"
               ".long 2b - .\n\t"
               ".long 3b - .\n\t"
               ".popsection"
               : "+r"(first)
               : "r"(which), "r"(second), "r"(third), "r"(fourth), "r"(fifth),
                 "r"(sixth), [recorded] "Q"(isthmus_recorded)
               : "x9", "cc", "memory");
  return first;
#endif
}

} // namespace isthmus
