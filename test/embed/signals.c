// In an embedded guest everything that takes or sends signals is refused, for they are the program's: exits with 0, or
// the number of what wasn't.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static int refused(long result) { return result == -1 && errno == ENOSYS; }

int main(void) {
  static const struct timespec no_time = {0, 0};
  const union sigval value = {.sival_int = 0};
  sigset_t set;
  int ends[2], on = 1, number = 0;
  siginfo_t information;
  memset(&information, 0, sizeof information);
  sigfillset(&set);
  if (pipe(ends) != 0)
    return 1;
  if (!refused(sigtimedwait(&set, NULL, &no_time)) || sigwait(&set, &number) != ENOSYS)
    return 2;
  if (!refused(sigqueue(getpid(), SIGUSR1, value)) || pthread_sigqueue(pthread_self(), SIGUSR1, value) != ENOSYS)
    return 3;
  if (!refused(tgkill(getpid(), gettid(), SIGUSR1)) || !refused(signalfd(-1, &set, 0)))
    return 4;
  if (!refused(pidfd_open(getpid(), 0)) || !refused(pidfd_send_signal(ends[0], 0, NULL, 0)))
    return 5;
  if (!refused(fcntl(ends[0], F_SETOWN, getpid())) || !refused(fcntl(ends[0], F_SETFL, O_ASYNC)) ||
      !refused(fcntl(ends[0], F_SETSIG, SIGUSR1)) || !refused(ioctl(ends[0], FIOASYNC, &on)))
    return 6;
  if (!refused(prctl(PR_SET_PDEATHSIG, SIGUSR1)) || !refused(prctl(PR_SET_CHILD_SUBREAPER, 1)))
    return 7;
  /* The name is the guest's own then, not the program's. */
  char name[16];
  if (prctl(PR_SET_NAME, "inner") != 0 || prctl(PR_GET_NAME, name) != 0 || strcmp(name, "inner") != 0)
    return 8;
  return 0;
}
