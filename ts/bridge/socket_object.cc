// System calls on sockets for the host shim, which has decided about addresses: the socket part of NativeCalls of
// bridge.ts.
#include "environment.h"
#include "interruptible.h"
#include "js.h"
#include "result.h"
#include "rights.h"
#include "socket_address.h"
#include "socket_bind.h"
#include "socket_message.h"
#include <algorithm>
#include <climits>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <string>
#include <sys/syscall.h>

namespace isthmus {
namespace {

using js::Bytes;
using js::Text;
using v8::Isolate;
using v8::Local;

// More than the kernel lets a message have.
constexpr uint32_t longestControl = 1 << 20;
// More than the kernel ever gives with a message.
constexpr uint32_t mostReceived = 16384;

int64_t option(int kfd, int name) {
  int value = 0;
  socklen_t length = sizeof value;
  return getsockopt(kfd, SOL_SOCKET, name, &value, &length) != 0 ? -errno : value;
}

// An error that was found before the kernel was asked, which would first have told of a descriptor that is no socket.
int64_t refusal(int kernel, int64_t error) {
  int64_t domain = option(kernel, SO_DOMAIN);
  return domain < 0 ? domain : error;
}

Local<v8::Value> ownAddress(Isolate *isolate, int kfd) {
  sockaddr_storage address = {};
  socklen_t length = sizeof address;
  if (getsockname(kfd, reinterpret_cast<sockaddr *>(&address), &length) != 0)
    return v8::Number::New(isolate, -errno);
  return js::fromBytes(isolate, &address, std::min<size_t>(length, sizeof address));
}

Local<v8::Value> lookup(Isolate *isolate, Text name) {
  addrinfo hints = {}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  std::string addresses;
  if (getaddrinfo(name, nullptr, &hints, &found) == 0)
    for (const addrinfo *one = found; one != nullptr; one = one->ai_next) {
      in6_addr address = {};
      if (one->ai_family == AF_INET6) {
        address = reinterpret_cast<const sockaddr_in6 *>(one->ai_addr)->sin6_addr;
      } else if (one->ai_family == AF_INET) {
        address.s6_addr[10] = address.s6_addr[11] = 255;
        memcpy(address.s6_addr + 12, &reinterpret_cast<const sockaddr_in *>(one->ai_addr)->sin_addr, 4);
      } else {
        continue;
      }
      addresses.append(reinterpret_cast<const char *>(&address), sizeof address);
    }
  if (found != nullptr)
    freeaddrinfo(found);
  return js::fromBytes(isolate, addresses.data(), addresses.size());
}

int64_t takeVector(Guest *guest, const GuestMessage &header, Iovec *iov) {
  if (header.vectorCount > Iovec::most)
    return -EMSGSIZE;
  WasmValue values[] = {header.vector, header.vectorCount};
  return iov->take(*guest, values);
}

int64_t sendMessage(Guest *guest, int fd, Bytes bytes, int flags, Bytes address) {
  GuestMessage header;
  int kernel = guest->fds.kernel(fd);
  if (kernel < 0 || bytes.length < sizeof header)
    return kernel < 0 ? kernel : -EFAULT;
  memcpy(&header, bytes.data, sizeof header);
  Iovec iov;
  if (int64_t error = takeVector(guest, header, &iov))
    return refusal(kernel, error);
  if (header.controlLength > longestControl)
    return refusal(kernel, -ENOBUFS);
  Scratch<char, 1088> scratch;
  char *control = scratch.reserve(header.controlLength);
  if (header.controlLength > 0) {
    if (header.control == 0 || guest->memory.read(header.control, control, header.controlLength) != 0)
      return refusal(kernel, -EFAULT);
    if (int error = translateForKernel(*guest, control, header.controlLength))
      return refusal(kernel, error);
  }
  msghdr message = {};
  message.msg_name = address.data;
  message.msg_namelen = static_cast<socklen_t>(address.length);
  message.msg_iov = iov.vector;
  message.msg_iovlen = static_cast<size_t>(iov.count);
  message.msg_control = header.controlLength > 0 ? control : nullptr;
  message.msg_controllen = header.controlLength;
  return guestCall(SYS_sendmsg, kernel, &message, flags);
}

// What came, where the guest wants it: 0, or -EFAULT.
int giveMessage(Guest *guest, uint32_t pointer, GuestMessage *header, const msghdr &message, SocketAddress *sender) {
  if (header->name != 0) {
    sender->length = message.msg_namelen;
    renameForGuest(*guest, sender);
    size_t size = std::min<size_t>({static_cast<size_t>(header->nameLength), sender->length, sizeof sender->value});
    if (int error = guest->memory.write(header->name, &sender->value, size))
      return error;
    header->nameLength = static_cast<int32_t>(sender->length);
  }
  if (message.msg_controllen > 0)
    if (int error = guest->memory.write(header->control, message.msg_control, message.msg_controllen))
      return error;
  header->controlLength = static_cast<uint32_t>(message.msg_controllen);
  header->flags = message.msg_flags;
  return guest->memory.store(pointer, *header);
}

int64_t receiveMessage(Guest *guest, int fd, uint32_t pointer, int flags, Bytes received) {
  GuestMessage header;
  int kernel = guest->fds.kernel(fd);
  if (kernel < 0)
    return kernel;
  if (pointer == 0 || guest->memory.load(pointer, &header) != 0 || received.length < (ReceivedControl::most + 1) * 4)
    return refusal(kernel, -EFAULT);
  if (header.name != 0 && header.nameLength < 0)
    return refusal(kernel, -EINVAL);
  Iovec iov;
  if (int64_t error = takeVector(guest, header, &iov))
    return refusal(kernel, error);
  uint32_t room = header.control == 0 ? 0 : std::min(header.controlLength, mostReceived);
  Scratch<char, 1088> scratch;
  SocketAddress sender;
  msghdr message = {};
  message.msg_name = header.name == 0 ? nullptr : &sender.value;
  message.msg_namelen = sizeof sender.value;
  message.msg_iov = iov.vector;
  message.msg_iovlen = static_cast<size_t>(iov.count);
  message.msg_control = scratch.reserve(room);
  message.msg_controllen = room;
  int64_t count = guestCall(SYS_recvmsg, kernel, &message, flags | MSG_CMSG_CLOEXEC);
  if (count < 0)
    return count;
  if (!(flags & MSG_CMSG_CLOEXEC))
    message.msg_flags &= ~MSG_CMSG_CLOEXEC;
  ReceivedControl control(*guest, message, room, flags & MSG_CMSG_CLOEXEC);
  control.takeOver();
  if (giveMessage(guest, pointer, &header, message, &sender) != 0) {
    control.giveUp();
    return -EFAULT;
  }
  auto *told = static_cast<int32_t *>(received.data);
  told[0] = control.count;
  memcpy(told + 1, control.numbers, static_cast<size_t>(control.count) * sizeof(int32_t));
  return count;
}

} // namespace

void defineSocketCalls(Isolate *isolate, Local<v8::Template> calls) {
  js::define(
      isolate, calls, "socket",
      +[](int domain, int type, int protocol) { return result(::socket(domain, type | SOCK_CLOEXEC, protocol)); });
  js::define(
      isolate, calls, "socketWithoutRights", +[](int domain, int type, int protocol) -> int64_t {
        WithoutRights none;
        return none.error != 0 ? none.error : result(::socket(domain, type | SOCK_CLOEXEC, protocol));
      });
  js::define(
      isolate, calls, "bindWithoutRights", +[](int kfd, Bytes address) -> int64_t {
        WithoutRights none;
        return none.error != 0
                   ? none.error
                   : result(::bind(kfd, static_cast<sockaddr *>(address.data), static_cast<socklen_t>(address.length)));
      });
  js::define(
      isolate, calls, "bind", +[](int kfd, Bytes address) {
        return result(::bind(kfd, static_cast<sockaddr *>(address.data), static_cast<socklen_t>(address.length)));
      });
  js::define(
      isolate, calls, "bindBeneath",
      +[](int kfd, Text path, int parent, int cwd) { return bindBeneath(kfd, path, parent, cwd); });
  js::define(
      isolate, calls, "connect",
      +[](int kfd, Bytes address) { return guestCall(SYS_connect, kfd, address.data, address.length); });
  js::define(
      isolate, calls, "listen", +[](int kfd, int backlog) { return result(::listen(kfd, backlog)); });
  js::define(isolate, calls, "socketOption", option);
  js::define(
      isolate, calls, "setsockoptWithoutRights", +[](int kfd, int level, int name, Bytes value) -> int64_t {
        WithoutRights none;
        return none.error != 0
                   ? none.error
                   : result(::setsockopt(kfd, level, name, value.data, static_cast<socklen_t>(value.length)));
      });
  js::define(isolate, calls, "socketAddress", ownAddress);
  js::define(isolate, calls, "lookup", lookup);
  js::define(
      isolate, calls, "sendto",
      +[](Guest *guest, int fd, uint32_t pointer, uint32_t length, int flags, Bytes address) -> int64_t {
        int kernel = guest->fds.kernel(fd);
        if (kernel < 0)
          return kernel;
        return guestCall(SYS_sendto, kernel, guest->memory.kernel(pointer, length), length, flags, address.data,
                         address.length);
      });
  js::define(isolate, calls, "sendmsg", sendMessage);
  js::define(isolate, calls, "recvmsg", receiveMessage);
}

} // namespace isthmus
