// Entering, finding and forgetting the objects of a namespace; see ipc_table.h. Uses no heap: the janitor has none.
#include "ipc_table.h"
#include "ipc_objects.h"
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>

namespace isthmus {

int IpcTable::initialize(int file) {
  uint64_t head[2] = {currentFormat, 0};
  if (getrandom(&head[1], sizeof head[1], 0) != sizeof head[1] || ftruncate(file, sizeof(Shared)) != 0)
    return -errno;
  return pwrite(file, head, sizeof head, 0) == sizeof head ? 0 : -EIO;
}

int IpcTable::map(int file) {
  struct stat status;
  if (fstat(file, &status) != 0)
    return -errno;
  if (status.st_size != sizeof(Shared))
    return -EPROTO;
  void *memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED)
    return -errno;
  unmap();
  shared = static_cast<Shared *>(memory);
  if (shared->format == currentFormat)
    return 0;
  unmap();
  return -EPROTO;
}

int IpcTable::mapAnonymous() {
  void *memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return -errno;
  unmap();
  shared = static_cast<Shared *>(memory);
  return 0;
}

void IpcTable::unmap() {
  if (shared != nullptr)
    munmap(shared, sizeof(Shared));
  shared = nullptr;
}

IpcTable::Entry *IpcTable::findKey(IpcKind kind, int32_t key) const {
  Entry *entries = shared->entries[static_cast<int>(kind)];
  for (int place = 0; place <= highest(kind); place++)
    if (entries[place].key == key && entries[place].object != 0 && !entries[place].destroyed)
      return &entries[place];
  return nullptr;
}

IpcTable::Entry *IpcTable::insert(IpcKind kind, int id, int32_t key, int32_t kernelKey) {
  Entry *entries = shared->entries[static_cast<int>(kind)];
  for (int place = placeOf(id); place < placeOf(id) + reach; place++) {
    Entry &entry = entries[place];
    int32_t former = entry.object;
    if (former == id + 1)
      return &entry; // two processes found it at the same time
    if (former != 0 && isThere(kind, entry))
      continue;
    if (former != 0 && entry.destroyed.exchange(0))
      shared->destroyed[static_cast<int>(kind)]--;
    entry.key = key;
    entry.kernelKey = kernelKey;
    if (!entry.object.compare_exchange_strong(former, id + 1))
      continue;
    std::atomic<int32_t> &last = shared->highest[static_cast<int>(kind)];
    for (int32_t before = last; before < place && !last.compare_exchange_weak(before, place);)
      continue;
    return &entry;
  }
  return nullptr;
}

void IpcTable::erase(IpcKind kind, Entry *entry) {
  if (entry->destroyed.exchange(0))
    shared->destroyed[static_cast<int>(kind)]--;
  entry->object = 0;
  Entry *entries = shared->entries[static_cast<int>(kind)];
  std::atomic<int32_t> &last = shared->highest[static_cast<int>(kind)];
  for (int32_t place = last; place > 0 && entries[place].object == 0;)
    if (last.compare_exchange_weak(place, place - 1))
      place--;
}

void IpcTable::purge(IpcKind kind, bool everything) {
  if (!everything && shared->destroyed[static_cast<int>(kind)] == 0)
    return;
  Entry *entries = shared->entries[static_cast<int>(kind)];
  for (int place = highest(kind); place >= 0; place--) {
    Entry &entry = entries[place];
    if (entry.object != 0 && (everything || entry.destroyed) && !isThere(kind, entry))
      erase(kind, &entry);
  }
}

void IpcTable::announce(IpcKind kind, int32_t kernelKey) {
  shared->intent.kind = static_cast<int>(kind);
  shared->intent.kernelKey = kernelKey;
}

void IpcTable::settle() {
  int32_t kernelKey = shared->intent.kernelKey;
  if (kernelKey == 0)
    return;
  auto kind = static_cast<IpcKind>(shared->intent.kind.load());
  int id = static_cast<int>(ipc_objects::getObject(kind, kernelKey, 0, 0));
  if (id >= 0 && find(kind, id) == nullptr)
    ipc_objects::removeObject(kind, id);
  settled();
}

int IpcTable::idAt(IpcKind kind, int place) const {
  return place < 0 || place > highest(kind) ? -1 : shared->entries[static_cast<int>(kind)][place].id();
}

bool IpcTable::isThere(IpcKind kind, const Entry &entry) {
  ipc_objects::AnyObject object;
  int64_t answer = ipc_objects::statusOf(kind, entry.id(), &object);
  if (answer == -EINVAL || answer == -EIDRM)
    return false;
  return answer < 0 || object.permissions.key == entry.kernelKey || (object.permissions.mode & 01000) != 0;
}

void IpcTable::markDestroyed(IpcKind kind, Entry *entry) {
  if (!entry->destroyed.exchange(1))
    shared->destroyed[static_cast<int>(kind)]++;
}

} // namespace isthmus
