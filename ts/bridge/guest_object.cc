// The JavaScript face of a guest: NativeGuest of bridge.ts.
#include "environment.h"
#include "js.h"
#include "run.h"
#include "signals.h"
#include "version.h"

namespace isthmus {
namespace {

using js::Text;
using v8::Isolate;
using v8::Local;
using v8::Value;

// The object owns the guest: wasm instances hold the object, as receiver of their imports, and so the guest.
struct Owner {
  v8::Global<v8::Object> object;
  Guest guest;

  explicit Owner(int maxFds) : guest(maxFds) { Environment::find()->guests.insert(&guest); }
  // It may be collected after the environment has ended.
  ~Owner() {
    if (Environment *environment = Environment::find())
      environment->guests.erase(&guest);
  }

  static void collect(const v8::WeakCallbackInfo<Owner> &info) { delete info.GetParameter(); }
};

void attach(Guest *guest, Local<Value> value) {
  Isolate *isolate = Isolate::GetCurrent();
  std::shared_ptr<v8::BackingStore> store;
  if (value->IsArrayBuffer())
    store = value.As<v8::ArrayBuffer>()->GetBackingStore();
  else if (value->IsSharedArrayBuffer())
    store = value.As<v8::SharedArrayBuffer>()->GetBackingStore();
  else
    return js::throwTypeError(isolate, "attach: the buffer of a WebAssembly.Memory is expected");
  void *base = store->Data();
  // A second memory is a second program: exec. The kernel can't know of it, so what the first had mapped, and its
  // timers, go here.
  if (run::isStarted() && guest->memory.isAttached()) {
    guest->robust.release();
    guest->timers.deleteAll();
    guest->memory.surrender();
    signals::resetCaught();
    signals::release();
    run::executed();
  }
  guest->memory.attach(std::move(store), base,
                       [](const void *owner) { return static_cast<const v8::BackingStore *>(owner)->ByteLength(); });
  if (run::isStarted())
    fault::watch(&guest->memory);
}

void giveImport(const js::Info &info, bool fast) {
  Isolate *isolate = info.GetIsolate();
  Local<v8::Context> context = isolate->GetCurrentContext();
  Local<v8::Function> function;
  Local<Value> bound, bindMethod, receiver = info.This();
  if (!info[0]->IsString() ||
      !importFunction(Environment::current(), js::latin1(isolate, info[0].As<v8::String>()), fast).ToLocal(&function))
    return js::throwTypeError(isolate, "no call of that name is served by the bridge");
  if (function->Get(context, js::name(isolate, "bind")).ToLocal(&bindMethod) &&
      bindMethod.As<v8::Function>()->Call(context, function, 1, &receiver).ToLocal(&bound))
    info.GetReturnValue().Set(bound);
}

Local<Value> read(Isolate *isolate, Guest *guest, uint32_t pointer, uint32_t length) {
  // Told before anything of that size is made for it: a wild length must not cost memory.
  if (!guest->memory.isReadable(pointer, length))
    return v8::Integer::New(isolate, -EFAULT);
  Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, length);
  if (int error = guest->memory.read(pointer, buffer->Data(), length))
    return v8::Integer::New(isolate, error);
  return v8::Uint8Array::New(buffer, 0, length);
}

Local<Value> readString(Isolate *isolate, Guest *guest, uint32_t pointer, uint32_t length) {
  if (!guest->memory.isReadable(pointer, length))
    return v8::Integer::New(isolate, -EFAULT);
  std::string bytes(length, '\0');
  if (int error = length > v8::String::kMaxLength ? -ENOMEM : guest->memory.read(pointer, bytes.data(), length))
    return v8::Integer::New(isolate, error);
  return js::fromLatin1(isolate, bytes.data(), length);
}

Local<Value> openFds(Isolate *isolate, Guest *guest) {
  std::vector<Local<Value>> numbers;
  for (int fd : guest->fds.open())
    numbers.push_back(v8::Integer::New(isolate, fd));
  return v8::Array::New(isolate, numbers.data(), numbers.size());
}

} // namespace

namespace js {
int take(const Info &info, int &from, Guest *&into) {
  // The receiver of a method, or an argument.
  auto guestClass = Environment::current().guestClass.Get(info.GetIsolate());
  Local<Value> value = from == 0 && guestClass->HasInstance(info.This()) ? info.This().As<Value>() : info[from++];
  if (!guestClass->HasInstance(value))
    return -EFAULT;
  into = guestOf(value.As<v8::Object>());
  return into == nullptr ? -EFAULT : 0;
}
} // namespace js

void defineGuestClass(Environment &environment) {
  Isolate *isolate = environment.isolate;
  Local<v8::FunctionTemplate> type = v8::FunctionTemplate::New(isolate);
  type->SetClassName(js::name(isolate, "NativeGuest"));
  type->InstanceTemplate()->SetInternalFieldCount(1);
  Local<v8::Template> methods = type->PrototypeTemplate();
  js::define(isolate, methods, "attach", attach);
  js::define(isolate, methods, "read", read);
  js::define(isolate, methods, "readString", readString);
  js::define(isolate, methods, "openFds", openFds);
  Local<v8::Signature> ownMethod = v8::Signature::New(isolate, type);
  methods->Set(js::name(isolate, "bind"),
               v8::FunctionTemplate::New(
                   isolate, [](const js::Info &info) { giveImport(info, true); }, {}, ownMethod));
  methods->Set(js::name(isolate, "call"),
               v8::FunctionTemplate::New(
                   isolate, [](const js::Info &info) { giveImport(info, false); }, {}, ownMethod));
  js::define(
      isolate, methods, "write", +[](Guest *guest, uint32_t pointer, js::Bytes bytes) -> int64_t {
        return guest->memory.write(pointer, bytes.data, bytes.length);
      });
  js::define(
      isolate, methods, "writeU32",
      +[](Guest *guest, uint32_t pointer, uint32_t value) -> int64_t { return guest->memory.store(pointer, value); });
  js::define(
      isolate, methods, "writeU64",
      +[](Guest *guest, uint32_t pointer, int64_t value) -> int64_t { return guest->memory.store(pointer, value); });
  js::define(
      isolate, methods, "protect", +[](Guest *guest, uint32_t pointer, uint32_t length) -> int64_t {
        return guest->memory.protect(pointer, length);
      });
  js::define(
      isolate, methods, "install", +[](Guest *guest, int kfd, int flags, js::OptionalInt minimum) -> int64_t {
        return guest->fds.install(kfd, flags, minimum.value < 0 ? 0 : static_cast<int>(minimum.value));
      });
  js::define(
      isolate, methods, "installAt",
      +[](Guest *guest, int fd, int kfd, int flags) -> int64_t { return guest->fds.installAt(fd, kfd, flags); });
  js::define(
      isolate, methods, "kernelFd", +[](Guest *guest, int fd) -> int64_t { return guest->fds.kernel(fd); });
  js::define(
      isolate, methods, "fdFlags", +[](Guest *guest, int fd) -> int64_t { return guest->fds.flags(fd); });
  js::define(
      isolate, methods, "setFdFlags",
      +[](Guest *guest, int fd, int flags) -> int64_t { return guest->fds.setFlags(fd, flags); });
  js::define(
      isolate, methods, "renumber",
      +[](Guest *guest, int from, int to) -> int64_t { return guest->fds.renumber(from, to); });
  js::define(
      isolate, methods, "setPlaces", +[](Guest *guest, std::vector<std::string> names) {
        guest->places.clear();
        for (size_t i = 0; i + 1 < names.size(); i += 2)
          guest->places.push_back({names[i], names[i + 1]});
      });
  js::define(
      isolate, methods, "setReach",
      +[](Guest *guest, int reach) { guest->network.reach = static_cast<Network::Reach>(reach); });
  js::define(
      isolate, methods, "setNetlinkRights",
      +[](Guest *guest, uint32_t families) { guest->network.netlinkRights = families; });
  js::define(
      isolate, methods, "approve",
      +[](Guest *guest, js::Bytes address) { guest->network.approve(address.data, address.length); });
  js::define(
      isolate, methods, "closeOnExec", +[](Guest *guest) { guest->fds.closeOnExec(); });
  js::define(
      isolate, methods, "close", +[](Guest *guest) {
        guest->fds.closeAll();
        guest->robust.release();
        guest->memory.detach();
        guest->ipc.leave();
      });
  environment.guestClass.Reset(isolate, type);
}

Local<Value> createGuest(Isolate *isolate, int maxFds) {
  Local<v8::Object> object = Environment::current()
                                 .guestClass.Get(isolate)
                                 ->InstanceTemplate()
                                 ->NewInstance(isolate->GetCurrentContext())
                                 .ToLocalChecked();
  auto *owner = new Owner(maxFds);
  setPointer(object, &owner->guest);
  owner->object.Reset(isolate, object);
  owner->object.SetWeak(owner, Owner::collect, v8::WeakCallbackType::kParameter);
  return object;
}

Guest *guestOf(Local<v8::Object> object) { return static_cast<Guest *>(getPointer(object)); }

} // namespace isthmus
