// Keeps what V8 compiled of a module in a file, so that the next run of the same module starts with it. Where files lie
// and when they are written is ts/host's; here is checked that a file is this user's own and holds exactly the module
// asked for.
#include "environment.h"
#include "js.h"
#include "result.h"
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace isthmus {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Promise;
using v8::Value;
using v8::WasmStreaming;

// A file: this, the module's bytes, padding to 8, the code as V8 serialized it (with checks of its own for version and
// flags).
struct Header {
  uint64_t wireSize;
  uint64_t codeSize;
};

constexpr uint64_t padded(uint64_t size) { return (size + 7) & ~uint64_t(7); }

// What is being loaded, for the callback that V8 calls with a stream and no more.
struct Loading {
  const uint8_t *wire;
  size_t wireSize;
  const uint8_t *code;
  size_t codeSize;
};
thread_local const Loading *loading = nullptr;

// Names a module; two of one name would only overwrite each other's file, since the bytes themselves are compared.
std::string hashName(const uint8_t *bytes, size_t size) {
  uint64_t hash = 0xcbf29ce484222325 ^ size;
  for (size_t at = 0; at < size; at += 8) {
    uint64_t word = 0;
    memcpy(&word, bytes + at, std::min<size_t>(8, size - at));
    hash = (hash ^ word) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  char text[17];
  snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

void feed(const v8::FunctionCallbackInfo<Value> &info) {
  std::shared_ptr<WasmStreaming> stream = WasmStreaming::Unpack(info.GetIsolate(), info.Data());
  if (loading == nullptr)
    return stream->Abort({});
#if V8_MAJOR_VERSION > 13 || (V8_MAJOR_VERSION == 13 && V8_MINOR_VERSION >= 9)
  stream->SetHasCompiledModuleBytes();
  stream->OnBytesReceived(loading->wire, loading->wireSize);
  stream->Finish([](WasmStreaming::ModuleCachingInterface &cache) {
    cache.SetCachedCompiledModuleBytes({loading->code, loading->codeSize});
  });
#else
  stream->SetCompiledModuleBytes(loading->code, loading->codeSize);
  stream->OnBytesReceived(loading->wire, loading->wireSize);
  stream->Finish();
#endif
}

// V8 takes compiled code only by way of WebAssembly.compileStreaming, whose promise is settled here and now.
Local<Value> compileWith(Isolate *isolate, const Loading &what) {
  Local<v8::Context> context = isolate->GetCurrentContext();
  Local<Value> webAssembly, compile, result;
  Local<Value> source = v8::True(isolate);
  if (!context->Global()->Get(context, js::name(isolate, "WebAssembly")).ToLocal(&webAssembly) ||
      !webAssembly.As<v8::Object>()->Get(context, js::name(isolate, "compileStreaming")).ToLocal(&compile) ||
      !compile->IsFunction())
    return {};
  isolate->SetWasmStreamingCallback(feed);
  loading = &what;
  if (!compile.As<v8::Function>()->Call(context, webAssembly, 1, &source).ToLocal(&result) || !result->IsPromise()) {
    loading = nullptr;
    return {};
  }
  Local<Promise> promise = result.As<Promise>();
  promise->MarkAsHandled();
  node::MultiIsolatePlatform *platform = node::GetMultiIsolatePlatform(node::GetCurrentEnvironment(context));
  // Only this thread's tasks: those that V8 has given to helpers, of which a fork's child has none, would never end.
  for (int round = 0; round < 4 && promise->State() == Promise::kPending; round++) {
    isolate->PerformMicrotaskCheckpoint();
    if (promise->State() == Promise::kPending)
      platform->FlushForegroundTasks(isolate);
  }
  loading = nullptr;
  return promise->State() == Promise::kFulfilled ? promise->Result() : Local<Value>();
}

// The module with its code, or undefined when there is no file for it, none to be trusted, or none that this V8 takes.
Local<Value> loadCompiled(Isolate *isolate, js::Text prefix, js::Bytes wire) {
  const uint8_t *bytes = static_cast<const uint8_t *>(wire.data);
  std::string path = prefix.bytes + hashName(bytes, wire.length);
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return {};
  struct stat status;
  const uint8_t *file = nullptr;
  size_t size = 0;
  // Code is run as it stands: what others could have written is not looked at.
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 022) == 0) {
    size = static_cast<size_t>(status.st_size);
    void *mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    file = mapped == MAP_FAILED ? nullptr : static_cast<const uint8_t *>(mapped);
  }
  close(fd);
  if (file == nullptr)
    return {};
  Local<Value> module;
  Header header = {};
  if (size >= sizeof header)
    memcpy(&header, file, sizeof header);
  const uint64_t codeAt = sizeof header + padded(header.wireSize);
  if (header.wireSize == wire.length && header.codeSize > 0 && size > codeAt && size - codeAt == header.codeSize &&
      memcmp(file + sizeof header, bytes, wire.length) == 0)
    module = compileWith(isolate, {bytes, wire.length, file + codeAt, header.codeSize});
  munmap(const_cast<uint8_t *>(file), size);
  return module;
}

// Code that is not a tenth more than what a file has isn't worth writing it again.
bool growsLittle(const std::string &path, size_t wireSize, size_t codeSize) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return false;
  Header header = {};
  ssize_t count = read(fd, &header, sizeof header);
  close(fd);
  return count == sizeof header && header.wireSize == wireSize && codeSize <= header.codeSize + header.codeSize / 10;
}

// Writes a module's code as it is now, unless a file has about as much: its size, or minus an errno.
int64_t saveCompiled(js::Text prefix, Local<Value> value) {
  if (!value->IsWasmModuleObject())
    return -EINVAL;
  v8::CompiledWasmModule compiled = value.As<v8::WasmModuleObject>()->GetCompiledModule();
  v8::MemorySpan<const uint8_t> wire = compiled.GetWireBytesRef();
  v8::OwnedBuffer code = compiled.Serialize();
  std::string path = prefix.bytes + hashName(wire.data(), wire.size());
  if (code.size == 0 || growsLittle(path, wire.size(), code.size))
    return static_cast<int64_t>(code.size);
  std::string partial = path + "." + std::to_string(getpid());
  int fd = open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return -errno;
  Header header = {wire.size(), code.size};
  uint8_t padding[8] = {};
  iovec pieces[] = {{&header, sizeof header},
                    {const_cast<uint8_t *>(wire.data()), wire.size()},
                    {padding, static_cast<size_t>(padded(wire.size()) - wire.size())},
                    {const_cast<uint8_t *>(code.buffer.get()), code.size}};
  const ssize_t whole = static_cast<ssize_t>(sizeof header + padded(wire.size()) + code.size);
  // A file cut short would be refused when it is read; better that there is none.
  bool written = writev(fd, pieces, 4) == whole;
  written = close(fd) == 0 && written;
  if (!written || rename(partial.c_str(), path.c_str()) != 0) {
    unlink(partial.c_str());
    return -EIO;
  }
  return static_cast<int64_t>(code.size);
}

} // namespace

void defineModuleCache(Isolate *isolate, Local<v8::Template> bridge) {
  js::define(isolate, bridge, "loadCompiled", loadCompiled);
  js::define(isolate, bridge, "saveCompiled", saveCompiled);
}

} // namespace isthmus
