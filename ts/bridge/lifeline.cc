// The lifeline's pipe, who holds its ends, and the time limit; see lifeline.h.
#include "lifeline.h"
#include "own_files.h"
#include "zygote.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
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

void Lifeline::start(int64_t timeout) {
  if (timeout <= 0)
    return;
  deadline = monotonicTime() + timeout * 1000000;
  watch();
  killWhenOver();
}

int Lifeline::establish() {
  int pipe[2], sockets[2];
  if (pipe2(pipe, O_CLOEXEC | O_NONBLOCK) < 0)
    return -errno;
  // Opened again by processes that may have become other users.
  fchmod(pipe[0], 0666);
  int error = socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) < 0 ? errno : 0;
  if (error == 0 && (error = files::startHelper(pipe[1], keepOpen, nullptr)) != 0) {
    close(sockets[0]);
    close(sockets[1]);
  }
  close(pipe[1]);
  if (error != 0) {
    close(pipe[0]);
    return -error;
  }
  readEnd = pipe[0];
  keeper = sockets[0];
  sender = sockets[1];
  return 0;
}

int Lifeline::prepare() { return readEnd < 0 ? establish() : 0; }

// On a thread whose table has the write end alone: in the main thread's a child would inherit it, and one that is
// stopped before it can close it would hold it open.
void *Lifeline::keepOpen(void *) {
  for (;;)
    pause();
}

int Lifeline::open(int flags) const {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", readEnd);
  int own = ::open(path, flags | O_NONBLOCK | O_CLOEXEC);
  return own < 0 ? -errno : own;
}

// An open file has one owner, so each process has the pipe opened anew.
int Lifeline::beforeFork() {
  if (int error = prepare())
    return error;
  next = open(O_RDONLY);
  if (next < 0)
    return next;
  if (fcntl(next, F_SETSIG, SIGKILL) == 0 && fcntl(next, F_SETFL, O_NONBLOCK | O_ASYNC) == 0)
    return 0;
  int error = errno;
  close(next);
  return -error;
}

void Lifeline::afterFork(pid_t child) const {
  if (child > 0)
    fcntl(next, F_SETOWN, child);
  close(next);
}

void Lifeline::hold() {
  fcntl(next, F_SETOWN, getpid());
  dup3(next, readEnd, O_CLOEXEC);
  close(next);
  if (isFirst)
    close(sender);
  isFirst = false;
  // The end of the file: it hung up before there was an owner to be killed.
  char byte;
  if (read(readEnd, &byte, 1) == 0)
    kill(getpid(), SIGKILL);
  if (!killWhenOver())
    watch();
}

void Lifeline::changedUser() const {
  if (!isFirst)
    fcntl(readEnd, F_SETOWN, getpid());
}

// A stopped process can be killed by the kernel only. It waits a little longer than the thread, which has a word to
// say.
bool Lifeline::killWhenOver() const {
  if (deadline == 0)
    return true;
  constexpr int64_t grace = 100000000;
  sigevent killing = {};
  killing.sigev_notify = SIGEV_SIGNAL;
  killing.sigev_signo = SIGKILL;
  itimerspec at = {{0, 0}, {(deadline + grace) / 1000000000, (deadline + grace) % 1000000000}};
  int timer;
  return syscall(SYS_timer_create, CLOCK_MONOTONIC, &killing, &timer) == 0 &&
         syscall(SYS_timer_settime, timer, TIMER_ABSTIME, &at, nullptr) == 0;
}

void Lifeline::announceEnd() const {
  int writeEnd = readEnd < 0 ? -1 : open(O_WRONLY);
  if (writeEnd < 0)
    return;
  char byte = 0;
  packets::send(sender, &byte, 1, {writeEnd}, MSG_DONTWAIT);
  close(writeEnd);
}

void Lifeline::recallEnd() const {
  if (readEnd < 0)
    return;
  Packet packet;
  packets::receive(keeper, &packet, MSG_DONTWAIT);
  packet.closeAll();
}

void Lifeline::end() const {
  // Room for one more descriptor, where the guest has used all there may be.
  if (keeper >= 0)
    close(keeper);
  announceEnd();
}

int64_t Lifeline::timeLeft() const { return deadline == 0 ? 0 : std::max<int64_t>(deadline - monotonicTime(), 1); }

void Lifeline::watch() {
  // Without it the process might go on for ever.
  if (files::startHelper(-1, watchThread, this) != 0)
    kill(getpid(), SIGKILL);
}

void *Lifeline::watchThread(void *argument) {
  const Lifeline &lifeline = *static_cast<Lifeline *>(argument);
  timespec until = {lifeline.deadline / 1000000000, lifeline.deadline % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR)
    continue;
  if (lifeline.isFirst)
    sayTimeIsOver();
  kill(getpid(), SIGKILL);
  return nullptr;
}

} // namespace isthmus
