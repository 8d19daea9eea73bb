// System calls of signals with values, of processes by descriptor, and of timers, for the TypeScript API: what
// NativeCalls of bridge.ts says of them.
#include "environment.h"
#include "js.h"
#include "result.h"
#include <csignal>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace isthmus {
namespace {

// As sigqueue(3) fills it.
siginfo_t queuedInfo(int signal, int64_t value) {
  siginfo_t info = {};
  info.si_signo = signal;
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_ptr = reinterpret_cast<void *>(value);
  return info;
}

int64_t sigqueue(int pid, int signal, int64_t value) {
  siginfo_t info = queuedInfo(signal, value);
  return result(syscall(SYS_rt_sigqueueinfo, pid, signal, &info));
}

int64_t pidfdSend(int kfd, int signal, int queued, int64_t value) {
  siginfo_t info = queuedInfo(signal, value);
  return result(syscall(SYS_pidfd_send_signal, kfd, signal, queued != 0 ? &info : nullptr, 0));
}

// What Linux 6.15 and later tell of a process that was waited for (linux/pidfd.h, which may be older).
struct PidfdInfo {
  uint64_t mask, cgroup;
  uint32_t ids[11];
  int32_t exitCode;
};
static_assert(sizeof(PidfdInfo) == 64);
constexpr uint64_t infoExit = 1 << 3;

int64_t pidfdStatus(int kfd) {
  constexpr idtype_t byPidfd = static_cast<idtype_t>(3); // P_PIDFD, which libc's headers may lack
  siginfo_t child = {};
  // Left to be waited for: Node.js, or whoever started the child, shall find it.
  if (waitid(byPidfd, static_cast<id_t>(kfd), &child, WEXITED | WNOHANG | WNOWAIT) == 0) {
    if (child.si_pid == 0)
      return -EAGAIN;
    return child.si_code == CLD_EXITED ? child.si_status << 8 : child.si_status;
  }
  PidfdInfo info = {};
  info.mask = infoExit;
  const int64_t told = result(ioctl(kfd, _IOWR(0xff, 11, PidfdInfo), &info));
  if (told == 0 && (info.mask & infoExit) != 0)
    return info.exitCode & 0xffff;
  pollfd ended = {kfd, POLLIN, 0};
  if (poll(&ended, 1, 0) == 0)
    return -EAGAIN;
  return told == 0 ? -EBUSY : -ECHILD;
}

} // namespace

void definePidfdCalls(v8::Isolate *isolate, v8::Local<v8::Template> calls) {
  js::define(isolate, calls, "sigqueue", sigqueue);
  js::define(
      isolate, calls, "pidfd_open", +[](int pid) { return result(syscall(SYS_pidfd_open, pid, 0)); });
  js::define(isolate, calls, "pidfd_send_signal", pidfdSend);
  js::define(isolate, calls, "pidfdStatus", pidfdStatus);
}

} // namespace isthmus
