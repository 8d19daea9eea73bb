// execve(2) for a guest: its descriptors, signals, limits and directory put where a native program finds them, and
// everything put back when the kernel refuses. What succeeds never returns.
#include "exec.h"
#include "interruptible.h"
#include "limits.h"
#include "result.h"
#include "run.h"
#include "signals.h"
#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace isthmus {
namespace {

// Moves descriptors to the numbers they shall have, out of each other's way, and back.
class Shuffle {
public:
  // Copies start above every number that is wanted.
  explicit Shuffle(int above) : above(above) {}

  // A copy out of the way: its number, or minus an errno.
  int64_t lift(int kernel) {
    int64_t copy = result(fcntl(kernel, F_DUPFD_CLOEXEC, above));
    if (copy >= 0)
      lifted.push_back(static_cast<int>(copy));
    return copy;
  }

  // A copy out of the way that a native program inherits, for what it stands for.
  void leave(int kernel) {
    int copy = fcntl(kernel, F_DUPFD, above);
    if (copy >= 0)
      lifted.push_back(copy);
  }

  // Gives a lifted copy its number, which a native program inherits.
  int64_t place(int copy, int number) {
    int64_t saved = lift(number);
    if (saved < 0 && saved != -EBADF)
      return saved;
    placed.push_back({number, static_cast<int>(saved)});
    return result(dup2(copy, number));
  }

  void undo() {
    for (const Placed &one : placed) {
      if (one.saved >= 0)
        dup3(one.saved, one.number, O_CLOEXEC);
      else
        close(one.number);
    }
    for (int copy : lifted)
      close(copy);
  }

private:
  struct Placed {
    int number, saved;
  };
  int above;
  std::vector<int> lifted;
  std::vector<Placed> placed;
};

std::vector<char *> pointers(const std::vector<std::string> &strings) {
  std::vector<char *> list;
  for (const std::string &string : strings)
    list.push_back(const_cast<char *>(string.c_str()));
  list.push_back(nullptr);
  return list;
}

// What a run holds over its processes reaches native programs by means that outlive exec: they die with the process
// that forked them (so a background process of a killed run is gone too, and so is one whose parent left it behind),
// and the run's timeout becomes an alarm.
class Tether {
public:
  Tether() {
    prctl(PR_GET_PDEATHSIG, &chosen);
    if (run::isFirst())
      run::announceEnd();
    else
      prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (timeout != 0) {
      getitimer(ITIMER_REAL, &alarm);
      itimerval both = withTimeout();
      setitimer(ITIMER_REAL, &both, nullptr);
    }
  }

  void undo() {
    if (run::isFirst())
      run::recallEnd();
    else
      prctl(PR_SET_PDEATHSIG, chosen);
    if (timeout != 0)
      setitimer(ITIMER_REAL, &alarm, nullptr);
  }

private:
  // There is one such timer, and the guest's alarm goes first if it is earlier.
  itimerval withTimeout() const {
    timeval left = {timeout / 1000000, timeout % 1000000};
    if (!timerisset(&alarm.it_value) || timercmp(&left, &alarm.it_value, <))
      return {{0, 0}, left};
    itimerval both = alarm;
    if (!timerisset(&both.it_interval))
      timersub(&left, &both.it_value, &both.it_interval);
    return both;
  }

  // The signal that the guest itself had chosen for its parent's death.
  int chosen = 0;
  // Microseconds, or 0 when there is none.
  const int64_t timeout = (run::timeLeft() + 999) / 1000;
  itimerval alarm = {};
};

} // namespace

int64_t execNative(Guest &guest, int program, const std::vector<std::string> &arguments,
                   const std::vector<std::string> &environment, int directory) {
  if (!run::isStarted())
    return -ENOSYS;
  std::vector<char *> argv = pointers(arguments), envp = pointers(environment);
  std::vector<int> fds = guest.fds.open();
  Shuffle shuffle((fds.empty() ? 0 : fds.back()) + 3);
  int before = open(".", O_PATH | O_CLOEXEC);

  // Everything that is not placed below is closed by exec.
  syscall(SYS_close_range, 0, ~0u, 4 /* CLOSE_RANGE_CLOEXEC */);
  std::vector<std::pair<int64_t, int>> moves;
  int64_t file = shuffle.lift(program), error = std::min<int64_t>(file, 0);
  for (int fd : fds) {
    if (error < 0)
      break;
    if (guest.fds.flags(fd) & FdTable::cloexec)
      continue;
    moves.push_back({shuffle.lift(guest.fds.kernel(fd)), fd});
    error = std::min<int64_t>(moves.back().first, 0);
  }
  // The run's namespace of IPC objects lives as long as the program does.
  if (guest.ipc.livingFile() >= 0)
    shuffle.leave(guest.ipc.livingFile());
  if (error == 0)
    error = result(fchdir(directory));
  // Before numbers change hands, the lifeline's among them.
  Tether tether;
  for (auto [copy, fd] : moves)
    if (error >= 0)
      error = shuffle.place(static_cast<int>(copy), fd);
  if (error >= 0) {
    signals::Handover signals;
    limits::Handover limits(guest.fds.limit);
    error = guestCall(SYS_execveat, static_cast<int>(file), "", argv.data(), envp.data(), AT_EMPTY_PATH);
    limits.undo();
    signals.undo();
  }
  shuffle.undo();
  tether.undo();
  if (before >= 0) {
    (void)!fchdir(before);
    close(before);
  }
  return error;
}

int64_t execHost(const std::vector<std::string> &arguments) {
  std::vector<char *> argv = pointers(arguments);
  // Node marks those it was started with, too, so that no program that it starts has them by accident.
  for (int standard = 0; standard < 3; standard++)
    fcntl(standard, F_SETFD, 0);
  return result(execv(argv[0], argv.data()));
}

} // namespace isthmus
