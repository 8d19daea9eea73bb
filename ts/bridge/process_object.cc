// The JavaScript face of a run: starting it, running the guest, leaving it, ending the process (bridge.ts, Processes).
#include "environment.h"
#include "exec.h"
#include "interrupter.h"
#include "js.h"
#include "run.h"
#include "signals.h"
#include <algorithm>
#include <cstdlib>
#include <sys/auxv.h>
#include <sys/resource.h>

namespace isthmus {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

// Whether `unwind` is on its way up; somebody else may terminate execution too.
thread_local bool unwinding = false;
// How many guests run here, one within the other, and whether the innermost is being ended for a fault of its own.
thread_local int running = 0;
thread_local bool faulted = false;

// In a signal handler.
bool endFaulted() {
  if (running == 0)
    return false;
  faulted = true;
  Isolate::GetCurrent()->TerminateExecution();
  return true;
}

// As deep as a native program may recurse; V8's own default is 1 MB. A part is left for V8 and for signal handlers.
void raiseStackLimit(Isolate *isolate) {
  constexpr rlim_t most = 64 << 20, reserve = 1 << 20;
  rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0)
    return;
  rlim_t size = std::min(limit.rlim_cur, most);
  if (size <= 2 * reserve)
    return;
  // The program's name is the topmost thing on the stack, above the environment, which counts too.
  isolate->SetStackLimit(getauxval(AT_EXECFN) - size + reserve);
}

Local<Value> field(Isolate *isolate, Local<Value> object, const char *name) {
  Local<Value> value;
  if (!object->IsObject() ||
      !object.As<v8::Object>()->Get(isolate->GetCurrentContext(), js::name(isolate, name)).ToLocal(&value))
    return v8::Undefined(isolate);
  return value;
}

int64_t startRun(Isolate *isolate, Guest *, Local<Value> wanted) {
  run::Limits limits;
  limits.maxProcesses = static_cast<int>(js::toInteger(isolate, field(isolate, wanted, "maxProcesses")));
  limits.timeout = js::toInteger(isolate, field(isolate, wanted, "timeout"));
  Local<Value> outside = field(isolate, wanted, "signalOutside");
  limits.signalAll = outside->IsTrue();
  limits.setId = field(isolate, wanted, "setId")->IsTrue();
  limits.signalPids = js::toIntegers(isolate, outside);
  raiseStackLimit(isolate);
  return run::start(limits);
}

Local<Value> outcome(Isolate *isolate, const char *kind) {
  Local<v8::Object> object = v8::Object::New(isolate);
  js::set(isolate, object, "kind", js::name(isolate, kind));
  return object;
}

Local<Value> runEntry(Isolate *isolate, Local<Value> entry) {
  Local<v8::Context> context = isolate->GetCurrentContext();
  if (!entry->IsFunction()) {
    js::throwTypeError(isolate, "run: a function is expected");
    return {};
  }
  v8::TryCatch caught(isolate);
  Local<Value> ignored;
  fault::endGuestBy(endFaulted);
  running++;
  bool returned = entry.As<v8::Function>()->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocal(&ignored);
  running--;
  if (faulted) {
    faulted = unwinding = false;
    isolate->CancelTerminateExecution();
    caught.Reset();
    return outcome(isolate, "faulted");
  }
  if (returned)
    return outcome(isolate, "returned");
  if (caught.HasTerminated()) {
    if (!unwinding) {
      caught.ReThrow(); // a worker that is being terminated
      return {};
    }
    unwinding = false;
    isolate->CancelTerminateExecution();
    return outcome(isolate, "unwound");
  }
  Local<Value> error = caught.Exception();
  caught.Reset();
  Local<Value> object = outcome(isolate, "threw");
  js::set(isolate, object.As<v8::Object>(), "error", error);
  return object;
}

// A termination request passes every frame and can't be caught, by wasm neither. It's acted on when JavaScript next
// looks, so a loop without end is run here that looks at once.
void unwind(Isolate *isolate) {
  Local<v8::Context> context = isolate->GetCurrentContext();
  unwinding = true;
  isolate->TerminateExecution();
  Local<v8::Script> spin;
  Local<Value> never;
  if (v8::Script::Compile(context, js::name(isolate, "for(;;);")).ToLocal(&spin) && spin->Run(context).ToLocal(&never))
    abort(); // can't be: nothing else ends that loop
}

// Whether the guest has a handler for the fault that an exception told of; then it's the next to be run. Addresses are
// the guest's, and 0 where no memory was touched.
int recordFault(Guest *guest, int signal) {
  siginfo_t last = fault::takeLast(), info = {};
  info.si_signo = signal;
  if (signal == SIGSEGV && last.si_signo != 0) {
    info.si_signo = last.si_signo;
    info.si_code = last.si_code;
    info.si_addr = reinterpret_cast<void *>(guest->memory.toGuest(last.si_addr));
  } else {
    int code = SEGV_MAPERR;
    if (signal == SIGFPE)
      code = FPE_INTDIV;
    else if (signal == SIGILL)
      code = ILL_ILLOPN;
    info.si_code = code;
  }
  return signals::recordFault(info) ? info.si_signo : 0;
}

} // namespace

void defineProcess(Isolate *isolate, Local<v8::Template> bridge) {
  js::define(
      isolate, bridge, "startRun", +[](Isolate *self, Guest *guest, Local<Value> limits) {
        if (int64_t error = startRun(self, guest, limits))
          js::throwTypeError(self, ("startRun: errno " + std::to_string(-error)).c_str());
      });
  js::define(isolate, bridge, "run", runEntry);
  js::define(isolate, bridge, "unwind", unwind);
  js::define(
      isolate, bridge, "exit", +[](int status) { run::exit(status); });
  js::define(
      isolate, bridge, "execNative",
      +[](Guest *guest, int kfd, std::vector<std::string> arguments, std::vector<std::string> environment,
          int directory) { return execNative(*guest, kfd, arguments, environment, directory); });
  js::define(
      isolate, bridge, "execHost", +[](std::vector<std::string> arguments) { return execHost(arguments); });
  js::define(
      isolate, bridge, "holdSignals", +[] { return signals::hold(); });
  js::define(
      isolate, bridge, "releaseSignals", +[] { signals::release(); });
  js::define(isolate, bridge, "recordFault", recordFault);
  js::define(
      isolate, bridge, "deliverSignalsBy", +[](Isolate *self, Local<Value> function) {
        if (function->IsFunction())
          interrupter::deliverBy(self, function.As<v8::Function>());
      });
  js::define(
      isolate, bridge, "die", +[](int signal) { run::die(signal); });
}

} // namespace isthmus
