// Import functions: for every call of the table the ordinary callback and the fast API function, both made from its
// parameters' kinds. Which guest a call comes from is told by the receiver, so one function serves them all.
#include "calls.h"
#include "environment.h"
#include "fast_api.h"
#include "js.h"
#include "version.h"
#include <cstdlib>
#include <cstring>

namespace isthmus {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

// What a V8 function is made of.
struct Import {
  const char *name;
  v8::FunctionCallback ordinary;
  v8::CFunction fast;
  bool mayBeFast;
};

constexpr v8::CTypeInfo typeOf(int32_t) { return v8::CTypeInfo::Type::kInt32; }
constexpr v8::CTypeInfo typeOf(uint32_t) { return v8::CTypeInfo::Type::kUint32; }
constexpr v8::CTypeInfo typeOf(int64_t) { return v8::CTypeInfo::Type::kInt64; }

using CallFunction = int64_t(Guest &, const WasmValue *);

// Both forms of one call. Neither allocates in V8's heap before the kernel has answered, the fast one never does.
template <CallFunction function, typename Result, typename Wasm> struct Binding;
template <CallFunction function, typename Result, typename... Values>
struct Binding<function, Result, std::tuple<Values...>> {
  static Result fast(Local<v8::Object> receiver, Values... values) {
    WasmValue array[] = {static_cast<WasmValue>(values)..., 0};
    return static_cast<Result>(function(*guestOf(receiver), array));
  }

  static void ordinary(const js::Info &info) {
    WasmValue array[sizeof...(Values) + 1];
    int from = 0;
    for (size_t i = 0; i < sizeof...(Values); i++)
      js::take(info, from, array[i]);
    auto value = static_cast<Result>(function(*guestOf(info.This()), array));
    if constexpr (std::is_same_v<Result, int64_t>)
      js::give(info, js::Big{value});
    else
      info.GetReturnValue().Set(value);
  }

  static constexpr v8::CTypeInfo parameters[] = {v8::CTypeInfo::Type::kV8Value, typeOf(Values())...};
  static constexpr v8::CFunctionInfo info{typeOf(Result()), sizeof...(Values) + 1, parameters};

  static Import import(const char *name) {
    constexpr bool has64 = std::is_same_v<Result, int64_t> || (std::is_same_v<Values, int64_t> || ...);
    return {name, ordinary, v8::CFunction(reinterpret_cast<const void *>(fast), &info), !has64 || compilesFast64};
  }
};

template <typename Result, typename... Kinds> struct Bound {
  template <CallFunction function> static Import import(const char *name) {
    return Binding<function, typename Result::Wasm, typename Parameters<Kinds...>::Wasm>::import(name);
  }
};

#define ISTHMUS_FORWARD(name, number, result, ...)                                                                     \
  Bound<results::result __VA_OPT__(, )                                                                                 \
            __VA_ARGS__>::import <Forward<SYS_##number, results::result>::call<__VA_ARGS__>>(#name),
#define ISTHMUS_BRIDGE(name, result, ...)                                                                              \
  Bound<results::result __VA_OPT__(, ) __VA_ARGS__>::import <Handwritten<calls::name>::call<__VA_ARGS__>>(#name),
const Import imports[] = {
#include "../../wasm/generated/calls.inc"
};
#undef ISTHMUS_FORWARD
#undef ISTHMUS_BRIDGE

Local<v8::Function> make(Environment &environment, const Import &import, bool fast) {
  Isolate *isolate = environment.isolate;
  auto made = v8::FunctionTemplate::New(isolate, import.ordinary, {}, {}, 0, v8::ConstructorBehavior::kThrow,
                                        v8::SideEffectType::kHasSideEffect, fast ? &import.fast : nullptr);
  made->SetAcceptAnyReceiver(true);
  return made->GetFunction(environment.context.Get(isolate)).ToLocalChecked();
}

// The self-test: a call that says whether it was entered the fast way, made from a module of a few bytes.
int fastEntries;
int64_t selfTest(Guest &, const WasmValue *values) { return values[0] + values[1] * 3; }
struct SelfTest : Binding<selfTest, int64_t, std::tuple<uint32_t, int64_t>> {
  static int64_t counted(Local<v8::Object> receiver, uint32_t one, int64_t other) {
    fastEntries++;
    return fast(receiver, one, other);
  }
};

// (import "i" "f" (func (param i32 i64) (result i64)))
// (func (export "f") (param i32 i64) (result i64) local.get 0 local.get 1 call 0)
const uint8_t selfTestModule[] = {
    0x00, 'a', 's', 'm',  1,   0,    0,    0,                         // header
    1,    7,   1,   0x60, 2,   0x7f, 0x7e, 1,    0x7e,                // type
    2,    7,   1,   1,    'i', 1,    'f',  0,    0,                   // import
    3,    2,   1,   0,                                                // function
    7,    5,   1,   1,    'f', 0,    1,                               // export
    10,   10,  1,   8,    0,   0x20, 0,    0x20, 1,    0x10, 0, 0x0b, // code
};

v8::MaybeLocal<Value> construct(Environment &environment, const char *type, int count, Local<Value> *arguments) {
  Local<v8::Context> context = environment.context.Get(environment.isolate);
  Local<Value> assembly, constructor;
  Local<v8::Object> made;
  if (!context->Global()->Get(context, js::name(environment.isolate, "WebAssembly")).ToLocal(&assembly) ||
      !assembly->IsObject() ||
      !assembly.As<v8::Object>()->Get(context, js::name(environment.isolate, type)).ToLocal(&constructor) ||
      !constructor->IsFunction() ||
      !constructor.As<v8::Function>()->NewInstance(context, count, arguments).ToLocal(&made))
    return {};
  return made.As<Value>();
}

bool runSelfTest(Environment &environment) {
  Isolate *isolate = environment.isolate;
  v8::HandleScope scope(isolate);
  v8::TryCatch caught(isolate);
  Local<v8::Context> context = environment.context.Get(isolate);
  Import import = SelfTest::import("selfTest");
  import.fast = v8::CFunction(reinterpret_cast<const void *>(SelfTest::counted), &SelfTest::info);
  Local<Value> receiver = createGuest(isolate, 1), bound, bindMethod;
  Local<v8::Function> function = make(environment, import, true);
  if (!function->Get(context, js::name(isolate, "bind")).ToLocal(&bindMethod) ||
      !bindMethod.As<v8::Function>()->Call(context, function, 1, &receiver).ToLocal(&bound))
    return false;
  Local<v8::Object> imports = v8::Object::New(isolate), module = v8::Object::New(isolate);
  js::set(isolate, imports, "i", module);
  js::set(isolate, module, "f", bound);
  Local<Value> arguments[] = {js::fromBytes(isolate, selfTestModule, sizeof selfTestModule), imports};
  Local<Value> compiled, instance, exports, exported, answer;
  if (!construct(environment, "Module", 1, arguments).ToLocal(&compiled))
    return false;
  arguments[0] = compiled;
  if (!construct(environment, "Instance", 2, arguments).ToLocal(&instance) ||
      !instance.As<v8::Object>()->Get(context, js::name(isolate, "exports")).ToLocal(&exports) ||
      !exports.As<v8::Object>()->Get(context, js::name(isolate, "f")).ToLocal(&exported))
    return false;
  fastEntries = 0;
  constexpr int rounds = 3;
  for (int i = 0; i < rounds; i++) {
    uint32_t one = 0xfffffff0u + i;
    int64_t other = INT64_C(-0x123456789abcdef) - i;
    Local<Value> parameters[] = {v8::Integer::New(isolate, static_cast<int32_t>(one)), v8::BigInt::New(isolate, other)};
    if (!exported.As<v8::Function>()->Call(context, module, 2, parameters).ToLocal(&answer) || !answer->IsBigInt() ||
        answer.As<v8::BigInt>()->Int64Value() != one + other * 3)
      return false;
  }
  return fastEntries == rounds;
}

} // namespace

bool fastCallsWork(Environment &environment) {
  if (!knowsFastCalls)
    return false;
  // What one thread has found holds for all: it's the same V8.
  static const bool work = [&] {
    const char *wish = getenv("ISTHMUS_FAST");
    return !(wish != nullptr && strcmp(wish, "0") == 0) && runSelfTest(environment);
  }();
  return work;
}

v8::MaybeLocal<v8::Function> importFunction(Environment &environment, const std::string &name, bool fast) {
  v8::Global<v8::Function> &known = environment.imports[{name, fast}];
  if (known.IsEmpty())
    for (const Import &import : imports)
      if (name == import.name)
        known.Reset(environment.isolate,
                    make(environment, import, fast && import.mayBeFast && fastCallsWork(environment)));
  return known.IsEmpty() ? Local<v8::Function>() : known.Get(environment.isolate);
}

} // namespace isthmus
