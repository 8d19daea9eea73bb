// System calls on kernel descriptors for the host shim: NativeCalls of bridge.ts, one line each.
#include "environment.h"
#include "interruptible.h"
#include "js.h"
#include "kinds.h"
#include "open_flags.h"
#include "result.h"
#include <algorithm>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {
namespace {

using js::Big;
using js::Bytes;
using js::Text;
using v8::Isolate;
using v8::Local;
using v8::Value;

// Whether opening waits, as that of a FIFO does for its other end, so that signals interrupt it.
bool waits(int directory, const Text &path, open_how how) {
  how.flags = (how.flags & (O_NOFOLLOW | O_DIRECTORY)) | O_PATH | O_CLOEXEC;
  how.mode = 0;
  auto file = static_cast<int>(systemCall(SYS_openat2, directory, path.bytes.c_str(), &how, sizeof how));
  struct stat status;
  bool is = file >= 0 && fstat(file, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
  if (file >= 0)
    close(file);
  return is;
}

int64_t openat2(int directory, Text path, int flags, uint32_t mode, uint32_t resolve) {
  int wanted = open_flags::toKernel(flags) | O_CLOEXEC;
  open_how how = {};
  how.flags = static_cast<unsigned>(wanted);
  // openat2(2) refuses a mode that nothing would be made of, which open(2) ignores.
  how.mode = wanted & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)) ? mode & 07777 : 0;
  how.resolve = resolve;
  int64_t opened = guestCall(SYS_openat2, directory, path.bytes.c_str(), &how, sizeof how);
  // Nothing else is left for handlers to run first: with many steps to a call of the guest's it might never be done.
  if (opened == restart && !waits(directory, path, how))
    opened = systemCall(SYS_openat2, directory, path.bytes.c_str(), &how, sizeof how);
  return opened;
}

int64_t status(int directory, Text path, int flags, uint32_t mask, Bytes into) {
  if (into.length < sizeof(struct statx))
    return -EFAULT;
  return result(syscall(SYS_statx, directory, path.bytes.c_str(), flags, mask, into.data));
}

int64_t fileSystemStatus(int kfd, Bytes into) {
  return into.length < sizeof(struct statfs) ? -EFAULT : result(fstatfs(kfd, static_cast<struct statfs *>(into.data)));
}

// An empty path means the descriptor itself, for calls that know no AT_EMPTY_PATH: its name below /proc, as an O_PATH
// descriptor takes nothing else.
std::string pathOf(int kfd) { return "/proc/self/fd/" + std::to_string(kfd); }

int64_t fchmodat(int directory, Text path, uint32_t mode, int flags) {
  if (path.bytes.empty())
    return result(::fchmodat(AT_FDCWD, pathOf(directory).c_str(), mode, 0));
  constexpr long fchmodat2 = 452;
  int64_t changed = flags == 0 ? -ENOSYS : result(syscall(fchmodat2, directory, path.bytes.c_str(), mode, flags));
  return changed == -ENOSYS ? result(::fchmodat(directory, path, mode, flags)) : changed;
}

Local<Value> readlinkat(Isolate *isolate, int directory, Text path) {
  char target[PATH_MAX];
  int64_t length = result(::readlinkat(directory, path, target, sizeof target));
  if (length < 0)
    return v8::Integer::New(isolate, static_cast<int>(length));
  return js::fromLatin1(isolate, target, length);
}

int64_t utimensat(int directory, Text path, Bytes times, int flags) {
  if (times.data != nullptr && times.length < 2 * sizeof(timespec))
    return -EFAULT;
  if (path.bytes.empty())
    return result(::utimensat(AT_FDCWD, pathOf(directory).c_str(), static_cast<timespec *>(times.data), 0));
  return result(::utimensat(directory, path, static_cast<timespec *>(times.data), flags));
}

timespec fromNanoseconds(int64_t nanoseconds) { return {nanoseconds / 1000000000, nanoseconds % 1000000000}; }

Big nanoseconds(int answer, const timespec &time) {
  return {answer < 0 ? -errno : time.tv_sec * INT64_C(1000000000) + time.tv_nsec};
}

int64_t pollNative(Bytes fds, int64_t timeout) {
  timespec limit = fromNanoseconds(timeout);
  return result(
      ppoll(static_cast<pollfd *>(fds.data), fds.length / sizeof(pollfd), timeout < 0 ? nullptr : &limit, nullptr));
}

int64_t fillRandom(Guest *guest, uint32_t pointer, uint32_t length) {
  // getrandom(2) may stop early when a signal comes.
  for (uint64_t done = 0; done < length;) {
    int64_t got = result(getrandom(guest->memory.at(pointer, length) + done, length - done, 0));
    if (got < 0 && got != -EINTR)
      return got;
    done += got > 0 ? got : 0;
  }
  return 0;
}

int64_t receiveMessage(Guest *guest, int fd, uint32_t pointer, uint32_t count, int flags) {
  Iovec iov;
  WasmValue values[] = {pointer, count};
  int kfd = guest->fds.kernel(fd);
  int error = kfd < 0 ? kfd : iov.take(*guest, values);
  msghdr message = {};
  message.msg_iov = iov.vector;
  message.msg_iovlen = static_cast<size_t>(iov.count);
  return error != 0 ? error : result(recvmsg(kfd, &message, flags | MSG_CMSG_CLOEXEC));
}

void defineFiles(Isolate *isolate, Local<v8::Template> calls) {
  js::define(isolate, calls, "openat2", openat2);
  js::define(
      isolate, calls, "close", +[](int kfd) -> int64_t { return closeKernel(kfd); });
  js::define(
      isolate, calls, "dup", +[](int kfd) { return result(fcntl(kfd, F_DUPFD_CLOEXEC, 3)); });
  js::define(
      isolate, calls, "dup2",
      +[](int kfd, int target) -> int64_t { return kfd == target ? kfd : result(dup3(kfd, target, O_CLOEXEC)); });
  js::define(isolate, calls, "statx", status);
  js::define(isolate, calls, "statfs", fileSystemStatus);
  js::define(
      isolate, calls, "faccessat2", +[](int directory, Text path, int mode, int flags) {
        return result(syscall(SYS_faccessat2, directory, path.bytes.c_str(), mode, flags));
      });
  js::define(isolate, calls, "fchmodat", fchmodat);
  js::define(
      isolate, calls, "fchownat", +[](int directory, Text path, uint32_t owner, uint32_t group, int flags) {
        return result(::fchownat(directory, path, owner, group, path.bytes.empty() ? flags | AT_EMPTY_PATH : flags));
      });
  js::define(
      isolate, calls, "linkat", +[](int from, Text oldPath, int to, Text newPath, int flags) {
        return result(::linkat(from, oldPath, to, newPath, flags));
      });
  js::define(
      isolate, calls, "symlinkat",
      +[](Text target, int directory, Text path) { return result(::symlinkat(target, directory, path)); });
  js::define(isolate, calls, "readlinkat", readlinkat);
  js::define(
      isolate, calls, "unlinkat",
      +[](int directory, Text path, int flags) { return result(::unlinkat(directory, path, flags)); });
  js::define(
      isolate, calls, "renameat2", +[](int from, Text oldPath, int to, Text newPath, uint32_t flags) {
        return result(syscall(SYS_renameat2, from, oldPath.bytes.c_str(), to, newPath.bytes.c_str(), flags));
      });
  js::define(
      isolate, calls, "mkdirat",
      +[](int directory, Text path, uint32_t mode) { return result(::mkdirat(directory, path, mode)); });
  js::define(
      isolate, calls, "mknodat", +[](int directory, Text path, uint32_t mode, int64_t device) {
        return result(syscall(SYS_mknodat, directory, path.bytes.c_str(), mode, device));
      });
  js::define(isolate, calls, "utimensat", utimensat);
}

void defineDescriptors(Isolate *isolate, Local<v8::Template> calls) {
  js::define(
      isolate, calls, "ftruncate", +[](int kfd, int64_t length) { return result(::ftruncate(kfd, length)); });
  js::define(
      isolate, calls, "fallocate", +[](int kfd, int mode, int64_t offset, int64_t length) {
        return result(::fallocate(kfd, mode, offset, length));
      });
  js::define(
      isolate, calls, "fadvise", +[](int kfd, int64_t offset, int64_t length, int advice) -> int64_t {
        return -posix_fadvise(kfd, offset, length, advice);
      });
  js::define(
      isolate, calls, "fsync", +[](int kfd) { return result(::fsync(kfd)); });
  js::define(
      isolate, calls, "fdatasync", +[](int kfd) { return result(::fdatasync(kfd)); });
  js::define(
      isolate, calls, "getdents64",
      +[](int kfd, Bytes into) { return result(syscall(SYS_getdents64, kfd, into.data, into.length)); });
  js::define(
      isolate, calls, "lseek",
      +[](int kfd, int64_t offset, int whence) { return Big{result(::lseek(kfd, offset, whence))}; });
  js::define(
      isolate, calls, "fcntl", +[](int kfd, int command, int argument) {
        int64_t answer = result(::fcntl(kfd, command, command == F_SETFL ? open_flags::toKernel(argument) : argument));
        return command == F_GETFL && answer >= 0 ? open_flags::toWire(static_cast<int>(answer)) : answer;
      });
  js::define(
      isolate, calls, "read", +[](int kfd, Bytes into, js::OptionalInt length) {
        uint64_t wanted = length.value < 0 ? into.length : length.value;
        return result(::read(kfd, into.data, std::min<uint64_t>(wanted, into.length)));
      });
  js::define(
      isolate, calls, "write", +[](int kfd, Bytes from) { return result(::write(kfd, from.data, from.length)); });
  js::define(
      isolate, calls, "pipe2", +[](Bytes into, int flags) -> int64_t {
        if (into.length < 2 * sizeof(int))
          return -EFAULT;
        return result(::pipe2(static_cast<int *>(into.data), open_flags::toKernel(flags) | O_CLOEXEC));
      });
  js::define(
      isolate, calls, "shutdown", +[](int kfd, int how) { return result(::shutdown(kfd, how)); });
  js::define(isolate, calls, "recv", receiveMessage);
  js::define(
      isolate, calls, "accept",
      +[](int kfd, int flags) { return result(::accept4(kfd, nullptr, nullptr, flags | SOCK_CLOEXEC)); });
  js::define(isolate, calls, "poll", pollNative);
}

void defineRest(Isolate *isolate, Local<v8::Template> calls) {
  js::define(
      isolate, calls, "clock_gettime", +[](int clock) {
        timespec time = {};
        return nanoseconds(::clock_gettime(clock, &time), time);
      });
  js::define(
      isolate, calls, "clock_getres", +[](int clock) {
        timespec time = {};
        return nanoseconds(::clock_getres(clock, &time), time);
      });
  js::define(
      isolate, calls, "clock_nanosleep", +[](int clock, int flags, int64_t time) -> int64_t {
        timespec wanted = fromNanoseconds(time);
        return -::clock_nanosleep(clock, flags, &wanted, nullptr);
      });
  js::define(isolate, calls, "getrandom", fillRandom);
  js::define(
      isolate, calls, "sched_yield", +[] { return result(::sched_yield()); });
  js::define(
      isolate, calls, "kill", +[](int pid, int signal) { return result(::kill(pid, signal)); });
  js::define(
      isolate, calls, "getpid", +[]() -> int64_t { return ::getpid(); });
}

} // namespace

v8::Local<v8::Object> makeNativeCalls(Isolate *isolate) {
  Local<v8::ObjectTemplate> calls = v8::ObjectTemplate::New(isolate);
  defineFiles(isolate, calls);
  defineDescriptors(isolate, calls);
  defineRest(isolate, calls);
  defineIpcCalls(isolate, calls);
  definePidfdCalls(isolate, calls);
  defineSocketCalls(isolate, calls);
  defineNetdbCalls(isolate, calls);
  defineInotifyCalls(isolate, calls);
  return calls->NewInstance(isolate->GetCurrentContext()).ToLocalChecked();
}

} // namespace isthmus
