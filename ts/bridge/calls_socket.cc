// Sockets, as far as no address of the guest's is looked at: pairs, accepting, names, sending where that was done
// before, receiving, options.
#include "calls.h"
#include "rights.h"
#include "socket_address.h"
#include "socket_options.h"
#include <algorithm>
#include <cstring>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace isthmus::calls {
namespace {

constexpr int soPeerPidfd = 77;

// What sendto answers to an address that the host hasn't looked at, and setsockopt to a group.
constexpr int64_t notApproved = -515;

// Longer than any value of an option.
constexpr uint32_t longest = 65536;

int flagsOf(int type) { return type & SOCK_CLOEXEC ? FdTable::cloexec : 0; }

int64_t giveName(Guest &guest, long number, const Fd &fd, uint32_t address, const Struct<4> &length) {
  SocketAddress name;
  int64_t error = guestCall(number, fd.kernel, &name.value, &name.length);
  return error < 0 ? error : giveAddress(guest, &name, address, length);
}

// A netlink socket's family, or minus an errno.
int netlinkFamily(int kernel) {
  int protocol = 0;
  socklen_t length = sizeof protocol;
  return ::getsockopt(kernel, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) == 0 ? protocol : -errno;
}

// Whether a family of netlink is one that the guest uses with the user's privileges.
bool mayAdminister(const Guest &guest, int family) {
  return family >= 0 && family < 32 && (guest.network.netlinkRights >> family & 1) != 0;
}

} // namespace

int64_t socketpair(Guest &guest, const I32 &domain, const I32 &type, const I32 &protocol, const StructOut<8> &fds) {
  // Of the others the kernel has none, and its families are not for guests unless they are asked for. What it says of
  // a protocol that does not fit the type comes first; of those that are asked here none needs a privilege or a module.
  int ends[2];
  bool isInternet = domain == AF_INET || domain == AF_INET6;
  if (isInternet && type != SOCK_RAW &&
      (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_ICMP))
    return ::socketpair(domain, type | SOCK_CLOEXEC, protocol, ends) < 0 ? -errno : -EOPNOTSUPP;
  if (domain != AF_UNIX)
    return isInternet || domain == AF_NETLINK ? -EOPNOTSUPP : -EAFNOSUPPORT;
  if (::socketpair(domain, type | SOCK_CLOEXEC, protocol, ends) < 0)
    return -errno;
  int32_t numbers[2];
  numbers[0] = guest.fds.install(ends[0], flagsOf(type));
  if (numbers[0] < 0) {
    ::close(ends[1]);
    return numbers[0];
  }
  numbers[1] = guest.fds.install(ends[1], flagsOf(type));
  int error = numbers[1] < 0 ? numbers[1] : fds.address == nullptr ? -EFAULT : fds.store(numbers);
  if (error != 0) {
    guest.fds.close(numbers[0]);
    guest.fds.close(numbers[1]);
  }
  return error;
}

int64_t accept4(Guest &guest, const Fd &fd, const U32 &address, const StructInOut<4, true> &length, const I32 &flags) {
  if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
    return -EINVAL;
  // The connection then stays in the queue.
  if (guest.fds.isFull())
    return -EMFILE;
  SocketAddress peer;
  int64_t made = guestCall(SYS_accept4, fd.kernel, &peer.value, &peer.length, flags | SOCK_CLOEXEC);
  int64_t number = guest.give(made, flagsOf(flags));
  int64_t error = number < 0 || address == 0 ? 0 : giveAddress(guest, &peer, address, length);
  if (error == 0)
    return number;
  guest.fds.close(static_cast<int>(number));
  return error;
}

int64_t getsockname(Guest &guest, const Fd &fd, const U32 &address, const StructInOut<4, true> &length) {
  return giveName(guest, SYS_getsockname, fd, address, length);
}

int64_t getpeername(Guest &guest, const Fd &fd, const U32 &address, const StructInOut<4, true> &length) {
  return giveName(guest, SYS_getpeername, fd, address, length);
}

int64_t recvfrom(Guest &guest, const Fd &fd, const Out &buffer, const I32 &flags, const U32 &address,
                 const StructInOut<4, true> &length) {
  SocketAddress sender;
  int64_t count =
      guestCall(SYS_recvfrom, fd.kernel, buffer.address, buffer.length, flags.value, &sender.value, &sender.length);
  int64_t error = count < 0 || address == 0 ? 0 : giveAddress(guest, &sender, address, length);
  return error != 0 ? error : count;
}

int64_t sendto(Guest &guest, const Fd &fd, const In &buffer, const I32 &flags, const In &address) {
  char copy[Network::longest];
  if (address.length > sizeof copy)
    return notApproved;
  if (address.length > 0 && (address.address == nullptr || copyOrFault(copy, address.address, address.length) != 0))
    return -EFAULT;
  if (address.length > 0 && !guest.network.isApproved(copy, address.length))
    return notApproved;
  return guestCall(SYS_sendto, fd.kernel, buffer.address, buffer.length, flags.value, copy, address.length);
}

int64_t setsockopt(Guest &guest, const Fd &fd, const I32 &level, const I32 &name, const In &value) {
  if (value.length > INT32_MAX)
    return -EINVAL;
  uint32_t length = value.length < longest ? value.length : longest;
  Scratch<char, 64> scratch;
  char *copy = scratch.reserve(length);
  if (int64_t error = options::check(fd.kernel, level, name, value.length))
    return error;
  if (length > 0 && (value.address == nullptr || copyOrFault(copy, value.address, length) != 0))
    return -EFAULT;
  if (options::isPrivileged(level, name, copy, length, guest.network.reach == Network::all))
    return -EPERM;
  if (guest.network.reach != Network::all && options::joins(level, name))
    return notApproved;
  const int family = level == SOL_NETLINK ? netlinkFamily(fd.kernel) : -1;
  const bool isAdmin = mayAdminister(guest, family);
  // All processes, of which the kernel tells every user since Linux 6.6.
  if (family == NETLINK_CONNECTOR && name == NETLINK_ADD_MEMBERSHIP && !isAdmin)
    return -EPERM;
  // As any user, whoever runs the guest, for what the kernel keeps to administrators.
  if (level == SOL_NETLINK ? !isAdmin : options::isOfInternet(fd.kernel)) {
    WithoutRights none;
    return none.error != 0 ? none.error : result(::setsockopt(fd.kernel, level, name, copy, length));
  }
  return result(::setsockopt(fd.kernel, level, name, copy, length));
}

int64_t getsockopt(Guest &guest, const Fd &fd, const I32 &level, const I32 &name, const U32 &value,
                   const StructInOut<4> &length) {
  int32_t room;
  if (length.address == nullptr || length.load(&room) != 0)
    return -EFAULT;
  if (room < 0)
    return -EINVAL;
  if (int64_t error = options::check(fd.kernel, level, name, static_cast<uint32_t>(room)))
    return error;
  socklen_t size = static_cast<uint32_t>(room) < longest ? static_cast<uint32_t>(room) : longest;
  bool isPidfd = level == SOL_SOCKET && name == soPeerPidfd;
  if (isPidfd && size < sizeof(int32_t))
    return -EINVAL;
  if (isPidfd && guest.fds.isFull())
    return -EMFILE;
  // Never less room than any option of fixed size takes, should the kernel not mind the length.
  constexpr uint32_t ample = 1024;
  const uint32_t most = size;
  Scratch<char, ample> scratch;
  char *copy = scratch.reserve(std::max(size, ample));
  memset(copy, 0, std::max(size, ample));
  // Some options are asked about something that stands in the value.
  if (level != SOL_SOCKET && size > 0 && value != 0 && guest.memory.read(value, copy, size) != 0)
    return -EFAULT;
  options::limitCounts(level, name, copy, size);
  int64_t error = result(::getsockopt(fd.kernel, level, name, copy, &size));
  // What was too long for the room there: the length is told all the same.
  if (error == -ERANGE)
    length.store(size);
  if (error < 0)
    return error;
  int32_t number = -1;
  if (isPidfd) {
    memcpy(&number, copy, sizeof number);
    number = guest.fds.install(number, FdTable::cloexec);
    memcpy(copy, &number, sizeof number);
  }
  // The length that is told may exceed the room.
  const uint32_t given = std::min<uint32_t>(size, most);
  bool fails = given > 0 && (value == 0 || guest.memory.write(value, copy, given) != 0);
  if (!fails && length.store(size) == 0)
    return 0;
  if (isPidfd)
    guest.fds.close(number);
  return -EFAULT;
}

} // namespace isthmus::calls
