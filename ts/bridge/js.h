// Between JavaScript and C++: a plain C++ function becomes a JavaScript one, its parameters converted by their types.
// A parameter that can't be converted makes the function return minus an errno without being entered.
#pragma once
#include "guest.h"
#include "version.h"
#include <cerrno>
#include <climits>
#include <node.h>
#include <string>
#include <tuple>
#include <vector>

namespace isthmus {

// One addon instance: what belongs to one JavaScript context. Lives as long as the context's environment.
struct Environment;

namespace js {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// A byte string: each character is a byte. One with a NUL inside can't reach the kernel whole, and is refused.
struct Text {
  std::string bytes;
  operator const char *() const { return bytes.c_str(); }
};
// A view of bytes, or null.
struct Bytes {
  void *data = nullptr;
  size_t length = 0;
};
// A 64-bit result, which is a BigInt.
struct Big {
  int64_t value;
};
// A parameter that may be left out.
struct OptionalInt {
  int64_t value = -1;
};

std::string latin1(v8::Isolate *isolate, v8::Local<v8::String> string);
v8::Local<v8::String> fromLatin1(v8::Isolate *isolate, const char *bytes, size_t length);
v8::Local<v8::String> name(v8::Isolate *isolate, const char *text);
v8::Local<v8::Value> fromBytes(v8::Isolate *isolate, const void *bytes, size_t length);
int64_t toInteger(v8::Isolate *isolate, v8::Local<v8::Value> value);
std::vector<int> toIntegers(v8::Isolate *isolate, v8::Local<v8::Value> array);
// Sets a property of a plain object that is being made.
void set(v8::Isolate *isolate, v8::Local<v8::Object> object, const char *key, v8::Local<v8::Value> value);
void throwTypeError(v8::Isolate *isolate, const char *message);

// Parameters by type: `take` returns 0 or minus an errno; `from` counts the JavaScript arguments used up.
int take(const Info &info, int &from, int32_t &into);
int take(const Info &info, int &from, uint32_t &into);
int take(const Info &info, int &from, int64_t &into);
int take(const Info &info, int &from, OptionalInt &into);
int take(const Info &info, int &from, Text &into);
int take(const Info &info, int &from, Bytes &into);
int take(const Info &info, int &from, std::vector<int> &into);
int take(const Info &info, int &from, std::vector<std::string> &into);
int take(const Info &info, int &from, Guest *&into);
int take(const Info &info, int &from, v8::Local<v8::Value> &into);
int take(const Info &info, int &from, v8::Isolate *&into);

inline void give(const Info &info, int64_t value) { info.GetReturnValue().Set(static_cast<double>(value)); }
inline void give(const Info &info, Big value) {
  info.GetReturnValue().Set(v8::BigInt::New(info.GetIsolate(), value.value));
}
inline void give(const Info &info, v8::Local<v8::Value> value) {
  if (!value.IsEmpty())
    info.GetReturnValue().Set(value);
}

template <typename Result, typename... Parameters> struct Callback {
  using Function = Result (*)(Parameters...);

  static void call(const Info &info) {
    auto function = reinterpret_cast<Function>(externalPointer(info.Data()));
    std::tuple<std::decay_t<Parameters>...> parameters;
    int from = 0, error = 0;
    std::apply([&](auto &...one) { (void)(((error = take(info, from, one)) == 0) && ...); }, parameters);
    if (error != 0) {
      if constexpr (std::is_same_v<Result, Big>)
        give(info, Big{error});
      else
        give(info, int64_t(error));
    } else if constexpr (std::is_void_v<Result>) {
      std::apply(function, parameters);
    } else {
      give(info, std::apply(function, parameters));
    }
  }
};

// The JavaScript function that calls `function`.
template <typename Result, typename... Parameters>
v8::Local<v8::FunctionTemplate> wrap(v8::Isolate *isolate, Result (*function)(Parameters...)) {
  auto data = makeExternal(isolate, reinterpret_cast<void *>(function));
  return v8::FunctionTemplate::New(isolate, Callback<Result, Parameters...>::call, data);
}

// Adds it to an object template.
template <typename Function>
void define(v8::Isolate *isolate, v8::Local<v8::Template> object, const char *key, Function function) {
  object->Set(name(isolate, key), wrap(isolate, function));
}

} // namespace js
} // namespace isthmus
