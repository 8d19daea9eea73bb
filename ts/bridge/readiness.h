// One descriptor of a program's that is waited for again and again: it stays registered with libuv between the waits,
// so that a wait costs no system call. Its JavaScript face is Readiness of bridge.ts; who waits only once uses
// waiter.h.
#pragma once
#include "environment.h"
#include <uv.h>

namespace isthmus {

class Readiness;

// Those of one environment; ends itself with it.
class Readinesses {
public:
  explicit Readinesses(Environment &environment);
  static Readinesses &current();

  v8::Isolate *const isolate;
  v8::Global<v8::Context> context;
  v8::Global<v8::FunctionTemplate> type;
  // Those whose libuv handle isn't closed yet.
  std::set<Readiness *> all;
  // When the last of them is closed.
  void closed();

private:
  void end(void (*done)(void *), void *argument);

  node::AsyncCleanupHookHandle cleanupHook;
  void (*ended)(void *) = nullptr;
  void *endedArgument = nullptr;
};

class Readiness {
public:
  // Null with `error`, minus an errno, when the descriptor is none that can be waited for. `events` are poll(2)'s.
  static Readiness *create(int kfd, uint32_t events, int64_t *error);
  // Calls back once; replaces an earlier callback.
  void wait(v8::Local<v8::Function> callback, bool referenced);
  void cancel();
  void setReferenced(bool referenced);
  // Frees it, later.
  void close();

private:
  Readiness(Readinesses &owner, int kfd, int events) : owner(owner), kfd(kfd), events(events) {}
  static void ready(uv_poll_t *poll, int status, int events);
  uv_handle_t *handle() { return reinterpret_cast<uv_handle_t *>(&poll); }

  Readinesses &owner;
  // A copy of the descriptor, since libuv knows one once only.
  const int kfd;
  // libuv's.
  const int events;
  uv_poll_t poll;
  bool started = false;
  // Empty unless somebody waits.
  v8::Global<v8::Function> callback;
};

} // namespace isthmus
