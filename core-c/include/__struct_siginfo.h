// siginfo_t, which <signal.h>, <sys/wait.h> and <sys/pidfd.h> define: 128 bytes, as in the kernel, but with the guest's
// 32-bit pointers.
#ifndef ISTHMUS_STRUCT_SIGINFO_H
#define ISTHMUS_STRUCT_SIGINFO_H

#define __NEED_pid_t
#define __NEED_uid_t
#define __NEED_clock_t
#include <bits/alltypes.h>

#include <__struct_sigevent.h>

typedef struct {
  int si_signo;
  int si_errno;
  int si_code;
  union {
    int __reserved[29];
    struct {
      union {
        struct {
          pid_t pid;
          uid_t uid;
        } __sender;
        struct {
          int timer;
          int overrun;
        } __timer;
      } __origin;
      union {
        union sigval value;
        struct {
          int status;
          clock_t user_time;
          clock_t system_time;
        } __child;
      } __detail;
    } __common;
    struct {
      void *address;
      short least_bit;
      union {
        struct {
          void *lower;
          void *upper;
        } __bounds;
        unsigned key;
      } __range;
    } __fault;
    struct {
      long band;
      int descriptor;
    } __poll;
    struct {
      void *address;
      int number;
      unsigned architecture;
    } __call;
  } __fields;
} siginfo_t;
#define si_pid __fields.__common.__origin.__sender.pid
#define si_uid __fields.__common.__origin.__sender.uid
#define si_timerid __fields.__common.__origin.__timer.timer
#define si_overrun __fields.__common.__origin.__timer.overrun
#define si_value __fields.__common.__detail.value
#define si_int si_value.sival_int
#define si_ptr si_value.sival_ptr
#define si_status __fields.__common.__detail.__child.status
#define si_utime __fields.__common.__detail.__child.user_time
#define si_stime __fields.__common.__detail.__child.system_time
#define si_addr __fields.__fault.address
#define si_addr_lsb __fields.__fault.least_bit
#define si_lower __fields.__fault.__range.__bounds.lower
#define si_upper __fields.__fault.__range.__bounds.upper
#define si_pkey __fields.__fault.__range.key
#define si_band __fields.__poll.band
#define si_fd __fields.__poll.descriptor
#define si_call_addr __fields.__call.address
#define si_syscall __fields.__call.number
#define si_arch __fields.__call.architecture

#endif
