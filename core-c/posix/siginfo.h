// siginfo_t as the kernel lays it out, and its conversion to the guest's and back; used wherever signals tell
// something.
#ifndef ISTHMUS_SIGINFO_H
#define ISTHMUS_SIGINFO_H

#include <signal.h>

#include "internal.h"

/** siginfo_t of 64-bit Linux. */
struct kernel_siginfo {
  int32_t signal;
  int32_t error;
  int32_t code;
  int32_t padding;
  union {
    struct {
      int32_t pid;
      uint32_t uid;
      int64_t value;
    } queued;
    struct {
      int32_t timer;
      int32_t overrun;
      int64_t value;
    } timer;
    struct {
      int32_t pid;
      uint32_t uid;
      int32_t status;
      int32_t padding;
      int64_t user_time;
      int64_t system_time;
    } child;
    struct {
      int64_t address;
      int16_t least_bit;
      union {
        struct {
          int64_t lower, upper;
        } bounds;
        uint32_t key;
      };
    } fault;
    struct {
      int64_t band;
      int32_t descriptor;
    } poll;
    struct {
      int64_t address;
      int32_t number;
      uint32_t architecture;
    } call;
    char reserved[112];
  };
};
_Static_assert(sizeof(struct kernel_siginfo) == 128, "the interface table says 128");

/** What glibc's sigqueue(3) tells: by whom and the value, whose 32 bits are the lower half of a 64-bit one. */
struct kernel_siginfo __isthmus_queued_siginfo(int signal, union sigval value);

/** The inverse of the next, for signals that the guest describes itself. */
void __isthmus_kernel_siginfo(struct kernel_siginfo *kernel, const siginfo_t *guest);

/** Fills the guest's siginfo_t; which fields count follows from signal and code, as siginfo(7) says. Addresses of
 * faults are the guest's already. */
void __isthmus_siginfo(siginfo_t *guest, const struct kernel_siginfo *kernel);

#endif
