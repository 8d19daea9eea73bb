// The control commands of System V objects: structs copied in and out, keys and places those of the guest's namespace.
#include "calls.h"
#include "ipc_objects.h"

namespace isthmus::calls {
namespace {

using namespace ipc_objects;

template <typename T> int64_t give(Guest &guest, uint32_t pointer, const T &value, int64_t answer) {
  int error = guest.memory.store(pointer, value);
  return error != 0 ? error : answer;
}

template <typename Object> int64_t objectStatus(Guest &guest, int id, uint32_t argument) {
  Object object = {};
  int64_t answer = control<Object>(id, status, &object);
  if (answer < 0)
    return answer;
  if (guest.ipc.isLimited())
    object.permissions.key = guest.ipc.keyOf(Object::kind, id, object.permissions.key);
  return give(guest, argument, object, answer);
}

// The kernel's own number of an object's place is the low part of its id; which part, ipcmni_extend decides.
template <typename Object> int64_t statusByPlace(int id, int command, Object *object) {
  for (int mask : {0x7fff, 0xffffff}) {
    int64_t found = control<Object>(id & mask, command, object);
    if (found == id || found == -EACCES)
      return found;
  }
  return -EINVAL;
}

template <typename Object> int64_t statusAt(Guest &guest, int place, int command, uint32_t argument) {
  Object object = {};
  int64_t answer;
  if (guest.ipc.isLimited()) {
    int id = guest.ipc.idAt(Object::kind, place);
    answer = id < 0 ? id : statusByPlace(id, command, &object);
    object.permissions.key = guest.ipc.keyOf(Object::kind, id, object.permissions.key);
  } else {
    answer = control<Object>(place, command, &object);
  }
  return answer < 0 ? answer : give(guest, argument, object, answer);
}

// Calls `visit` with each object of the guest's namespace.
template <typename Object, typename Visit> void eachObject(Guest &guest, Visit visit) {
  for (int place = 0, last = guest.ipc.highest(Object::kind); place <= last; place++) {
    Object object = {};
    int id = guest.ipc.idAt(Object::kind, place);
    if (id >= 0 && statusByPlace(id, Object::statusAny, &object) == id)
      visit(object);
  }
}

void countUsed(Guest &guest, QueueUsage &usage) {
  usage.pool = usage.map = usage.headers = 0;
  eachObject<Queue>(guest, [&](const Queue &queue) {
    usage.pool++;
    usage.map += static_cast<int32_t>(queue.messages);
    usage.headers += static_cast<int32_t>(queue.bytes);
  });
}

void countUsed(Guest &guest, SetUsage &usage) {
  usage.size = usage.atExit = 0;
  eachObject<Set>(guest, [&](const Set &set) {
    usage.size++;
    usage.atExit += static_cast<int32_t>(set.count);
  });
}

// Resident and swapped pages are told of all segments together; here each page counts as resident.
void countUsed(Guest &guest, SegmentUsage &usage) {
  usage = {};
  eachObject<Segment>(guest, [&](const Segment &segment) {
    usage.segments++;
    usage.pages += (segment.size + 4095) / 4096;
  });
  usage.resident = usage.pages;
}

// IPC_INFO and MSG_INFO, SEM_INFO, SHM_INFO: the answer is the last place that is taken.
template <typename Object, typename Usage>
int64_t usageOf(Guest &guest, int command, uint32_t argument, bool countsObjects) {
  Usage usage = {};
  int64_t answer = control<Object>(0, command, &usage);
  if (answer < 0)
    return answer;
  if (guest.ipc.isLimited()) {
    answer = guest.ipc.highest(Object::kind);
    if constexpr (!std::is_same_v<Usage, SegmentLimits>)
      if (countsObjects)
        countUsed(guest, usage);
  }
  return give(guest, argument, usage, answer);
}

template <typename Object> int64_t change(Guest &guest, int id, uint32_t argument) {
  Object object = {};
  if (int error = guest.memory.load(argument, &object))
    return error;
  if (int refused = guest.ipc.check(Object::kind, id))
    return refused;
  return control<Object>(id, set, &object);
}

template <typename Object> int64_t removal(Guest &guest, int id) {
  if (int refused = guest.ipc.check(Object::kind, id))
    return refused;
  int64_t answer = control<Object>(id, remove, nullptr);
  if (answer == 0)
    guest.ipc.removed(Object::kind, id);
  return answer;
}

// The commands that all three kinds have.
template <typename Object> int64_t common(Guest &guest, int id, int command, uint32_t argument) {
  if (id < 0)
    return -EINVAL;
  switch (command) {
  case remove:
    return removal<Object>(guest, id);
  case set:
    return change<Object>(guest, id, argument);
  case status:
    if (int refused = guest.ipc.check(Object::kind, id))
      return refused;
    return objectStatus<Object>(guest, id, argument);
  case Object::statusAt:
  case Object::statusAny:
    return statusAt<Object>(guest, id, command, argument);
  default:
    return -EINVAL;
  }
}

// GETALL and SETALL go to guest memory directly: an array as long as the set.
int64_t allValues(int id, int command, const Memory &memory, uint32_t argument) {
  Set object = {};
  int64_t asked = control<Set>(id, status, &object);
  if (asked == -EACCES)
    asked = statusByPlace(id, Set::statusAny, &object);
  if (asked < 0)
    return asked;
  return result(syscall(SYS_semctl, id, 0, command, memory.kernel(argument, object.count * sizeof(uint16_t))));
}

} // namespace

int64_t shmctl(Guest &guest, const I32 &id, const I32 &command, const U32 &argument) {
  switch (command) {
  case limits:
    return usageOf<Segment, SegmentLimits>(guest, command, argument, false);
  case Segment::usage:
    return usageOf<Segment, SegmentUsage>(guest, command, argument, true);
  case 11: // SHM_LOCK
  case 12: // SHM_UNLOCK
    if (int refused = guest.ipc.check(Ipc::Kind::memory, id))
      return refused;
    return control<Segment>(id, command, nullptr);
  default:
    return common<Segment>(guest, id, command, argument);
  }
}

int64_t semctl(Guest &guest, const I32 &id, const I32 &number, const I32 &command, const U32 &argument) {
  switch (command) {
  case limits:
  case Set::usage:
    return usageOf<Set, SetUsage>(guest, command, argument, command == Set::usage);
  case 13: // GETALL
  case 17: // SETALL
  case 11: // GETPID
  case 12: // GETVAL
  case 14: // GETNCNT
  case 15: // GETZCNT
  case 16: // SETVAL
    if (int refused = guest.ipc.check(Ipc::Kind::semaphore, id))
      return refused;
    if (command == 13 || command == 17)
      return allValues(id, command, guest.memory, argument);
    return result(syscall(SYS_semctl, id.value, number.value, command.value, static_cast<int>(argument.value)));
  default:
    return common<Set>(guest, id, command, argument);
  }
}

int64_t msgctl(Guest &guest, const I32 &id, const I32 &command, const U32 &argument) {
  switch (command) {
  case limits:
  case Queue::usage:
    return usageOf<Queue, QueueUsage>(guest, command, argument, command == Queue::usage);
  default:
    return common<Queue>(guest, id, command, argument);
  }
}

} // namespace isthmus::calls
