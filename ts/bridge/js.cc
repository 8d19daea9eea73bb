// Conversions between JavaScript values and C++ ones; see js.h.
#include "js.h"
#include <cstring>

namespace isthmus::js {

using v8::Isolate;
using v8::Local;
using v8::Value;

std::string latin1(Isolate *isolate, Local<v8::String> string) {
  std::string bytes(string->Length(), '\0');
  v8::String::Value units(isolate, string);
  for (size_t i = 0; i < bytes.size(); i++)
    bytes[i] = static_cast<char>((*units)[i]);
  return bytes;
}

Local<v8::String> fromLatin1(Isolate *isolate, const char *bytes, size_t length) {
  return v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t *>(bytes), v8::NewStringType::kNormal,
                                    static_cast<int>(length))
      .ToLocalChecked();
}

Local<v8::String> name(Isolate *isolate, const char *text) {
  return v8::String::NewFromUtf8(isolate, text, v8::NewStringType::kInternalized).ToLocalChecked();
}

Local<Value> fromBytes(Isolate *isolate, const void *bytes, size_t length) {
  Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, length);
  if (length > 0)
    memcpy(buffer->Data(), bytes, length);
  return v8::Uint8Array::New(buffer, 0, length);
}

int64_t toInteger(Isolate *isolate, Local<Value> value) {
  if (value->IsBigInt())
    return value.As<v8::BigInt>()->Int64Value();
  return value->IntegerValue(isolate->GetCurrentContext()).FromMaybe(0);
}

std::vector<int> toIntegers(Isolate *isolate, Local<Value> value) {
  std::vector<int> integers;
  if (!value->IsArray())
    return integers;
  Local<v8::Array> array = value.As<v8::Array>();
  Local<Value> element;
  for (uint32_t i = 0; i < array->Length(); i++)
    if (array->Get(isolate->GetCurrentContext(), i).ToLocal(&element))
      integers.push_back(static_cast<int>(toInteger(isolate, element)));
  return integers;
}

void set(Isolate *isolate, Local<v8::Object> object, const char *key, Local<Value> value) {
  object->Set(isolate->GetCurrentContext(), name(isolate, key), value).Check();
}

void throwTypeError(Isolate *isolate, const char *message) {
  isolate->ThrowException(v8::Exception::TypeError(v8::String::NewFromUtf8(isolate, message).ToLocalChecked()));
}

int take(const Info &info, int &from, int64_t &into) {
  Local<Value> value = info[from++];
  into = value->IsInt32() ? value.As<v8::Int32>()->Value() : toInteger(info.GetIsolate(), value);
  return 0;
}

int take(const Info &info, int &from, int32_t &into) {
  int64_t wide;
  take(info, from, wide);
  into = static_cast<int32_t>(wide);
  return 0;
}

int take(const Info &info, int &from, uint32_t &into) {
  int64_t wide;
  take(info, from, wide);
  into = static_cast<uint32_t>(wide);
  return 0;
}

int take(const Info &info, int &from, OptionalInt &into) {
  if (info[from]->IsUndefined()) {
    from++;
    return 0;
  }
  return take(info, from, into.value);
}

int take(const Info &info, int &from, Text &into) {
  Local<Value> value = info[from++];
  if (!value->IsString())
    return -EFAULT;
  if (!value.As<v8::String>()->ContainsOnlyOneByte())
    return -EINVAL;
  into.bytes = latin1(info.GetIsolate(), value.As<v8::String>());
  return into.bytes.find('\0') == std::string::npos ? 0 : -EINVAL;
}

int take(const Info &info, int &from, Bytes &into) {
  Local<Value> value = info[from++];
  if (value->IsNullOrUndefined())
    return 0;
  if (!value->IsArrayBufferView())
    return -EFAULT;
  Local<v8::ArrayBufferView> view = value.As<v8::ArrayBufferView>();
  into.data = static_cast<char *>(view->Buffer()->Data()) + view->ByteOffset();
  into.length = view->ByteLength();
  return 0;
}

int take(const Info &info, int &from, std::vector<int> &into) {
  into = toIntegers(info.GetIsolate(), info[from++]);
  return 0;
}

int take(const Info &info, int &from, std::vector<std::string> &into) {
  Local<Value> value = info[from++];
  if (!value->IsArray())
    return -EFAULT;
  Local<v8::Array> array = value.As<v8::Array>();
  Local<Value> element;
  for (uint32_t i = 0; i < array->Length(); i++) {
    if (!array->Get(info.GetIsolate()->GetCurrentContext(), i).ToLocal(&element) || !element->IsString())
      return -EFAULT;
    into.push_back(latin1(info.GetIsolate(), element.As<v8::String>()));
    if (into.back().find('\0') != std::string::npos)
      return -EINVAL;
  }
  return 0;
}

int take(const Info &info, int &from, Local<Value> &into) {
  into = info[from++];
  return 0;
}

int take(const Info &info, int &, Isolate *&into) {
  into = info.GetIsolate();
  return 0;
}

} // namespace isthmus::js
