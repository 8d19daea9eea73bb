// The system calls that block on threads of their own (blocking.h): open(2) of FIFOs, and what waits for IPC objects
// that are no descriptors, or for a disk.
#pragma once
#include "blocking.h"
#include <string>

namespace isthmus::blocking {

// The result is a kernel descriptor.
std::shared_ptr<BlockingCall> open(std::string path, int flags, uint32_t mode);
// On a copy of a blocking socket.
std::shared_ptr<BlockingCall> connect(int kfd, const void *address, size_t length);
// FUTEX_WAIT on a word in shared memory: 0 when woken, -EAGAIN when it isn't `expected`, -ETIMEDOUT after so many
// milliseconds unless they are negative. `owner` keeps the word's pages.
std::shared_ptr<BlockingCall> futexWait(std::shared_ptr<void> owner, uint32_t *word, uint32_t expected, int64_t limit);
std::shared_ptr<BlockingCall> msgsnd(int id, int64_t type, const void *text, size_t length, int flags);
// Details: the type (a number), and the bytes.
std::shared_ptr<BlockingCall> msgrcv(int id, size_t size, int64_t type, int flags);
// `operations` are struct sembuf, `length` their bytes.
std::shared_ptr<BlockingCall> semop(int id, const void *operations, size_t length);
// `owner` keeps the pages.
std::shared_ptr<BlockingCall> msync(std::shared_ptr<void> owner, void *address, size_t length, int flags);

} // namespace isthmus::blocking
