// V8's description of a fast API function, which Node's headers leave out: the same three small classes in V8 11.3 to
// 13.6, laid out alike. Nothing of V8's code is needed, only that it reads these; the self-test at load proves it does.
#pragma once
#include <cstdint>
#include <node.h>

namespace v8 {

class CTypeInfo {
public:
  enum class Type : uint8_t { kVoid = 0, kInt32 = 3, kUint32 = 4, kInt64 = 5, kV8Value = 10 };
  constexpr CTypeInfo(Type type) : type(type) {}

private:
  [[maybe_unused]] Type type;
  [[maybe_unused]] uint8_t sequenceType = 0;
  [[maybe_unused]] uint8_t flags = 0;
};
static_assert(sizeof(CTypeInfo) == 3);

class CFunctionInfo {
public:
  // `parameters` holds the receiver first, and outlives this.
  constexpr CFunctionInfo(CTypeInfo result, unsigned count, const CTypeInfo *parameters)
      : result(result), count(count), parameters(parameters) {}

private:
  [[maybe_unused]] CTypeInfo result;
  // Whether JavaScript passes 64-bit integers as Numbers (0) or BigInts (1). WebAssembly has real ones.
  [[maybe_unused]] uint8_t int64Representation = 1;
  [[maybe_unused]] unsigned count;
  [[maybe_unused]] const CTypeInfo *parameters;
};
static_assert(sizeof(CFunctionInfo) == 16);

class CFunction {
public:
  constexpr CFunction(const void *address, const CFunctionInfo *info) : address(address), info(info) {}

private:
  [[maybe_unused]] const void *address;
  [[maybe_unused]] const CFunctionInfo *info;
};
static_assert(sizeof(CFunction) == 16);

} // namespace v8
