// Buffers of JavaScript over real pages, for the API: maps of files and attached segments, wherever the kernel puts
// them. A map lives as long as its buffer, in whichever thread; sizes and offsets are the API's to check.
#include "blocking_calls.h"
#include "environment.h"
#include "js.h"
#include "result.h"
#include "waiter.h"
#include <map>
#include <mutex>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

namespace isthmus {
namespace {

using js::Bytes;
using v8::Isolate;
using v8::Local;
using v8::Value;

// A map of whole pages, which holds a buffer's bytes.
struct Map {
  char *base;
  size_t length;
  bool isSegment;
  int64_t id;

  void unmap() const { isSegment ? shmdt(base) : munmap(base, length); }
};

// All maps that have a buffer, by id. Never destroyed: buffers of other threads may outlast this one's end.
struct Maps {
  std::mutex mutex;
  std::map<int64_t, Map *> byId;
  int64_t lastId = 0;
};

Maps &maps() {
  static auto *one = new Maps;
  return *one;
}

void forget(void *, size_t, void *data) {
  auto *map = static_cast<Map *>(data);
  {
    std::lock_guard<std::mutex> lock(maps().mutex);
    maps().byId.erase(map->id);
    map->unmap();
  }
  delete map;
}

size_t wholePages(size_t length) {
  size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return (length + page - 1) / page * page;
}

// The object { buffer, id } over bytes of a map, which the buffer owns from now on.
Local<Value> bufferOver(Isolate *isolate, const Map &made, char *bytes, size_t length, bool isShared) {
  auto *map = new Map(made);
  {
    std::lock_guard<std::mutex> lock(maps().mutex);
    map->id = ++maps().lastId;
    maps().byId[map->id] = map;
  }
  Local<Value> buffer;
  if (isShared)
    buffer = v8::SharedArrayBuffer::New(isolate, v8::SharedArrayBuffer::NewBackingStore(bytes, length, forget, map));
  else
    buffer = v8::ArrayBuffer::New(isolate, v8::ArrayBuffer::NewBackingStore(bytes, length, forget, map));
  Local<v8::Object> object = v8::Object::New(isolate);
  js::set(isolate, object, "buffer", buffer);
  js::set(isolate, object, "id", v8::Number::New(isolate, static_cast<double>(map->id)));
  return object;
}

Local<Value> failure(Isolate *isolate, int64_t error) { return v8::Integer::New(isolate, static_cast<int>(error)); }

Local<Value> mapBuffer(Isolate *isolate, int kfd, int64_t offset, int64_t length, int flags, int isShared) {
  int64_t lead = offset % sysconf(_SC_PAGESIZE);
  if (offset < 0 || length <= 0 || length > INT64_MAX - lead)
    return failure(isolate, -EINVAL);
  size_t whole = static_cast<size_t>(lead + length);
  void *base = ::mmap(nullptr, whole, PROT_READ | PROT_WRITE, flags, kfd, offset - lead);
  if (base == MAP_FAILED)
    return failure(isolate, -errno);
  auto *begin = static_cast<char *>(base);
  return bufferOver(isolate, {begin, wholePages(whole), false, 0}, begin + lead, static_cast<size_t>(length),
                    isShared != 0);
}

Local<Value> attachBuffer(Isolate *isolate, int id) {
  void *base = ::shmat(id, nullptr, 0);
  shmid_ds status;
  // Asked for when it is attached: the size can't change, and the id can't be another segment's any more.
  if (base == reinterpret_cast<void *>(-1))
    return failure(isolate, -errno);
  if (::shmctl(id, IPC_STAT, &status) != 0) {
    int error = errno;
    shmdt(base);
    return failure(isolate, -error);
  }
  auto *begin = static_cast<char *>(base);
  return bufferOver(isolate, {begin, wholePages(status.shm_segsz), true, 0}, begin, status.shm_segsz, true);
}

// The whole pages of a view: false unless they belong to one of the maps.
bool pagesOf(const Bytes &view, char **first, size_t *length) {
  auto *begin = static_cast<char *>(view.data), *end = begin + view.length;
  std::lock_guard<std::mutex> lock(maps().mutex);
  for (const auto &[id, map] : maps().byId)
    if (begin >= map->base && end <= map->base + map->length) {
      *first = begin - (begin - map->base) % sysconf(_SC_PAGESIZE);
      *length = wholePages(static_cast<size_t>(end - *first));
      return true;
    }
  return false;
}

int64_t syncBuffer(Bytes view, int flags) {
  char *first;
  size_t length;
  return pagesOf(view, &first, &length) ? result(::msync(first, length, flags)) : -ENOMEM;
}

int64_t adviseBuffer(Bytes view, int advice) {
  char *first;
  size_t length;
  return pagesOf(view, &first, &length) ? result(::madvise(first, length, advice)) : -ENOMEM;
}

Local<Value> syncBlocking(Isolate *isolate, Local<Value> value, int flags, Local<Value> callback) {
  if (!value->IsArrayBufferView() || !callback->IsFunction()) {
    js::throwTypeError(isolate, "syncBlocking: a view and a callback are expected");
    return {};
  }
  Local<v8::ArrayBufferView> view = value.As<v8::ArrayBufferView>();
  std::shared_ptr<v8::BackingStore> store = view->Buffer()->GetBackingStore();
  Bytes bytes = {static_cast<char *>(store->Data()) + view->ByteOffset(), view->ByteLength()};
  char *first;
  size_t length;
  if (!pagesOf(bytes, &first, &length))
    return runBlocking(isolate, callback, nullptr, -ENOMEM);
  return runBlocking(isolate, callback, blocking::msync(std::move(store), first, length, flags));
}

void detachBuffer(Local<Value> buffer) {
  if (buffer->IsArrayBuffer() && buffer.As<v8::ArrayBuffer>()->IsDetachable())
    buffer.As<v8::ArrayBuffer>()->Detach(Local<Value>()).Check();
}

// For a file that is about to be cut: what lies behind becomes memory of nobody's, which may be touched.
int64_t cutBuffer(int64_t id, int64_t offset) {
  std::lock_guard<std::mutex> lock(maps().mutex);
  auto found = maps().byId.find(id);
  if (found == maps().byId.end())
    return 0;
  const Map &map = *found->second;
  size_t kept = wholePages(static_cast<size_t>(offset));
  if (kept >= map.length)
    return 0;
  void *anonymous = ::mmap(map.base + kept, map.length - kept, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
  return anonymous == MAP_FAILED ? -errno : 0;
}

} // namespace

void defineBuffers(Isolate *isolate, Local<v8::Template> bridge) {
  js::define(isolate, bridge, "mapBuffer", mapBuffer);
  js::define(isolate, bridge, "attachBuffer", attachBuffer);
  js::define(isolate, bridge, "syncBuffer", syncBuffer);
  js::define(isolate, bridge, "syncBlocking", syncBlocking);
  js::define(isolate, bridge, "adviseBuffer", adviseBuffer);
  js::define(isolate, bridge, "detachBuffer", detachBuffer);
  js::define(isolate, bridge, "cutBuffer", cutBuffer);
}

} // namespace isthmus
