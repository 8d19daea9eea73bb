// Waiting for one descriptor again and again; see readiness.h.
#include "readiness.h"
#include "js.h"
#include "result.h"
#include "version.h"
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace isthmus {

using v8::Isolate;
using v8::Local;
using v8::Value;

Readinesses::Readinesses(Environment &environment)
    : isolate(environment.isolate), context(isolate, environment.context.Get(isolate)) {
  cleanupHook = node::AddEnvironmentCleanupHook(
      isolate,
      [](void *owner, void (*done)(void *), void *argument) { static_cast<Readinesses *>(owner)->end(done, argument); },
      this);
}

Readinesses &Readinesses::current() {
  Environment &environment = Environment::current();
  if (environment.readinesses == nullptr)
    environment.readinesses = new Readinesses(environment);
  return *environment.readinesses;
}

void Readinesses::end(void (*done)(void *), void *argument) {
  ended = done;
  endedArgument = argument;
  context.Reset();
  type.Reset();
  for (Readiness *one : all)
    one->close();
  closed();
}

void Readinesses::closed() {
  if (ended == nullptr || !all.empty())
    return;
  ended(endedArgument);
  delete this;
}

Readiness *Readiness::create(int kfd, uint32_t events, int64_t *error) {
  Readinesses &owner = Readinesses::current();
  int64_t copy = result(fcntl(kfd, F_DUPFD_CLOEXEC, 3));
  *error = copy;
  if (copy < 0)
    return nullptr;
  int wanted = (events & POLLIN ? UV_READABLE : 0) | (events & POLLOUT ? UV_WRITABLE : 0);
  auto *one = new Readiness(owner, static_cast<int>(copy), wanted);
  *error = uv_poll_init(node::GetCurrentEventLoop(owner.isolate), &one->poll, one->kfd);
  if (*error != 0) {
    ::close(one->kfd);
    delete one;
    return nullptr;
  }
  one->poll.data = one;
  uv_unref(one->handle());
  owner.all.insert(one);
  return one;
}

void Readiness::wait(Local<v8::Function> function, bool referenced) {
  callback.Reset(owner.isolate, function);
  if (!started)
    started = uv_poll_start(&poll, events, ready) == 0;
  setReferenced(referenced);
}

void Readiness::cancel() {
  callback.Reset();
  uv_unref(handle());
}

void Readiness::setReferenced(bool referenced) {
  // Who doesn't wait keeps no program running.
  referenced && !callback.IsEmpty() ? uv_ref(handle()) : uv_unref(handle());
}

void Readiness::close() {
  callback.Reset();
  if (uv_is_closing(handle()))
    return;
  uv_close(handle(), [](uv_handle_t *handle) {
    auto *one = static_cast<Readiness *>(handle->data);
    Readinesses &owner = one->owner;
    owner.all.erase(one);
    delete one;
    owner.closed();
  });
  // libuv has let go of it already.
  ::close(kfd);
}

void Readiness::ready(uv_poll_t *poll, int status, int) {
  auto *one = static_cast<Readiness *>(poll->data);
  if (status < 0)
    one->started = false; // libuv stops at errors of the descriptor's, which are for the next call on it to tell
  if (one->callback.IsEmpty()) {
    // Nobody has asked for it: not to be told again and again.
    uv_poll_stop(poll);
    one->started = false;
    return;
  }
  Isolate *isolate = one->owner.isolate;
  v8::HandleScope scope(isolate);
  Local<v8::Context> context = one->owner.context.Get(isolate);
  v8::Context::Scope entered(context);
  Local<v8::Function> callback = one->callback.Get(isolate);
  one->cancel();
  Local<Value> ignored;
  // What the callback throws is an uncaught exception already when this returns.
  if (node::MakeCallback(isolate, context->Global(), callback, 0, nullptr, {0, 0}).ToLocal(&ignored))
    return;
}

namespace {

// Null once closed.
Readiness *readinessOf(const js::Info &info) { return static_cast<Readiness *>(getPointer(info.This())); }

Local<v8::FunctionTemplate> makeType(Isolate *isolate) {
  Local<v8::FunctionTemplate> type = v8::FunctionTemplate::New(isolate);
  type->SetClassName(js::name(isolate, "Readiness"));
  type->InstanceTemplate()->SetInternalFieldCount(1);
  Local<v8::Signature> signature = v8::Signature::New(isolate, type);
  auto method = [&](const char *name, v8::FunctionCallback callback) {
    type->PrototypeTemplate()->Set(js::name(isolate, name),
                                   v8::FunctionTemplate::New(isolate, callback, {}, signature));
  };
  method("wait", [](const js::Info &info) {
    if (Readiness *one = readinessOf(info); one != nullptr && info[0]->IsFunction())
      one->wait(info[0].As<v8::Function>(), info[1]->IsTrue());
  });
  method("cancel", [](const js::Info &info) {
    if (Readiness *one = readinessOf(info))
      one->cancel();
  });
  method("ref", [](const js::Info &info) {
    if (Readiness *one = readinessOf(info))
      one->setReferenced(true);
  });
  method("unref", [](const js::Info &info) {
    if (Readiness *one = readinessOf(info))
      one->setReferenced(false);
  });
  method("close", [](const js::Info &info) {
    if (Readiness *one = readinessOf(info))
      one->close();
    setPointer(info.This(), nullptr);
  });
  return type;
}

Local<Value> readiness(Isolate *isolate, int kfd, uint32_t events) {
  int64_t error;
  Readiness *one = Readiness::create(kfd, events, &error);
  if (one == nullptr)
    return v8::Number::New(isolate, static_cast<double>(error));
  Readinesses &owner = Readinesses::current();
  if (owner.type.IsEmpty())
    owner.type.Reset(isolate, makeType(isolate));
  Local<v8::Object> object =
      owner.type.Get(isolate)->InstanceTemplate()->NewInstance(isolate->GetCurrentContext()).ToLocalChecked();
  setPointer(object, one);
  return object;
}

} // namespace

void defineReadiness(Isolate *isolate, Local<v8::Template> bridge) {
  js::define(isolate, bridge, "readiness", readiness);
}

} // namespace isthmus
