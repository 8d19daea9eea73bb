// The JavaScript face of a program's signals: NativeSignals of bridge.ts. What is done stands in signal_hub.cc.
#include "environment.h"
#include "js.h"
#include "result.h"
#include "signal_hub.h"
#include "version.h"

namespace isthmus {
namespace {

using js::Big;
using js::Bytes;
using v8::Isolate;
using v8::Local;
using v8::Value;

// Ports live as long as their environment, so JavaScript never has one that is gone.
SignalPort &portOf(Local<Value> port) { return *static_cast<SignalPort *>(externalPointer(port)); }

SignalRecord *recordsIn(Bytes bytes, size_t *room) {
  *room = bytes.length / sizeof(SignalRecord);
  return static_cast<SignalRecord *>(bytes.data);
}

Local<Value> open(Isolate *isolate, Local<Value> callback) {
  SignalPort *port = SignalPort::open(Environment::current(), callback.As<v8::Function>());
  if (port == nullptr)
    return v8::Integer::New(isolate, -EMFILE);
  return makeExternal(isolate, port);
}

int64_t wait(Local<Value> port, int64_t signals, Bytes into) {
  size_t room;
  SignalRecord *record = recordsIn(into, &room);
  return room < 1 ? -EINVAL : portOf(port).wait(static_cast<uint64_t>(signals), record);
}

int64_t take(Local<Value> port, Bytes into) {
  size_t room;
  SignalRecord *records = recordsIn(into, &room);
  return static_cast<int64_t>(portOf(port).take(records, room));
}

int64_t waitSync(int64_t signals, int64_t limit, Bytes into) {
  size_t room;
  SignalRecord *record = recordsIn(into, &room);
  if (room < 1)
    return -EINVAL;
  *record = {};
  return signal_hub::waitSync(static_cast<uint64_t>(signals), limit, &record->info);
}

} // namespace

Local<v8::Object> makeSignals(Isolate *isolate) {
  Local<v8::ObjectTemplate> object = v8::ObjectTemplate::New(isolate);
  js::define(isolate, object, "open", open);
  js::define(
      isolate, object, "listen", +[](Local<Value> port, int64_t signals) { return portOf(port).listen(signals); });
  js::define(
      isolate, object, "pause", +[](Local<Value> port, int64_t signals) { portOf(port).pause(signals); });
  js::define(isolate, object, "wait", wait);
  js::define(
      isolate, object, "cancel",
      +[](Local<Value> port, uint32_t id) { return static_cast<int64_t>(portOf(port).cancel(id)); });
  js::define(isolate, object, "take", take);
  js::define(
      isolate, object, "setReferenced",
      +[](Local<Value> port, int referenced) { portOf(port).setReferenced(referenced != 0); });
  js::define(
      isolate, object, "block", +[](int64_t add, int64_t remove) { signal_hub::block(add, remove); });
  js::define(
      isolate, object, "blocked", +[] { return Big{static_cast<int64_t>(signal_hub::blocked())}; });
  js::define(
      isolate, object, "pending", +[] { return Big{static_cast<int64_t>(signal_hub::pending())}; });
  js::define(isolate, object, "waitSync", waitSync);
  return object->NewInstance(isolate->GetCurrentContext()).ToLocalChecked();
}

} // namespace isthmus
