// core.wasm: System V segments, semaphore sets and message queues by the kernel's own structs, which the buffer holds:
// TypeScript (ts/api/system-v.ts) reads them there, with types and counts of 64 bits. Nothing here waits.
#include "core.h"
#include <sys/ipc.h>
#include <sys/msg.h>

/* ftok(3) of the path in the buffer; the key's bits may be anything, so errors are told apart by errno. */
CORE_EXPORT(core_ftok) double core_ftok(int project) {
  errno = 0;
  key_t key = ftok((const char *)core_scratch, project);
  return key == -1 && errno != 0 ? -4294967296.0 + core_result(-1) : key;
}

CORE_EXPORT(core_shmget) int core_shmget(int key, double size, int flags) {
  return __isthmus_shmget(key, (int64_t)size, flags);
}

CORE_EXPORT(core_shmctl) int core_shmctl(int id, int command) {
  return __isthmus_shmctl(id, command, (uint32_t)(uintptr_t)core_scratch);
}

CORE_EXPORT(core_semget) int core_semget(int key, int count, int flags) { return __isthmus_semget(key, count, flags); }

/* With a value of its own; -1 stands for the buffer. */
CORE_EXPORT(core_semctl) int core_semctl(int id, int number, int command, int value) {
  return __isthmus_semctl(id, number, command, value == -1 ? (uint32_t)(uintptr_t)core_scratch : (uint32_t)value);
}

/* semop(2) of the struct sembuf in the buffer. */
CORE_EXPORT(core_semop) int core_semop(int id, size_t bytes) {
  return __isthmus_semtimedop(id, core_scratch, bytes, NULL);
}

CORE_EXPORT(core_msgget) int core_msgget(int key, int flags) { return __isthmus_msgget(key, flags); }

CORE_EXPORT(core_msgctl) int core_msgctl(int id, int command) {
  return __isthmus_msgctl(id, command, (uint32_t)(uintptr_t)core_scratch);
}

/* Sends a message: its type, 8 bytes, and its text stand in the buffer. */
CORE_EXPORT(core_msgsnd) int core_msgsnd(int id, size_t length, int flags) {
  return __isthmus_msgsnd(id, core_scratch, core_scratch + sizeof(int64_t), length, flags);
}

/* Receives a message of the type that stands in the buffer; leaves its type and text there. The text's length. */
CORE_EXPORT(core_msgrcv) int core_msgrcv(int id, size_t size, int flags) {
  return __isthmus_msgrcv(id, core_scratch, core_scratch + sizeof(int64_t), size, flags);
}
