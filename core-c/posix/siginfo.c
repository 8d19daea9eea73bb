// Converts siginfo_t between the kernel's layout and the guest's; see siginfo.h.
#include "siginfo.h"

#include <unistd.h>

enum layout { QUEUED, TIMER, CHILD, FAULT, POLL, CALL };

/* As the kernel chooses (siginfo_layout in its source): codes between SI_USER and SI_KERNEL are of the signal. */
static enum layout layout_of(int signal, int code) {
  enum { POLL_CODES = 6 };
  if (code == SI_TIMER)
    return TIMER;
  if (code == SI_SIGIO)
    return POLL;
  if (code <= SI_USER || code >= SI_KERNEL)
    return QUEUED;
  switch (signal) {
  case SIGCHLD:
    return CHILD;
  case SIGILL:
  case SIGFPE:
  case SIGSEGV:
  case SIGBUS:
  case SIGTRAP:
    return FAULT;
  case SIGSYS:
    return CALL;
  default:
    /* Any signal may be what F_SETSIG chose. */
    return signal == SIGPOLL || code <= POLL_CODES ? POLL : QUEUED;
  }
}

void __isthmus_siginfo(siginfo_t *guest, const struct kernel_siginfo *kernel) {
  memset(guest, 0, sizeof *guest);
  guest->si_signo = kernel->signal;
  guest->si_errno = kernel->error;
  guest->si_code = kernel->code;
  switch (layout_of(kernel->signal, kernel->code)) {
  case QUEUED:
    guest->si_pid = kernel->queued.pid;
    guest->si_uid = kernel->queued.uid;
    guest->si_int = (int)kernel->queued.value;
    break;
  case TIMER:
    guest->si_timerid = kernel->timer.timer;
    guest->si_overrun = kernel->timer.overrun;
    guest->si_int = (int)kernel->timer.value;
    break;
  case CHILD:
    guest->si_pid = kernel->child.pid;
    guest->si_uid = kernel->child.uid;
    guest->si_status = kernel->child.status;
    guest->si_utime = (clock_t)kernel->child.user_time;
    guest->si_stime = (clock_t)kernel->child.system_time;
    break;
  case FAULT:
    guest->si_addr = (void *)(uintptr_t)kernel->fault.address;
    guest->si_addr_lsb = kernel->fault.least_bit;
    if (guest->si_code == SEGV_PKUERR) {
      guest->si_pkey = kernel->fault.key;
    } else {
      guest->si_lower = (void *)(uintptr_t)kernel->fault.bounds.lower;
      guest->si_upper = (void *)(uintptr_t)kernel->fault.bounds.upper;
    }
    break;
  case POLL:
    guest->si_band = (long)kernel->poll.band;
    guest->si_fd = kernel->poll.descriptor;
    break;
  case CALL:
    guest->si_call_addr = (void *)(uintptr_t)kernel->call.address;
    guest->si_syscall = kernel->call.number;
    guest->si_arch = kernel->call.architecture;
    break;
  }
}

void __isthmus_kernel_siginfo(struct kernel_siginfo *kernel, const siginfo_t *guest) {
  memset(kernel, 0, sizeof *kernel);
  kernel->signal = guest->si_signo;
  kernel->error = guest->si_errno;
  kernel->code = guest->si_code;
  switch (layout_of(guest->si_signo, guest->si_code)) {
  case QUEUED:
    kernel->queued.pid = guest->si_pid;
    kernel->queued.uid = guest->si_uid;
    kernel->queued.value = (uint32_t)guest->si_int;
    break;
  case TIMER:
    kernel->timer.timer = guest->si_timerid;
    kernel->timer.overrun = guest->si_overrun;
    kernel->timer.value = (uint32_t)guest->si_int;
    break;
  case CHILD:
    kernel->child.pid = guest->si_pid;
    kernel->child.uid = guest->si_uid;
    kernel->child.status = guest->si_status;
    kernel->child.user_time = guest->si_utime;
    kernel->child.system_time = guest->si_stime;
    break;
  case FAULT:
    kernel->fault.address = (uintptr_t)guest->si_addr;
    kernel->fault.least_bit = guest->si_addr_lsb;
    if (guest->si_code == SEGV_PKUERR) {
      kernel->fault.key = guest->si_pkey;
    } else {
      kernel->fault.bounds.lower = (uintptr_t)guest->si_lower;
      kernel->fault.bounds.upper = (uintptr_t)guest->si_upper;
    }
    break;
  case POLL:
    kernel->poll.band = guest->si_band;
    kernel->poll.descriptor = guest->si_fd;
    break;
  case CALL:
    kernel->call.address = (uintptr_t)guest->si_call_addr;
    kernel->call.number = guest->si_syscall;
    kernel->call.architecture = guest->si_arch;
    break;
  }
}

struct kernel_siginfo __isthmus_queued_siginfo(int signal, union sigval value) {
  struct kernel_siginfo information = {.signal = signal, .code = SI_QUEUE};
  information.queued.pid = getpid();
  information.queued.uid = getuid();
  information.queued.value = (uintptr_t)value.sival_ptr;
  return information;
}
