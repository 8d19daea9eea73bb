// Signals of a program that embeds the bridge: who listens, who waits, what is blocked; and a port for each JavaScript
// thread through which they come. The JavaScript face is signals_object.cc.
//
// Signals that are waited for, or blocked by the program, and real-time signals that somebody listens to, are blocked
// in every thread of the process (thread_masks.h), so that they queue in the kernel, where they keep their order, their
// values, and the sender its EAGAIN; no handler, of however many threads, could keep the order. A signalfd wakes the
// event loops, one of which takes signals one by one (sigtimedwait) and hands each to one who waits for it, or to all
// who listen. The kernel keeps what nobody has room for: nothing is taken while a listener is behind. Standard signals
// that are only listened to are caught by a handler instead (caught_signals.h), as Node's own are: they coalesce
// anyway, and so everything else that Node and libuv do with them goes on, SIGCHLD among it.
#pragma once
#include "caught_signals.h"
#include "environment.h"
#include <deque>
#include <vector>

namespace isthmus {

// What a port is given: a signal for who listens, or for one wait.
struct SignalRecord {
  uint32_t wait; // its id, or 0
  uint32_t padding;
  siginfo_t info;
};
static_assert(sizeof(SignalRecord) == 136, "ts/api/signal-port.ts knows it");

// One JavaScript thread's end. Belongs to its thread, but for what the hub's lock guards. Ends with its environment.
class SignalPort {
public:
  // Makes one; null when there are too many descriptors. The callback is called, without arguments, when there is
  // something to take.
  static SignalPort *open(Environment &environment, v8::Local<v8::Function> callback);
  SignalPort(const SignalPort &) = delete;

  // Listens to exactly these signals: 0, or minus an errno.
  int64_t listen(uint64_t signals);
  // Leaves these real-time signals in the kernel for the time being.
  void pause(uint64_t signals);
  // Waits for one signal of a set: 0 when it was there, and is in `record`; otherwise the wait's id.
  uint32_t wait(uint64_t signals, SignalRecord *record);
  // Whether a wait was ended before it was given a signal.
  bool cancel(uint32_t wait);
  // What has come: the number of records.
  size_t take(SignalRecord *records, size_t room);
  // Whether it keeps its event loop running.
  void setReferenced(bool referenced);

private:
  friend class SignalHub;

  SignalPort(Environment &environment, v8::Local<v8::Function> callback, int kfd);
  void notify();
  int64_t watch(int signal);
  void unwatch(int signal);
  void end(void (*done)(void *), void *argument);
  void closed();

  v8::Isolate *isolate;
  v8::Global<v8::Context> context;
  v8::Global<v8::Function> callback;
  node::AsyncCleanupHookHandle cleanupHook;
  uv_loop_t *const loop;
  // Wakes the loop when the kernel has something, and when another port has taken something for this one.
  uv_poll_t poll;
  uv_async_t async;
  const int kfd;
  // Standard signals that are caught for this port.
  uint64_t caught = 0;
  caught::Positions positions = {};
  uv_signal_t *watchers[caught::highest + 1] = {};
  int handles = 0;
  void (*ended)(void *) = nullptr;
  void *endedArgument = nullptr;

  // Guarded by the hub's lock.
  uint64_t listening = 0, paused = 0;
  std::deque<SignalRecord> mailbox;
};

namespace signal_hub {

// Blocks and unblocks signals for the whole process.
void block(uint64_t add, uint64_t remove);
// What is blocked for the calling thread, by `block` or by other native code.
uint64_t blocked();
// What was sent to the process or the calling thread and has not been taken.
uint64_t pending();
// Waits for one signal of a set, blocking the thread: the signal, or minus an errno, -EAGAIN after so many nanoseconds
// unless they are negative.
int64_t waitSync(uint64_t signals, int64_t limit, siginfo_t *info);

} // namespace signal_hub

} // namespace isthmus
