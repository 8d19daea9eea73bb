// Converts siginfo_t from the kernel's layout to the guest's; see siginfo.h.
#include "siginfo.h"

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
