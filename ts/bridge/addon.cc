// The addon's entry: one instance for each JavaScript context that loads it, main thread or worker.
#include "environment.h"
#include "js.h"
#include "version.h"

namespace isthmus {
namespace {

using v8::Isolate;
using v8::Local;

// Node runs one environment on a thread at a time. An environment that loads the addon twice (as two modules) has one.
thread_local Environment *instance = nullptr;

void isFast(Local<v8::Name>, const v8::PropertyCallbackInfo<v8::Value> &info) {
  info.GetReturnValue().Set(fastCallsWork(*instance));
}

void initialize(Local<v8::Object> exports, Local<v8::Context> context) {
  if (instance == nullptr) {
    instance = new Environment(context);
    node::AddEnvironmentCleanupHook(
        instance->isolate,
        [](void *) {
          delete instance;
          instance = nullptr;
        },
        nullptr);
  }
  Isolate *isolate = instance->isolate;
  Local<v8::ObjectTemplate> bridge = v8::ObjectTemplate::New(isolate);
  js::define(isolate, bridge, "createGuest", createGuest);
  defineProcess(isolate, bridge);
  defineZygote(isolate, bridge);
  defineWaiting(isolate, bridge);
  defineReadiness(isolate, bridge);
  defineBuffers(isolate, bridge);
  defineModuleCache(isolate, bridge);
  defineIpc(isolate, bridge);

  Local<v8::Object> object = bridge->NewInstance(context).ToLocalChecked();
  js::set(isolate, object, "calls", makeNativeCalls(isolate));
  js::set(isolate, object, "signals", makeSignals(isolate));
  // Asked for by hardly anyone, and the answer takes a compilation.
  object->SetLazyDataProperty(context, js::name(isolate, "fast"), isFast).Check();
  js::set(isolate, exports, "bridge", object);
}

} // namespace

Environment::Environment(Local<v8::Context> context) : isolate(Isolate::GetCurrent()), context(isolate, context) {
  defineGuestClass(*this);
}

Environment::~Environment() {
  for (Guest *guest : guests) {
    guest->fds.closeAll();
    guest->ipc.leave();
  }
}

Environment *Environment::find() { return instance; }

} // namespace isthmus

NODE_MODULE_INIT() {
  (void)module;
  isthmus::initialize(exports, context);
}
