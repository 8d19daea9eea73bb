// The System V objects of a namespace, in memory that its processes share: by id without a lock or a system call, by
// key under the namespace's lock, which is the callers'.
#pragma once
#include <atomic>
#include <cstdint>

namespace isthmus {

enum class IpcKind : int { message, semaphore, memory };

class IpcTable {
public:
  struct Entry {
    // The object's id and one; 0 when free.
    std::atomic<int32_t> object;
    // As the guest knows it, and as the kernel does.
    int32_t key, kernelKey;
    // Removed while attached: there until the last process lets go of it.
    std::atomic<int32_t> destroyed;

    int id() const { return object.load(std::memory_order_acquire) - 1; }
  };

  IpcTable() {}
  IpcTable(const IpcTable &) = delete;
  IpcTable &operator=(const IpcTable &) = delete;
  ~IpcTable() { unmap(); }

  // Fills a new file: 0, or minus an errno.
  static int initialize(int file);
  // Maps the table of a file, or one of this process and its children: 0, or minus an errno.
  int map(int file);
  int mapAnonymous();
  void unmap();
  bool isMapped() const { return shared != nullptr; }

  bool holds(IpcKind kind, int id) const { return shared != nullptr && find(kind, id) != nullptr; }
  Entry *find(IpcKind kind, int id) const {
    if (id < 0)
      return nullptr;
    Entry *first = &shared->entries[static_cast<int>(kind)][placeOf(id)];
    for (Entry *entry = first; entry < first + reach; entry++)
      if (entry->object.load(std::memory_order_acquire) == id + 1)
        return entry;
    return nullptr;
  }
  Entry *findKey(IpcKind kind, int32_t key) const;
  // A new entry, or null when there is no room; what has its place but is gone makes room.
  Entry *insert(IpcKind kind, int id, int32_t key, int32_t kernelKey);
  void erase(IpcKind kind, Entry *entry);
  void markDestroyed(IpcKind kind, Entry *entry);
  // Forgets what the kernel doesn't have any more; only what was removed while attached, or everything.
  void purge(IpcKind kind, bool everything);

  // The object at a place: its id, or -1.
  int idAt(IpcKind kind, int place) const;
  int highest(IpcKind kind) const { return shared->highest[static_cast<int>(kind)]; }
  // Calls `visit` with the kind and the entry of every object.
  template <typename Visit> void each(Visit visit) const {
    for (int kind = 0; kind < kinds; kind++)
      for (int place = 0; place <= shared->highest[kind]; place++)
        if (shared->entries[kind][place].object != 0)
          visit(static_cast<IpcKind>(kind), shared->entries[kind][place]);
  }

  // Says what is about to be made; then that it has been entered, or won't be.
  void announce(IpcKind kind, int32_t kernelKey);
  void settled() { shared->intent.kernelKey = 0; }
  // Removes what a process made that died before it entered it.
  void settle();
  // Random, the namespace's own.
  uint64_t identity() const { return shared->identity; }

  // Whether the kernel still has the object of an entry, and not another one under its id.
  static bool isThere(IpcKind kind, const Entry &entry);

private:
  static constexpr int kinds = 3;
  // The kernel numbers objects from 0 to 32,767 and takes the lowest free number, which the low bits of an id are: no
  // two objects share a place. Booted with ipcmni_extend it has more numbers, and a few objects may.
  static constexpr int places = 1 << 15, reach = 8;
  static int placeOf(int id) { return id & (places - 1); }

  // What is about to be made: whoever gets the lock after a process died on the way finds it by the kernel's key.
  struct Intent {
    std::atomic<int32_t> kernelKey;
    std::atomic<int32_t> kind;
  };
  struct Shared {
    uint64_t format, identity;
    std::atomic<int32_t> highest[kinds];
    std::atomic<int32_t> destroyed[kinds];
    Intent intent;
    alignas(4096) Entry entries[kinds][places + reach];
  };
  static constexpr uint64_t currentFormat = 0x0000000149504349;

  Shared *shared = nullptr;
};

} // namespace isthmus
