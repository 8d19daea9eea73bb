// What differs between the V8s of the Node versions that are served.
#pragma once
#include <node.h>

namespace isthmus {

// Node 26 calls ordinary callbacks from wasm as quickly as fast ones, so there it's not worth knowing its fast API.
constexpr bool knowsFastCalls = NODE_MODULE_VERSION <= 137;

// Node 20's optimizing compiler dies of JavaScript that calls a fast function with a 64-bit value. WebAssembly may call
// one, but nobody can keep JavaScript from wrapping an import.
constexpr bool compilesFast64 = NODE_MODULE_VERSION > 115;

#if NODE_MODULE_VERSION >= 147
constexpr v8::EmbedderDataTypeTag pointerTag = v8::kEmbedderDataTypeTagDefault;
inline void setPointer(v8::Local<v8::Object> object, void *pointer) {
  object->SetAlignedPointerInInternalField(0, pointer, pointerTag);
}
inline void *getPointer(v8::Local<v8::Object> object) {
  return object->GetAlignedPointerFromInternalField(0, pointerTag);
}
inline v8::Local<v8::External> makeExternal(v8::Isolate *isolate, void *pointer) {
  return v8::External::New(isolate, pointer, v8::kExternalPointerTypeTagDefault);
}
inline void *externalPointer(v8::Local<v8::Value> value) {
  return value.As<v8::External>()->Value(v8::kExternalPointerTypeTagDefault);
}
#else
inline void setPointer(v8::Local<v8::Object> object, void *pointer) {
  object->SetAlignedPointerInInternalField(0, pointer);
}
inline void *getPointer(v8::Local<v8::Object> object) { return object->GetAlignedPointerFromInternalField(0); }
inline v8::Local<v8::External> makeExternal(v8::Isolate *isolate, void *pointer) {
  return v8::External::New(isolate, pointer);
}
inline void *externalPointer(v8::Local<v8::Value> value) { return value.As<v8::External>()->Value(); }
#endif

} // namespace isthmus
