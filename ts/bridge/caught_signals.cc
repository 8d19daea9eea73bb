// Catching standard signals beside libuv; see caught_signals.h.
//
// libuv sets a handler when the first of its handles for a signal starts, and the default when the last one stops,
// whatever was there. So each listener has a handle of its own: while it is there, libuv leaves the disposition alone,
// process.on may come and go, and the handler here may stand in front of libuv's.
#include "caught_signals.h"
#include <atomic>
#include <cerrno>
#include <cstring>
#include <pthread.h>

namespace isthmus::caught {
namespace {

// As many as libuv's pipe holds messages, so that whoever listens here sees no fewer than process.on.
constexpr size_t kept = 4096;

struct Caught {
  // When it was caught, among all signals.
  uint64_t time;
  // The part of siginfo_t that signals other than those of faults use.
  char info[48];
};

// What was caught of one signal.
struct Signal {
  Caught caught[kept]; // memory that is not used until it is needed
  uint64_t count = 0;
  // Listeners' handles, and the dispositions that they found, and that libuv put in its place.
  int handles = 0;
  struct sigaction original, libuv;
};

// Made when first listened to, never destroyed: a handler may run until the very end.
std::atomic<Signal *> all[highest + 1];
uint64_t now = 0;
std::atomic_flag busy = ATOMIC_FLAG_INIT;

// Guards what was caught, also from handlers: nobody is interrupted while holding it.
class Lock {
public:
  Lock() {
    sigset_t everything;
    sigfillset(&everything);
    pthread_sigmask(SIG_SETMASK, &everything, &mask);
    take();
  }
  ~Lock() {
    give();
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  }
  Lock(const Lock &) = delete;

  // For a handler, during which everything is blocked.
  static void take() {
    while (busy.test_and_set(std::memory_order_acquire))
      ;
  }
  static void give() { busy.clear(std::memory_order_release); }

private:
  sigset_t mask;
};

void handle(int signal, siginfo_t *info, void *context) {
  int error = errno;
  Signal &one = *all[signal];
  Lock::take();
  Caught &last = one.caught[one.count++ % kept];
  last.time = now++;
  memcpy(last.info, info, sizeof last.info);
  struct sigaction libuv = one.libuv;
  Lock::give();
  if ((libuv.sa_flags & SA_SIGINFO) != 0)
    libuv.sa_sigaction(signal, info, context);
  else if (libuv.sa_handler != SIG_DFL && libuv.sa_handler != SIG_IGN)
    libuv.sa_handler(signal);
  errno = error;
}

bool same(const struct sigaction &left, const struct sigaction &right) { return left.sa_handler == right.sa_handler; }

} // namespace

int start(uv_signal_t *watcher, uv_signal_cb callback, int signal, uint64_t *position) {
  if (all[signal] == nullptr)
    all[signal] = new Signal;
  Signal &one = *all[signal];
  if (one.handles == 0)
    sigaction(signal, nullptr, &one.original);
  int error = uv_signal_start(watcher, callback, signal);
  if (error != 0)
    return error;
  {
    Lock lock;
    *position = one.count;
  }
  if (one.handles++ > 0)
    return 0;
  struct sigaction found, action = {};
  sigaction(signal, nullptr, &found);
  {
    Lock lock;
    one.libuv = found;
  }
  action.sa_sigaction = handle;
  action.sa_flags = found.sa_flags | SA_SIGINFO;
  sigfillset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
  return 0;
}

void stop(uv_signal_t *watcher) {
  const int signal = watcher->signum;
  Signal &one = *all[signal];
  const bool last = --one.handles == 0;
  if (last)
    sigaction(signal, &one.libuv, nullptr);
  uv_signal_stop(watcher);
  struct sigaction left;
  sigaction(signal, nullptr, &left);
  // libuv has set the default: there is no process.on either.
  if (last && left.sa_handler == SIG_DFL && !same(one.original, one.libuv))
    sigaction(signal, &one.original, nullptr);
}

bool next(uint64_t signals, Positions positions, siginfo_t *into) {
  Lock lock;
  int oldest = 0;
  uint64_t oldestTime = 0;
  for (uint64_t rest = signals; rest != 0; rest &= rest - 1) {
    const int signal = __builtin_ctzll(rest) + 1;
    const Signal &one = *all[signal];
    if (one.count - positions[signal] > kept)
      positions[signal] = one.count - kept;
    if (one.count == positions[signal])
      continue;
    const uint64_t time = one.caught[positions[signal] % kept].time;
    if (oldest == 0 || time < oldestTime) {
      oldest = signal;
      oldestTime = time;
    }
  }
  if (oldest == 0)
    return false;
  const Caught &found = all[oldest].load()->caught[positions[oldest]++ % kept];
  *into = {};
  memcpy(into, found.info, sizeof found.info);
  return true;
}

} // namespace isthmus::caught
