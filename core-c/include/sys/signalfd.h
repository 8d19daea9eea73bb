// <sys/signalfd.h>: descriptors from which signals are read.
#ifndef ISTHMUS_SYS_SIGNALFD_H
#define ISTHMUS_SYS_SIGNALFD_H

#include <fcntl.h>
#include <stdint.h>
#define __NEED_sigset_t
#include <bits/alltypes.h>

/* As on Linux, the same as the flags of open(2). */
#define SFD_CLOEXEC O_CLOEXEC
#define SFD_NONBLOCK O_NONBLOCK

/* The kernel's layout everywhere. */
struct signalfd_siginfo {
  uint32_t ssi_signo;
  int32_t ssi_errno;
  int32_t ssi_code;
  uint32_t ssi_pid;
  uint32_t ssi_uid;
  int32_t ssi_fd;
  uint32_t ssi_tid;
  uint32_t ssi_band;
  uint32_t ssi_overrun;
  uint32_t ssi_trapno;
  int32_t ssi_status;
  int32_t ssi_int;
  uint64_t ssi_ptr;
  uint64_t ssi_utime;
  uint64_t ssi_stime;
  uint64_t ssi_addr;
  uint16_t ssi_addr_lsb;
  uint16_t __padding;
  int32_t ssi_syscall;
  uint64_t ssi_call_addr;
  uint32_t ssi_arch;
  uint8_t __reserved[28];
};

#ifdef __cplusplus
extern "C" {
#endif

int signalfd(int, const sigset_t *, int);

#ifdef __cplusplus
}
#endif

#endif
