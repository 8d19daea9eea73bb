// Waiting for children. The status is the kernel's; siginfo_t and struct rusage are converted to the guest's layout.
#include <sys/resource.h>
#include <sys/wait.h>

#include "process.h"
#include "siginfo.h"

/** Waits for a child, a group's (pid < -1), the own group's (0) or any (-1), and tells what it used. wait4(2). */
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) {
  struct kernel_rusage kernel;
  pid_t result = __isthmus_result(__isthmus_wait4(pid, status, options, STRUCT(usage, kernel)));
  if (result > 0 && usage != NULL)
    __isthmus_rusage(usage, &kernel);
  return result;
}

/** wait4 for any child. wait3(2). */
pid_t wait3(int *status, int options, struct rusage *usage) { return wait4(-1, status, options, usage); }

/** Waits for a child to end, or with the options to stop or go on. ECHILD without one. waitpid(2). */
pid_t waitpid(pid_t pid, int *status, int options) { return wait4(pid, status, options, NULL); }

/** Waits for any child to end. wait(2). */
pid_t wait(int *status) { return wait4(-1, status, 0, NULL); }

/** Waits for the changes of state that the options name; WNOWAIT leaves them to be waited for again. With WNOHANG and
 * nothing to tell si_pid is 0. waitid(2). */
int waitid(idtype_t type, id_t id, siginfo_t *information, int options) {
  struct kernel_siginfo kernel = {0};
  int result =
      __isthmus_result(__isthmus_waitid((int32_t)type, (int32_t)id, STRUCT(information, kernel), options, NULL));
  /* The kernel writes there even when it has nothing to tell. */
  if (information != NULL && !IS_MEMORY(information))
    return __isthmus_fail(LINUX_EFAULT);
  if (result == 0 && information != NULL)
    __isthmus_siginfo(information, &kernel);
  return result;
}
