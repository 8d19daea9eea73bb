// Waiting in a program's event loop: one epoll descriptor for each environment, polled by one libuv handle, so that
// libuv neither makes watched descriptors non-blocking nor minds one being watched twice. Its JavaScript face is
// waiting_object.cc.
#pragma once
#include "blocking.h"
#include "environment.h"
#include <map>
#include <uv.h>

namespace isthmus {

struct Waiter {
  // What is being waited for, by id: a copy of the watched descriptor, or a call on a thread of its own.
  struct Wait {
    v8::Global<v8::Function> callback;
    int kfd = -1;
    std::shared_ptr<BlockingCall> call;
    bool referenced = true;
  };
  static constexpr int64_t mailboxId = 0;

  explicit Waiter(Environment &environment);
  // Calls back when the kernel descriptor is ready, with the events; an id.
  int64_t watch(v8::Local<v8::Function> callback, int kfd, uint32_t events);
  // Runs a call and calls back with its result, unless `refused` is the result already; an id.
  int64_t run(v8::Local<v8::Function> callback, std::shared_ptr<BlockingCall> call, int64_t refused = 0);
  void cancel(int64_t id);
  void setReferenced(int64_t id, bool referenced);

  v8::Isolate *isolate;

private:
  using Waits = std::map<int64_t, Wait>;

  int64_t add(v8::Local<v8::Function> callback);
  static void deliver(const v8::FunctionCallbackInfo<v8::Value> &info);
  void dispatch();
  void settle(int64_t id, int64_t value);
  void end(void (*done)(void *), void *argument);
  void reference(int change);
  void drop(Waits::iterator wait);

  v8::Global<v8::Context> context;
  v8::Global<v8::Function> deliverer;
  // Whether the callback that is being settled was called.
  bool delivered = false;
  node::AsyncCleanupHookHandle cleanupHook;
  uv_poll_t poll;
  int epoll;
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  Waits waits;
  int64_t lastId = mailboxId;
  int references = 0;
  void (*ended)(void *) = nullptr;
  void *endedArgument = nullptr;
};

// waiting_object.cc: runs a call in this environment's waiter, unless `refused` is its result already. The Watch.
v8::Local<v8::Value> runBlocking(v8::Isolate *isolate, v8::Local<v8::Value> callback,
                                 std::shared_ptr<BlockingCall> call, int64_t refused = 0);

} // namespace isthmus
