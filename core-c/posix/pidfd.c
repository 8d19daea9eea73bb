// Descriptors of processes: one that is ready for reading when its process has ended, and that no other can take over.
#include <linux/pidfd.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "siginfo.h"

/** Makes a descriptor of a process of the run, closed by exec. ESRCH, EPERM for others, EINVAL. pidfd_open(2). */
int pidfd_open(pid_t pid, unsigned flags) {
  if (flags & ~(unsigned)(PIDFD_NONBLOCK | PIDFD_THREAD))
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_pidfd_open(pid, (uint32_t)__isthmus_open_flags((int)flags)));
}

/** Refused with EPERM, since it would take descriptors past the guest's own table. pidfd_getfd(2). */
int pidfd_getfd(int fd, int target, unsigned flags) {
  (void)target;
  if (flags != 0)
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_fail(__isthmus_fcntl(fd, F_GETFD, 0) < 0 ? LINUX_EBADF : LINUX_EPERM);
}

/** Sends a signal to the process of a descriptor, as kill or, with information, as its sender describes it. EBADF,
 * ESRCH once it's gone, EINVAL, EPERM also for information that only the kernel may give. pidfd_send_signal(2). */
int pidfd_send_signal(int fd, int signal, siginfo_t *information, unsigned flags) {
  struct kernel_siginfo kernel;
  if (IS_MEMORY(information))
    __isthmus_kernel_siginfo(&kernel, information);
  return __isthmus_result(__isthmus_pidfd_send_signal(fd, signal, STRUCT(information, kernel), flags));
}
