// Waiting in a program's event loop: watch and openBlocking of bridge.ts. One epoll descriptor for each environment,
// polled by one libuv handle, so that libuv neither makes watched descriptors non-blocking nor minds one being watched
// twice.
#include "environment.h"
#include "js.h"
#include "opening.h"
#include "result.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <uv.h>

namespace isthmus {

using v8::Isolate;
using v8::Local;
using v8::Value;

struct Waiter {
  // What is being waited for, by id: a copy of the watched descriptor, or a file being opened.
  struct Wait {
    v8::Global<v8::Function> callback;
    int kfd = -1;
    std::shared_ptr<Opening> opening;
    bool referenced = true;
  };
  static constexpr int64_t mailboxId = 0;

  explicit Waiter(Environment &environment);
  int64_t add(Local<v8::Function> callback);
  void watch(int64_t id, int kfd, uint32_t events);
  void cancel(int64_t id);
  void setReferenced(int64_t id, bool referenced);
  void dispatch();
  void settle(int64_t id, int64_t value);
  void end(void (*done)(void *), void *argument);

  Isolate *isolate;
  v8::Global<v8::Context> context;
  node::AsyncCleanupHookHandle cleanupHook;
  uv_poll_t poll;
  int epoll;
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  std::map<int64_t, Wait> waits;
  int64_t lastId = mailboxId;
  int references = 0;
  void (*ended)(void *) = nullptr;
  void *endedArgument = nullptr;

private:
  void reference(int change);
  void drop(std::map<int64_t, Wait>::iterator wait);
};

Waiter::Waiter(Environment &environment)
    : isolate(environment.isolate), context(isolate, environment.context.Get(isolate)),
      epoll(epoll_create1(EPOLL_CLOEXEC)) {
  uv_poll_init(node::GetCurrentEventLoop(isolate), &poll, epoll);
  poll.data = this;
  uv_poll_start(&poll, UV_READABLE,
                [](uv_poll_t *handle, int, int) { static_cast<Waiter *>(handle->data)->dispatch(); });
  uv_unref(reinterpret_cast<uv_handle_t *>(&poll));
  epoll_event event = {EPOLLIN, {.u64 = mailboxId}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, mailbox->eventFd(), &event);
  cleanupHook = node::AddEnvironmentCleanupHook(
      isolate,
      [](void *waiter, void (*done)(void *), void *argument) { static_cast<Waiter *>(waiter)->end(done, argument); },
      this);
}

void Waiter::reference(int change) {
  references += change;
  auto *handle = reinterpret_cast<uv_handle_t *>(&poll);
  references > 0 ? uv_ref(handle) : uv_unref(handle);
}

int64_t Waiter::add(Local<v8::Function> callback) {
  int64_t id = ++lastId;
  waits[id].callback.Reset(isolate, callback);
  reference(1);
  return id;
}

void Waiter::watch(int64_t id, int kfd, uint32_t events) {
  // A copy for each watch, since epoll knows a descriptor once only.
  int64_t copy = result(fcntl(kfd, F_DUPFD_CLOEXEC, 3));
  epoll_event event = {events | EPOLLONESHOT, {.u64 = static_cast<uint64_t>(id)}};
  if (copy >= 0)
    waits[id].kfd = static_cast<int>(copy);
  if (copy < 0)
    mailbox->put({id, POLLNVAL});
  else if (epoll_ctl(epoll, EPOLL_CTL_ADD, waits[id].kfd, &event) != 0)
    mailbox->put({id, errno == EPERM ? events : POLLERR}); // what epoll can't wait for is always ready
}

void Waiter::drop(std::map<int64_t, Wait>::iterator wait) {
  if (wait->second.kfd >= 0) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, wait->second.kfd, nullptr);
    close(wait->second.kfd);
  }
  if (wait->second.opening != nullptr)
    wait->second.opening->release();
  if (wait->second.referenced)
    reference(-1);
  waits.erase(wait);
}

void Waiter::cancel(int64_t id) {
  auto wait = waits.find(id);
  if (wait == waits.end())
    return;
  if (wait->second.opening != nullptr)
    wait->second.opening->cancel();
  else
    drop(wait);
}

void Waiter::setReferenced(int64_t id, bool referenced) {
  auto wait = waits.find(id);
  if (wait == waits.end() || wait->second.referenced == referenced)
    return;
  wait->second.referenced = referenced;
  reference(referenced ? 1 : -1);
}

void Waiter::settle(int64_t id, int64_t value) {
  auto wait = waits.find(id);
  if (wait == waits.end())
    return; // cancelled meanwhile
  v8::HandleScope scope(isolate);
  Local<v8::Context> entered = context.Get(isolate);
  v8::Context::Scope contextScope(entered);
  Local<v8::Function> callback = wait->second.callback.Get(isolate);
  drop(wait);
  Local<Value> argument = v8::Number::New(isolate, static_cast<double>(value)), ignored;
  // What the callback throws is an uncaught exception already when this returns.
  if (node::MakeCallback(isolate, entered->Global(), callback, 1, &argument, {0, 0}).ToLocal(&ignored))
    return;
}

void Waiter::dispatch() {
  epoll_event events[64];
  int count = epoll_wait(epoll, events, 64, 0);
  for (int i = 0; i < count; i++) {
    if (events[i].data.u64 != mailboxId)
      settle(static_cast<int64_t>(events[i].data.u64), events[i].events);
    else
      for (const Mailbox::Result &result : mailbox->takeAll()) {
        if (waits.find(result.id) != waits.end())
          settle(result.id, result.value);
      }
  }
}

void Waiter::end(void (*done)(void *), void *argument) {
  ended = done;
  endedArgument = argument;
  mailbox->shut();
  while (!waits.empty()) {
    if (waits.begin()->second.opening != nullptr)
      waits.begin()->second.opening->cancel();
    drop(waits.begin());
  }
  context.Reset();
  uv_close(reinterpret_cast<uv_handle_t *>(&poll), [](uv_handle_t *handle) {
    auto *waiter = static_cast<Waiter *>(handle->data);
    close(waiter->epoll);
    waiter->ended(waiter->endedArgument);
    delete waiter;
  });
}

namespace {

Waiter &waiterOf(Environment &environment) {
  if (environment.waiter == nullptr)
    environment.waiter = new Waiter(environment);
  return *environment.waiter;
}

// The JavaScript Watch holds the id only, so it may live longer than what it stands for.
int64_t idOf(Local<Value> watch) {
  Local<v8::Object> object = watch.As<v8::Object>();
  return static_cast<int64_t>(object->GetInternalField(0).As<Value>().As<v8::Number>()->Value());
}

Local<Value> makeWatch(Isolate *isolate, int64_t id) {
  Environment &environment = Environment::current();
  Local<v8::Object> object = environment.watchClass.Get(isolate)
                                 ->InstanceTemplate()
                                 ->NewInstance(isolate->GetCurrentContext())
                                 .ToLocalChecked();
  object->SetInternalField(0, v8::Number::New(isolate, static_cast<double>(id)));
  return object;
}

Local<Value> watch(Isolate *isolate, int kfd, uint32_t events, Local<Value> callback) {
  if (!callback->IsFunction()) {
    js::throwTypeError(isolate, "watch: a callback is expected");
    return {};
  }
  Waiter &waiter = waiterOf(Environment::current());
  int64_t id = waiter.add(callback.As<v8::Function>());
  waiter.watch(id, kfd, events);
  return makeWatch(isolate, id);
}

Local<Value> openBlocking(Isolate *isolate, Local<Value> path, int flags, uint32_t mode, Local<Value> callback) {
  if (!path->IsString() || !callback->IsFunction()) {
    js::throwTypeError(isolate, "openBlocking: a path and a callback are expected");
    return {};
  }
  Waiter &waiter = waiterOf(Environment::current());
  int64_t id = waiter.add(callback.As<v8::Function>());
  std::string bytes = js::latin1(isolate, path.As<v8::String>());
  if (bytes.find('\0') != std::string::npos)
    waiter.mailbox->put({id, -EINVAL});
  else if ((waiter.waits[id].opening = Opening::start(waiter.mailbox, id, std::move(bytes), flags, mode)) == nullptr)
    waiter.mailbox->put({id, -EAGAIN});
  return makeWatch(isolate, id);
}

} // namespace

void defineWaiting(Isolate *isolate, Local<v8::Template> bridge) {
  Local<v8::FunctionTemplate> type = v8::FunctionTemplate::New(isolate);
  type->SetClassName(js::name(isolate, "Watch"));
  type->InstanceTemplate()->SetInternalFieldCount(1);
  Local<v8::Signature> signature = v8::Signature::New(isolate, type);
  auto method = [&](const char *name, v8::FunctionCallback callback) {
    type->PrototypeTemplate()->Set(js::name(isolate, name),
                                   v8::FunctionTemplate::New(isolate, callback, {}, signature));
  };
  method("cancel", [](const js::Info &info) { waiterOf(Environment::current()).cancel(idOf(info.This())); });
  method("ref", [](const js::Info &info) { waiterOf(Environment::current()).setReferenced(idOf(info.This()), true); });
  method("unref",
         [](const js::Info &info) { waiterOf(Environment::current()).setReferenced(idOf(info.This()), false); });
  Environment::current().watchClass.Reset(isolate, type);
  js::define(isolate, bridge, "watch", watch);
  js::define(isolate, bridge, "openBlocking", openBlocking);
}

} // namespace isthmus
