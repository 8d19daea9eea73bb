// Routing signals to ports; see signal_hub.h.
#include "signal_hub.h"
#include "result.h"
#include "signals.h"
#include "thread_masks.h"
#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <mutex>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {
namespace {

using signals::bit;
constexpr uint64_t standard = bit(caught::highest + 1) - 1;
// Records that may lie in a port before the kernel keeps what comes after them.
constexpr size_t fullMailbox = 1024;

int64_t takeOne(uint64_t signals, const timespec *limit, siginfo_t *info) {
  return result(syscall(SYS_rt_sigtimedwait, &signals, info, limit, sizeof signals));
}

// Whether a signal of the set was there to be taken.
bool takeNow(uint64_t signals, siginfo_t *info) {
  const timespec none = {};
  int64_t taken;
  do
    taken = takeOne(signals, &none, info);
  while (taken == -EINTR);
  return taken > 0;
}

// Whether something was removed.
template <typename Container, typename Predicate> bool removeIf(Container &container, Predicate predicate) {
  auto end = std::remove_if(container.begin(), container.end(), predicate);
  const bool any = end != container.end();
  container.erase(end, container.end());
  return any;
}

} // namespace

// The one for the process. Its methods expect `mutex` to be held.
class SignalHub {
public:
  struct Wait {
    uint32_t id;
    SignalPort *port;
    uint64_t signals;
  };

  std::mutex mutex;
  std::vector<SignalPort *> ports;
  std::vector<Wait> waits; // in the order in which they began
  std::vector<uint64_t> waitsSync;
  uint64_t blocked = 0;
  // What the threads' masks hold for us.
  uint64_t held = 0;
  uint32_t lastWait = 0;
  int signalfd = -1;

  static SignalHub &get() {
    static auto *one = new SignalHub; // never destroyed: threads may be about when the process ends
    return *one;
  }

  uint64_t listening() const {
    uint64_t set = 0;
    for (const SignalPort *port : ports)
      set |= port->listening;
    return set;
  }

  uint64_t waited() const {
    uint64_t set = 0;
    for (const Wait &wait : waits)
      set |= wait.signals;
    return set;
  }

  uint64_t waitedSync() const {
    uint64_t set = 0;
    for (uint64_t signals : waitsSync)
      set |= signals;
    return set;
  }

  // What may be taken from the kernel now.
  uint64_t wanted() const {
    uint64_t left = blocked;
    for (const SignalPort *port : ports)
      left |= port->paused | (port->mailbox.size() >= fullMailbox ? port->listening : 0);
    return ((listening() & ~left) | waited()) & ~waitedSync();
  }

  // To be called after every change: brings the masks and the signalfd up to it.
  void update() {
    const uint64_t needed = blocked | listening() | waited() | waitedSync();
    if (needed != held)
      threads::block(held = needed);
    watch(wanted());
  }

  // What came for listeners that are no more goes with them; left in the kernel, it would end the process.
  void discard(uint64_t signals) {
    signals &= ~(blocked | listening() | waited() | waitedSync());
    siginfo_t ignored;
    for (int count = 0; signals != 0 && count < 1 << 20 && takeNow(signals, &ignored); count++)
      ;
  }

  void watch(uint64_t signals) {
    if (signals == watched)
      return;
    watched = signals;
    ::signalfd(signalfd, reinterpret_cast<const sigset_t *>(&watched), 0);
  }

  // Takes signals from the kernel until this port has as many records, or there are none.
  void fill(SignalPort &taker, size_t records) {
    siginfo_t info;
    while (taker.mailbox.size() < records && takeNow(wanted(), &info)) {
      const uint64_t signal = bit(info.si_signo);
      auto wait =
          std::find_if(waits.begin(), waits.end(), [&](const Wait &each) { return (each.signals & signal) != 0; });
      if (wait != waits.end()) {
        SignalPort &port = *wait->port;
        give(port, {wait->id, 0, info}, taker);
        waits.erase(wait);
        update();
      } else {
        for (SignalPort *port : ports)
          if ((port->listening & signal) != 0)
            give(*port, {0, 0, info}, taker);
      }
    }
    watch(wanted());
  }

  void give(SignalPort &port, const SignalRecord &record, const SignalPort &taker) {
    port.mailbox.push_back(record);
    if (&port != &taker)
      uv_async_send(&port.async);
  }

private:
  uint64_t watched = 0;
};

using Lock = std::lock_guard<std::mutex>;

SignalPort *SignalPort::open(Environment &environment, v8::Local<v8::Function> callback) {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  if (hub.signalfd < 0) {
    const sigset_t nothing = {};
    hub.signalfd = ::signalfd(-1, &nothing, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  // A copy for each, as a loop closes its own.
  int kfd = fcntl(hub.signalfd, F_DUPFD_CLOEXEC, 3);
  if (kfd < 0)
    return nullptr;
  hub.ports.push_back(new SignalPort(environment, callback, kfd));
  return hub.ports.back();
}

SignalPort::SignalPort(Environment &environment, v8::Local<v8::Function> function, int kfd)
    : isolate(environment.isolate), context(isolate, environment.context.Get(isolate)), callback(isolate, function),
      loop(node::GetCurrentEventLoop(isolate)), kfd(kfd) {
  uv_async_init(loop, &async, [](uv_async_t *handle) { static_cast<SignalPort *>(handle->data)->notify(); });
  uv_poll_init(loop, &poll, kfd);
  poll.data = async.data = this;
  uv_poll_start(&poll, UV_READABLE,
                [](uv_poll_t *handle, int, int) { static_cast<SignalPort *>(handle->data)->notify(); });
  uv_unref(reinterpret_cast<uv_handle_t *>(&async));
  uv_unref(reinterpret_cast<uv_handle_t *>(&poll));
  handles = 2;
  cleanupHook = node::AddEnvironmentCleanupHook(
      isolate,
      [](void *port, void (*done)(void *), void *argument) { static_cast<SignalPort *>(port)->end(done, argument); },
      this);
}

int64_t SignalPort::watch(int signal) {
  auto *watcher = new uv_signal_t;
  uv_signal_init(loop, watcher);
  watcher->data = this;
  uv_unref(reinterpret_cast<uv_handle_t *>(watcher));
  watchers[signal] = watcher;
  handles++;
  auto wake = [](uv_signal_t *handle, int) { static_cast<SignalPort *>(handle->data)->notify(); };
  return caught::start(watcher, wake, signal, &positions[signal]);
}

void SignalPort::unwatch(int signal) {
  uv_signal_t *watcher = watchers[signal];
  watchers[signal] = nullptr;
  caught &= ~bit(signal);
  if (watcher->signum != 0)
    caught::stop(watcher);
  uv_close(reinterpret_cast<uv_handle_t *>(watcher), [](uv_handle_t *handle) {
    static_cast<SignalPort *>(handle->data)->closed();
    delete reinterpret_cast<uv_signal_t *>(handle);
  });
}

int64_t SignalPort::listen(uint64_t signals) {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  const uint64_t gone = listening & ~signals;
  listening = signals & ~standard;
  removeIf(mailbox, [&](const SignalRecord &each) { return each.wait == 0 && (bit(each.info.si_signo) & gone) != 0; });
  hub.discard(gone);
  hub.update();
  for (int signal = 1; signal <= caught::highest; signal++) {
    if ((signals & ~caught & bit(signal)) != 0) {
      int64_t error = watch(signal);
      if (error != 0) {
        unwatch(signal);
        return error;
      }
      caught |= bit(signal);
    } else if ((caught & ~signals & bit(signal)) != 0) {
      unwatch(signal);
    }
  }
  return 0;
}

void SignalPort::pause(uint64_t signals) {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  paused = signals;
  hub.update();
}

uint32_t SignalPort::wait(uint64_t signals, SignalRecord *record) {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  *record = {};
  if (takeNow(signals & ~hub.waited() & ~hub.waitedSync(), &record->info))
    return 0;
  hub.waits.push_back({++hub.lastWait, this, signals});
  hub.update();
  return hub.lastWait;
}

bool SignalPort::cancel(uint32_t id) {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  const bool ended = removeIf(hub.waits, [&](const SignalHub::Wait &each) { return each.id == id; });
  hub.update();
  return ended;
}

size_t SignalPort::take(SignalRecord *records, size_t room) {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  size_t count = 0;
  for (siginfo_t info; count < room && caught::next(caught, positions, &info);)
    records[count++] = {0, 0, info};
  hub.fill(*this, room - count);
  for (; count < room && !mailbox.empty(); mailbox.pop_front())
    records[count++] = mailbox.front();
  hub.watch(hub.wanted());
  // There may be more.
  if (count == room)
    uv_async_send(&async);
  return count;
}

void SignalPort::setReferenced(bool referenced) {
  auto *handle = reinterpret_cast<uv_handle_t *>(&async);
  referenced ? uv_ref(handle) : uv_unref(handle);
}

void SignalPort::notify() {
  v8::HandleScope scope(isolate);
  v8::Local<v8::Context> entered = context.Get(isolate);
  v8::Context::Scope contextScope(entered);
  v8::Local<v8::Value> ignored;
  // What the callback throws is an uncaught exception already when this returns.
  if (node::MakeCallback(isolate, entered->Global(), callback.Get(isolate), 0, nullptr, {0, 0}).ToLocal(&ignored))
    return;
}

void SignalPort::end(void (*done)(void *), void *argument) {
  ended = done;
  endedArgument = argument;
  {
    SignalHub &hub = SignalHub::get();
    Lock lock(hub.mutex);
    removeIf(hub.ports, [&](SignalPort *each) { return each == this; });
    removeIf(hub.waits, [&](const SignalHub::Wait &each) { return each.port == this; });
    // A signal that a wait took and nobody got goes back; only its turn is lost.
    for (SignalRecord &each : mailbox)
      if (each.wait != 0)
        syscall(SYS_rt_sigqueueinfo, getpid(), each.info.si_signo, &each.info);
    // When the program ends, what is still in the kernel shall not kill it on its way out.
    if (loop != uv_default_loop()) {
      hub.discard(listening);
      hub.update();
    }
  }
  for (int signal = 1; signal <= caught::highest; signal++)
    if (watchers[signal] != nullptr)
      unwatch(signal);
  callback.Reset();
  context.Reset();
  auto close = [](auto *handle) {
    uv_close(reinterpret_cast<uv_handle_t *>(handle),
             [](uv_handle_t *closing) { static_cast<SignalPort *>(closing->data)->closed(); });
  };
  close(&async);
  close(&poll);
}

void SignalPort::closed() {
  if (--handles > 0 || ended == nullptr)
    return;
  close(kfd);
  ended(endedArgument);
  delete this;
}

namespace signal_hub {

void block(uint64_t add, uint64_t remove) {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  hub.blocked = (hub.blocked | add) & ~remove;
  hub.update();
}

uint64_t blocked() {
  SignalHub &hub = SignalHub::get();
  Lock lock(hub.mutex);
  uint64_t mask = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, nullptr, &mask, sizeof mask);
  return (mask & ~hub.held) | hub.blocked;
}

uint64_t pending() {
  uint64_t set = 0;
  syscall(SYS_rt_sigpending, &set, sizeof set);
  return set;
}

int64_t waitSync(uint64_t signals, int64_t limit, siginfo_t *info) {
  SignalHub &hub = SignalHub::get();
  {
    Lock lock(hub.mutex);
    hub.waitsSync.push_back(signals);
    hub.update();
  }
  auto now = [] {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
  };
  const int64_t begin = now();
  int64_t taken;
  do {
    const int64_t left = std::max<int64_t>(limit - (now() - begin), 0);
    const timespec time = {left / 1000000000, left % 1000000000};
    taken = takeOne(signals, limit < 0 ? nullptr : &time, info);
  } while (taken == -EINTR);
  Lock lock(hub.mutex);
  hub.waitsSync.erase(std::find(hub.waitsSync.begin(), hub.waitsSync.end(), signals));
  hub.update();
  return taken;
}

} // namespace signal_hub

} // namespace isthmus
