// One addon instance: what belongs to one JavaScript context (the main one, or a worker's).
#pragma once
#include "guest.h"
#include <map>
#include <node.h>
#include <set>
#include <string>

namespace isthmus {

struct Waiter;
class Readinesses;

struct Environment {
  explicit Environment(v8::Local<v8::Context> context);
  Environment(const Environment &) = delete;
  // Closes the descriptors of every guest: the objects that own them are not collected any more.
  ~Environment();

  v8::Isolate *isolate;
  v8::Global<v8::Context> context;
  // The class of NativeGuest, and of the receiver that import functions are bound to.
  v8::Global<v8::FunctionTemplate> guestClass;
  // The class of Watch.
  v8::Global<v8::FunctionTemplate> watchClass;
  std::set<Guest *> guests;
  // Import functions, made when first bound.
  std::map<std::pair<std::string, bool>, v8::Global<v8::Function>> imports;
  // Made when something is first waited for; they end themselves with the environment.
  Waiter *waiter = nullptr;
  Readinesses *readinesses = nullptr;

  // The running thread's instance; null when it has ended.
  static Environment *find();
  static Environment &current() { return *find(); }
};

// guest_object.cc
void defineGuestClass(Environment &environment);
v8::Local<v8::Value> createGuest(v8::Isolate *isolate, int maxFds);
// The guest of an object that is known to be a NativeGuest.
Guest *guestOf(v8::Local<v8::Object> object);

// imports.cc
// The import function of that name for any guest, to be bound to one; empty when there is none. `fast` where V8 can.
v8::MaybeLocal<v8::Function> importFunction(Environment &environment, const std::string &name, bool fast);
// Whether fast calls work in this V8, and are wanted.
bool fastCallsWork(Environment &environment);

// native_calls.cc, process_object.cc, waiting_object.cc, readiness.cc, module_cache.cc, zygote_object.cc, buffers.cc
v8::Local<v8::Object> makeNativeCalls(v8::Isolate *isolate);
void defineProcess(v8::Isolate *isolate, v8::Local<v8::Template> bridge);
void defineWaiting(v8::Isolate *isolate, v8::Local<v8::Template> bridge);
void defineReadiness(v8::Isolate *isolate, v8::Local<v8::Template> bridge);
void defineBuffers(v8::Isolate *isolate, v8::Local<v8::Template> bridge);
void defineModuleCache(v8::Isolate *isolate, v8::Local<v8::Template> bridge);
// ipc_object.cc
void defineIpcCalls(v8::Isolate *isolate, v8::Local<v8::Template> calls);
void defineSocketCalls(v8::Isolate *isolate, v8::Local<v8::Template> calls);
void defineNetdbCalls(v8::Isolate *isolate, v8::Local<v8::Template> calls);
void defineInotifyCalls(v8::Isolate *isolate, v8::Local<v8::Template> calls);
void defineIpc(v8::Isolate *isolate, v8::Local<v8::Template> bridge);
void defineZygote(v8::Isolate *isolate, v8::Local<v8::Template> bridge);
// signals_object.cc, pidfd_calls.cc
v8::Local<v8::Object> makeSignals(v8::Isolate *isolate);
void definePidfdCalls(v8::Isolate *isolate, v8::Local<v8::Template> calls);

} // namespace isthmus
