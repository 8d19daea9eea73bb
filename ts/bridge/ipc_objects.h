// System V objects as the kernel lays them out on 64-bit machines (x86-64's layout, where they differ), and its calls.
#pragma once
#include "ipc_table.h"
#include "result.h"
#include <cstring>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus::ipc_objects {

// Commands of msgctl, semctl and shmctl, as linux/ipc.h and its kin number them.
enum Command : int { remove = 0, set = 1, status = 2, limits = 3 };

struct Permissions {
  int32_t key;
  uint32_t uid, gid, cuid, cgid, mode;
  uint16_t sequence, padding;
  uint64_t unused[2];
};

struct Queue {
  static constexpr IpcKind kind = IpcKind::message;
  static constexpr long call = SYS_msgctl;
  static constexpr int statusAt = 11, usage = 12, statusAny = 13;
  Permissions permissions;
  int64_t sent, received, changed;
  uint64_t bytes, messages, maximumBytes;
  int32_t lastSender, lastReceiver;
  uint64_t unused[2];
};
static_assert(sizeof(Queue) == 120);

struct Set {
  static constexpr IpcKind kind = IpcKind::semaphore;
  static constexpr long call = SYS_semctl;
  static constexpr int statusAt = 18, usage = 19, statusAny = 20;
  Permissions permissions;
  int64_t operated;
  uint64_t unused1;
  int64_t changed;
  uint64_t unused2;
  uint64_t count;
  uint64_t unused[2];
};
static_assert(sizeof(Set) == 104);

struct Segment {
  static constexpr IpcKind kind = IpcKind::memory;
  static constexpr long call = SYS_shmctl;
  static constexpr int statusAt = 13, usage = 14, statusAny = 15;
  static constexpr uint32_t destroyed = 01000;
  Permissions permissions;
  uint64_t size;
  int64_t attached, detached, changed;
  int32_t creator, last;
  uint64_t attaches;
  uint64_t unused[2];
};
static_assert(sizeof(Segment) == 112);

// struct msginfo, seminfo; shminfo and shm_info.
struct QueueUsage {
  int32_t pool, map, maximum, bytes, queues, unitSize, headers;
  uint16_t segments;
};
struct SetUsage {
  int32_t map, sets, semaphores, undos, perSet, operations, undosPerProcess, size, value, atExit;
};
struct SegmentLimits {
  uint64_t maximum, minimum, segments, perProcess, all, unused[4];
};
struct SegmentUsage {
  int32_t segments;
  uint64_t pages, resident, swapped, swapAttempts, swapSuccesses;
};
static_assert(sizeof(QueueUsage) == 32 && sizeof(SetUsage) == 40 && sizeof(SegmentLimits) == 72 &&
              sizeof(SegmentUsage) == 48);

// msgctl, semctl or shmctl, as the object's type says.
template <typename Object> int64_t control(int id, int command, void *argument) {
  if constexpr (Object::kind == IpcKind::semaphore)
    return result(syscall(Object::call, id, 0, command, argument));
  else
    return result(syscall(Object::call, id, command, argument));
}

#if defined(__aarch64__)
// Here the kernel has no unused words beside the times.
struct KernelSet {
  Permissions permissions;
  int64_t operated, changed;
  uint64_t count;
  uint64_t unused[2];
};
template <> inline int64_t control<Set>(int id, int command, void *argument) {
  if (command == limits || command == Set::usage || command == remove)
    return result(syscall(SYS_semctl, id, 0, command, argument));
  Set &set = *static_cast<Set *>(argument);
  KernelSet native = {set.permissions, set.operated, set.changed, set.count, {}};
  int64_t answer = result(syscall(SYS_semctl, id, 0, command, &native));
  if (answer >= 0)
    set = {native.permissions, native.operated, 0, native.changed, 0, native.count, {}};
  return answer;
}
#endif

// IPC_STAT, whatever the kind: 0, or minus an errno; the permissions stand at its beginning.
union AnyObject {
  Permissions permissions;
  Queue queue;
  Set set;
  Segment segment;
};
inline int64_t statusOf(IpcKind kind, int id, AnyObject *into) {
  memset(into, 0, sizeof *into);
  switch (kind) {
  case IpcKind::message:
    return control<Queue>(id, status, into);
  case IpcKind::semaphore:
    return control<Set>(id, status, into);
  default:
    return control<Segment>(id, status, into);
  }
}
inline int64_t removeObject(IpcKind kind, int id) {
  switch (kind) {
  case IpcKind::message:
    return control<Queue>(id, remove, nullptr);
  case IpcKind::semaphore:
    return control<Set>(id, remove, nullptr);
  default:
    return control<Segment>(id, remove, nullptr);
  }
}
// msgget, semget or shmget.
inline int64_t getObject(IpcKind kind, int32_t key, uint64_t size, int flags) {
  switch (kind) {
  case IpcKind::message:
    return result(syscall(SYS_msgget, key, flags));
  case IpcKind::semaphore:
    return result(syscall(SYS_semget, key, static_cast<int>(size), flags));
  default:
    return result(syscall(SYS_shmget, key, size, flags));
  }
}

} // namespace isthmus::ipc_objects
