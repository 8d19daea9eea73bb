// The JavaScript face of waiting: watch, the calls that block on threads, and Watch, of bridge.ts.
#include "blocking_calls.h"
#include "js.h"
#include "result.h"
#include "waiter.h"
#include <climits>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {
namespace {

using js::Bytes;
using v8::Isolate;
using v8::Local;
using v8::Value;

Waiter &waiter() {
  Environment &environment = Environment::current();
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
  Local<v8::Object> object = Environment::current()
                                 .watchClass.Get(isolate)
                                 ->InstanceTemplate()
                                 ->NewInstance(isolate->GetCurrentContext())
                                 .ToLocalChecked();
  object->SetInternalField(0, v8::Number::New(isolate, static_cast<double>(id)));
  return object;
}

bool isCallback(Isolate *isolate, Local<Value> callback) {
  if (!callback->IsFunction())
    js::throwTypeError(isolate, "a callback is expected");
  return callback->IsFunction();
}

Local<Value> watch(Isolate *isolate, int kfd, uint32_t events, Local<Value> callback) {
  if (!isCallback(isolate, callback))
    return {};
  return makeWatch(isolate, waiter().watch(callback.As<v8::Function>(), kfd, events));
}

Local<Value> openBlocking(Isolate *isolate, Local<Value> path, int flags, uint32_t mode, Local<Value> callback) {
  if (!path->IsString() || !callback->IsFunction()) {
    js::throwTypeError(isolate, "openBlocking: a path and a callback are expected");
    return {};
  }
  std::string bytes = js::latin1(isolate, path.As<v8::String>());
  if (bytes.find('\0') != std::string::npos)
    return runBlocking(isolate, callback, nullptr, -EINVAL);
  return runBlocking(isolate, callback, blocking::open(std::move(bytes), flags, mode));
}

Local<Value> connectBlocking(Isolate *isolate, int kfd, Bytes address, Local<Value> callback) {
  if (!isCallback(isolate, callback))
    return {};
  return runBlocking(isolate, callback, blocking::connect(kfd, address.data, address.length));
}

Local<Value> waitFutex(Isolate *isolate, Local<Value> word, uint32_t expected, Local<Value> callback,
                       js::OptionalInt limit) {
  if (!isCallback(isolate, callback))
    return {};
  if (!word->IsInt32Array() || word.As<v8::TypedArray>()->ByteLength() < sizeof(uint32_t))
    return runBlocking(isolate, callback, nullptr, -EINVAL);
  Local<v8::TypedArray> view = word.As<v8::TypedArray>();
  std::shared_ptr<v8::BackingStore> store = view->Buffer()->GetBackingStore();
  char *address = static_cast<char *>(store->Data()) + view->ByteOffset();
  return runBlocking(
      isolate, callback,
      blocking::futexWait(std::move(store), reinterpret_cast<uint32_t *>(address), expected, limit.value));
}

int64_t waitFutexSync(Bytes word, uint32_t expected) {
  if (word.length < sizeof expected)
    return -EINVAL;
  return result(unlessInterrupted([&] { return syscall(SYS_futex, word.data, FUTEX_WAIT, expected, nullptr); }));
}

int64_t wakeFutex(Bytes word, int count) {
  return word.length < sizeof(uint32_t) ? -EINVAL : result(syscall(SYS_futex, word.data, FUTEX_WAKE, count));
}

Local<Value> msgsndBlocking(Isolate *isolate, int id, int64_t type, Bytes text, int flags, Local<Value> callback) {
  if (!isCallback(isolate, callback))
    return {};
  return runBlocking(isolate, callback, blocking::msgsnd(id, type, text.data, text.length, flags));
}

Local<Value> msgrcvBlocking(Isolate *isolate, int id, int64_t size, int64_t type, int flags, Local<Value> callback) {
  if (!isCallback(isolate, callback))
    return {};
  if (size < 0 || size > INT_MAX)
    return runBlocking(isolate, callback, nullptr, -EINVAL);
  return runBlocking(isolate, callback, blocking::msgrcv(id, static_cast<size_t>(size), type, flags));
}

Local<Value> semopBlocking(Isolate *isolate, int id, Bytes operations, Local<Value> callback) {
  if (!isCallback(isolate, callback))
    return {};
  return runBlocking(isolate, callback, blocking::semop(id, operations.data, operations.length));
}

} // namespace

Local<Value> runBlocking(Isolate *isolate, Local<Value> callback, std::shared_ptr<BlockingCall> call, int64_t refused) {
  return makeWatch(isolate, waiter().run(callback.As<v8::Function>(), std::move(call), refused));
}

void defineWaiting(Isolate *isolate, Local<v8::Template> bridge) {
  Local<v8::FunctionTemplate> type = v8::FunctionTemplate::New(isolate);
  type->SetClassName(js::name(isolate, "Watch"));
  type->InstanceTemplate()->SetInternalFieldCount(1);
  Local<v8::Signature> signature = v8::Signature::New(isolate, type);
  auto method = [&](const char *name, v8::FunctionCallback callback) {
    type->PrototypeTemplate()->Set(js::name(isolate, name),
                                   v8::FunctionTemplate::New(isolate, callback, {}, signature));
  };
  method("cancel", [](const js::Info &info) { waiter().cancel(idOf(info.This())); });
  method("ref", [](const js::Info &info) { waiter().setReferenced(idOf(info.This()), true); });
  method("unref", [](const js::Info &info) { waiter().setReferenced(idOf(info.This()), false); });
  Environment::current().watchClass.Reset(isolate, type);
  js::define(isolate, bridge, "watch", watch);
  js::define(isolate, bridge, "openBlocking", openBlocking);
  js::define(isolate, bridge, "connectBlocking", connectBlocking);
  js::define(isolate, bridge, "waitFutex", waitFutex);
  js::define(isolate, bridge, "waitFutexSync", waitFutexSync);
  js::define(isolate, bridge, "wakeFutex", wakeFutex);
  js::define(isolate, bridge, "msgsndBlocking", msgsndBlocking);
  js::define(isolate, bridge, "msgrcvBlocking", msgrcvBlocking);
  js::define(isolate, bridge, "semopBlocking", semopBlocking);
}

} // namespace isthmus
