// System calls that block; see blocking_calls.h.
#include "blocking_calls.h"
#include "js.h"
#include "open_flags.h"
#include "result.h"
#include <climits>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus::blocking {
namespace {

class Open : public BlockingCall {
public:
  Open(std::string path, int flags, uint32_t mode) : path(std::move(path)), flags(flags), mode(mode) {}

private:
  int64_t perform() override { return result(::open(path.c_str(), open_flags::toKernel(flags) | O_CLOEXEC, mode)); }
  void takeBack(int64_t value) override {
    if (value >= 0)
      close(static_cast<int>(value));
  }

  const std::string path;
  const int flags;
  const uint32_t mode;
};

class Connect : public BlockingCall {
public:
  Connect(int kfd, const void *address, size_t length)
      : copy(fcntl(kfd, F_DUPFD_CLOEXEC, 3)),
        address(static_cast<const char *>(address), static_cast<const char *>(address) + length) {}
  ~Connect() override {
    if (copy >= 0)
      close(copy);
  }

private:
  int64_t perform() override {
    const auto *to = reinterpret_cast<const sockaddr *>(address.data());
    return result(::connect(copy, to, static_cast<socklen_t>(address.size())));
  }

  const int copy;
  const std::vector<char> address;
};

class FutexWait : public BlockingCall {
public:
  FutexWait(std::shared_ptr<void> owner, uint32_t *word, uint32_t expected, int64_t limit)
      : owner(std::move(owner)), word(word), expected(expected), limit(limit) {}

private:
  int64_t perform() override {
    timespec time = {limit / 1000, limit % 1000 * 1000000};
    return result(syscall(SYS_futex, word, FUTEX_WAIT, expected, limit < 0 ? nullptr : &time, nullptr, 0));
  }
  // Somebody else may sleep there whom the wake-up should have reached then.
  void takeBack(int64_t value) override {
    if (value == 0)
      syscall(SYS_futex, word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }

  const std::shared_ptr<void> owner;
  uint32_t *const word;
  const uint32_t expected;
  const int64_t limit;
};

// struct msgbuf, and its text.
class Message {
public:
  explicit Message(size_t length) : bytes(new char[sizeof(long) + length]) {}
  long type() const {
    long value;
    memcpy(&value, bytes.get(), sizeof value);
    return value;
  }
  void setType(long value) { memcpy(bytes.get(), &value, sizeof value); }
  char *text() const { return bytes.get() + sizeof(long); }
  void *whole() const { return bytes.get(); }

private:
  const std::unique_ptr<char[]> bytes;
};

class Send : public BlockingCall {
public:
  Send(int id, int64_t type, const void *text, size_t length, int flags)
      : id(id), length(length), flags(flags), message(length) {
    message.setType(type);
    if (length > 0)
      memcpy(message.text(), text, length);
  }

private:
  int64_t perform() override { return result(::msgsnd(id, message.whole(), length, flags)); }

  const int id;
  const size_t length;
  const int flags;
  Message message;
};

class Receive : public BlockingCall {
public:
  Receive(int id, size_t size, int64_t type, int flags) : id(id), size(size), type(type), flags(flags), message(size) {}

private:
  int64_t perform() override { return result(::msgrcv(id, message.whole(), size, type, flags)); }
  std::vector<v8::Local<v8::Value>> details(v8::Isolate *isolate, int64_t value) override {
    if (value < 0)
      return {};
    return {v8::Number::New(isolate, static_cast<double>(message.type())),
            js::fromBytes(isolate, message.text(), static_cast<size_t>(value))};
  }
  // Better out of turn than lost.
  void takeBack(int64_t value) override {
    if (value >= 0)
      ::msgsnd(id, message.whole(), static_cast<size_t>(value), IPC_NOWAIT);
  }

  const int id;
  const size_t size;
  const int64_t type;
  const int flags;
  const Message message;
};

class SemaphoreOperation : public BlockingCall {
public:
  SemaphoreOperation(int id, const void *from, size_t length) : id(id), operations(length / sizeof(sembuf)) {
    memcpy(operations.data(), from, operations.size() * sizeof(sembuf));
  }

private:
  int64_t perform() override { return result(::semop(id, operations.data(), operations.size())); }
  void takeBack(int64_t value) override {
    if (value < 0)
      return;
    for (sembuf &operation : operations) {
      operation.sem_op = static_cast<short>(-operation.sem_op);
      operation.sem_flg |= IPC_NOWAIT;
    }
    ::semop(id, operations.data(), operations.size());
  }

  const int id;
  std::vector<sembuf> operations;
};

class Sync : public BlockingCall {
public:
  Sync(std::shared_ptr<void> owner, void *address, size_t length, int flags)
      : owner(std::move(owner)), address(address), length(length), flags(flags) {}

private:
  int64_t perform() override { return result(::msync(address, length, flags)); }

  const std::shared_ptr<void> owner;
  void *const address;
  const size_t length;
  const int flags;
};

} // namespace

std::shared_ptr<BlockingCall> open(std::string path, int flags, uint32_t mode) {
  return std::make_shared<Open>(std::move(path), flags, mode);
}

std::shared_ptr<BlockingCall> connect(int kfd, const void *address, size_t length) {
  return std::make_shared<Connect>(kfd, address, length);
}

std::shared_ptr<BlockingCall> futexWait(std::shared_ptr<void> owner, uint32_t *word, uint32_t expected, int64_t limit) {
  return std::make_shared<FutexWait>(std::move(owner), word, expected, limit);
}

std::shared_ptr<BlockingCall> msgsnd(int id, int64_t type, const void *text, size_t length, int flags) {
  return std::make_shared<Send>(id, type, text, length, flags);
}

std::shared_ptr<BlockingCall> msgrcv(int id, size_t size, int64_t type, int flags) {
  return std::make_shared<Receive>(id, size, type, flags);
}

std::shared_ptr<BlockingCall> semop(int id, const void *operations, size_t length) {
  return std::make_shared<SemaphoreOperation>(id, operations, length);
}

std::shared_ptr<BlockingCall> msync(std::shared_ptr<void> owner, void *address, size_t length, int flags) {
  return std::make_shared<Sync>(std::move(owner), address, length, flags);
}

} // namespace isthmus::blocking
