// The JavaScript face of IPC: making and finding objects, and the namespaces of ipc.h (bridge.ts).
#include "environment.h"
#include "ipc_directory.h"
#include "ipc_kernel.h"
#include "ipc_objects.h"
#include "js.h"
#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>

namespace isthmus {
namespace {

using js::Bytes;
using js::Text;
using v8::Isolate;
using v8::Local;

constexpr size_t queueAttributes = 64;

int64_t openQueue(Guest *guest, Text name, int flags, uint32_t mode, Bytes attributes) {
  if (attributes.data != nullptr && attributes.length < queueAttributes)
    return -EFAULT;
  return guest->ipc.openQueue(name.bytes, flags, mode, attributes.data);
}

int64_t objectStatus(int kind, int id, Bytes into) {
  ipc_objects::AnyObject object;
  if (kind < 0 || kind > 2 || into.length < sizeof object)
    return -EINVAL;
  int64_t answer = ipc_objects::statusOf(static_cast<IpcKind>(kind), id, &object);
  memcpy(into.data, &object, sizeof object);
  return std::min<int64_t>(answer, 0);
}

// Whether somebody lives in a namespace, and kind, id and key of each of its System V objects; or minus an errno.
Local<v8::Value> namespaceObjects(Isolate *isolate, Text name) {
  std::vector<Local<v8::Value>> numbers;
  auto number = [&](int value) { numbers.push_back(v8::Integer::New(isolate, value)); };
  IpcDirectory user;
  int64_t found = user.open(geteuid(), false);
  if (found == 0)
    found = user.find(name);
  if (found < 0)
    return v8::Integer::New(isolate, static_cast<int>(found));
  int directory = static_cast<int>(found);
  int alive = static_cast<int>(ipc_directory::openIn(directory, "alive", O_RDWR));
  int objects = static_cast<int>(ipc_directory::openIn(directory, "objects", O_RDWR));
  number(flock(alive, LOCK_EX | LOCK_NB) != 0);
  IpcTable table;
  if (table.map(objects) == 0)
    table.each([&](IpcKind kind, const IpcTable::Entry &entry) {
      number(static_cast<int>(kind));
      number(entry.id());
      number(entry.destroyed ? 0 : entry.key);
    });
  for (int file : {alive, objects, directory})
    close(file);
  return v8::Array::New(isolate, numbers.data(), numbers.size());
}

int64_t removeNamespace(Text name) {
  IpcDirectory user;
  int error = user.open(geteuid(), false);
  return error != 0 ? error : user.remove(name);
}

} // namespace

void defineIpcCalls(Isolate *isolate, Local<v8::Template> calls) {
  js::define(
      isolate, calls, "shmget", +[](Guest *guest, int key, int64_t size, int flags) {
        return guest->ipc.get(Ipc::Kind::memory, key, static_cast<uint64_t>(size), flags);
      });
  js::define(
      isolate, calls, "semget", +[](Guest *guest, int key, int count, int flags) {
        return guest->ipc.get(Ipc::Kind::semaphore, key, static_cast<uint64_t>(count), flags);
      });
  js::define(
      isolate, calls, "msgget",
      +[](Guest *guest, int key, int flags) { return guest->ipc.get(Ipc::Kind::message, key, 0, flags); });
  js::define(isolate, calls, "ipcStatus", objectStatus);
  js::define(
      isolate, calls, "mq_getattr", +[](int kfd, Bytes into) -> int64_t {
        if (into.length < queueAttributes)
          return -EFAULT;
        return result(syscall(SYS_mq_getsetattr, kfd, nullptr, into.data));
      });
  js::define(isolate, calls, "mq_open", openQueue);
  js::define(
      isolate, calls, "mq_unlink", +[](Guest *guest, Text name) { return guest->ipc.unlinkQueue(name.bytes); });
}

void defineIpc(Isolate *isolate, Local<v8::Template> bridge) {
  js::define(
      isolate, bridge, "isolateIpc",
      +[](Local<v8::Value> forNative) { return ipc_kernel::isolate(forNative->IsTrue()); });
  js::define(
      isolate, bridge, "limitIpc", +[](Guest *guest) -> int64_t { return guest->ipc.limit(); });
  js::define(
      isolate, bridge, "enterIpc", +[](Guest *guest, Text name, Local<v8::Value> embedded) -> int64_t {
        return guest->ipc.enter(name.bytes, embedded->IsTrue());
      });
  js::define(isolate, bridge, "ipcObjects", namespaceObjects);
  js::define(isolate, bridge, "removeIpc", removeNamespace);
  js::define(
      isolate, bridge, "ipcFiles", +[](Guest *guest) { return guest->ipc.files(); });
}

} // namespace isthmus
