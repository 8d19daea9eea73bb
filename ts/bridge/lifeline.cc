// The lifeline's pipe and its watching thread; see lifeline.h.
#include "lifeline.h"
#include "own_files.h"
#include "result.h"
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {
namespace {

int64_t monotonicTime() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

// To the guest's standard error, which is the main thread's: this one has none.
void sayTimeIsOver() {
  int error = open("/proc/self/fd/2", O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
  if (error >= 0)
    dprintf(error, "isthmus: killed: the time of --timeout is over\n");
}

} // namespace

int Lifeline::create(int64_t timeout) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
    return -errno;
  readEnd = ends[0];
  writeEnd = ends[1];
  isFirst = true;
  milliseconds = timeout;
  if (timeout > 0) {
    deadline = monotonicTime() + timeout * 1000000;
    watch();
    killWhenOver();
  }
  return 0;
}

void Lifeline::hold() {
  if (isFirst) {
    isFirst = false;
    close(writeEnd);
  }
  wakeAtEnd();
  watch();
  killWhenOver();
}

// The watching thread stops with its process; when the lifeline ends, the kernel's SIGCONT lets it do its work.
// An open file has one owner, so each process opens the pipe anew.
void Lifeline::wakeAtEnd() {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", readEnd);
  int own = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (own < 0)
    return;
  dup3(own, readEnd, O_CLOEXEC);
  close(own);
  fcntl(readEnd, F_SETSIG, SIGCONT);
  fcntl(readEnd, F_SETOWN, getpid());
  fcntl(readEnd, F_SETFL, O_NONBLOCK | O_ASYNC);
}

// The same for the timeout: a stopped process can be killed by the kernel only. It waits a little longer than the
// thread, which has a word to say.
void Lifeline::killWhenOver() const {
  if (deadline == 0)
    return;
  constexpr int64_t grace = 100000000;
  sigevent killing = {};
  killing.sigev_notify = SIGEV_SIGNAL;
  killing.sigev_signo = SIGKILL;
  itimerspec at = {{0, 0}, {(deadline + grace) / 1000000000, (deadline + grace) % 1000000000}};
  int timer;
  if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &killing, &timer) == 0)
    syscall(SYS_timer_settime, timer, TIMER_ABSTIME, &at, nullptr);
}

void Lifeline::announceEnd() {
  char done = 'D';
  (void)!write(writeEnd, &done, 1);
}

void Lifeline::recallEnd() {
  char done;
  (void)!read(readEnd, &done, 1);
}

int64_t Lifeline::timeLeft() const { return deadline == 0 ? 0 : std::max<int64_t>(deadline - monotonicTime(), 1); }

void Lifeline::watch() {
  // Without it the process might be left behind for ever.
  if (files::startHelper(isFirst ? -1 : readEnd, watchThread, this) != 0)
    kill(getpid(), SIGKILL);
}

void *Lifeline::watchThread(void *argument) {
  Lifeline &lifeline = *static_cast<Lifeline *>(argument);
  for (;;) {
    // No events asked for: only the hang-up is reported, not the byte that lies in the pipe.
    pollfd pipe = {lifeline.isFirst ? -1 : lifeline.readEnd, 0, 0};
    int64_t left = lifeline.timeLeft();
    timespec wait = {left / 1000000000, left % 1000000000};
    int ready = ppoll(&pipe, 1, lifeline.deadline != 0 ? &wait : nullptr, nullptr);
    if (ready == 0) {
      if (lifeline.isFirst)
        sayTimeIsOver();
      break;
    }
    int announced = 0;
    if (ready > 0 && ioctl(lifeline.readEnd, FIONREAD, &announced) == 0 && announced > 0) {
      if (lifeline.deadline == 0)
        return nullptr;
      // An orphan's time is limited too.
      timespec rest = {lifeline.timeLeft() / 1000000000, lifeline.timeLeft() % 1000000000};
      clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, nullptr);
      break;
    }
    if (ready > 0)
      break;
  }
  kill(getpid(), SIGKILL);
  return nullptr;
}

} // namespace isthmus
