// ioctl(2) of sockets; see socket_request.h.
#include "socket_request.h"
#include "interruptible.h"
#include "result.h"
#include <algorithm>
#include <cerrno>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

namespace isthmus {
namespace {

// The guest's own struct ifconf: its pointer is the guest's.
struct GuestInterfaces {
  int32_t length;
  uint32_t buffer;
};

bool isSocket(int kernel) {
  int type;
  socklen_t length = sizeof type;
  return ::getsockopt(kernel, SOL_SOCKET, SO_TYPE, &type, &length) == 0;
}

int64_t listInterfaces(Guest &guest, int kernel, uint32_t argument) {
  GuestInterfaces wanted;
  if (argument == 0 || guest.memory.load(argument, &wanted) != 0)
    return -EFAULT;
  ifconf list = {};
  list.ifc_len = wanted.length;
  if (wanted.buffer != 0)
    list.ifc_buf =
        static_cast<char *>(guest.memory.kernel(wanted.buffer, static_cast<uint32_t>(std::max(wanted.length, 0))));
  int64_t error = result(::ioctl(kernel, SIOCGIFCONF, &list));
  if (error < 0)
    return error;
  wanted.length = list.ifc_len;
  return guest.memory.store(argument, wanted);
}

// One interface's or neighbour's data, in a struct that is the same for guests. Copied, since reading it twice would
// not matter but the kernel writes more of it than a guest may have at the end of its memory.
template <typename Data> int64_t ask(Guest &guest, int kernel, uint32_t request, uint32_t argument) {
  Data data;
  if (argument == 0 || guest.memory.load(argument, &data) != 0)
    return -EFAULT;
  int64_t error = result(::ioctl(kernel, request, &data));
  return error < 0 ? error : guest.memory.store(argument, data);
}

} // namespace

int64_t socketRequest(Guest &guest, const Fd &fd, uint32_t request, uint32_t argument) {
  switch (request) {
  case SIOCOUTQNSD:
  case SIOCGSTAMP_OLD:
  case SIOCGSTAMPNS_OLD:
  case SIOCGSTAMP_NEW:
  case SIOCGSTAMPNS_NEW:
    return guestCall(SYS_ioctl, fd.kernel, request, guest.memory.kernel(argument, 16));
  case SIOCGIFNAME:
  case SIOCGIFCONF:
  case SIOCGIFFLAGS:
  case SIOCGIFADDR:
  case SIOCGIFDSTADDR:
  case SIOCGIFBRDADDR:
  case SIOCGIFNETMASK:
  case SIOCGIFMETRIC:
  case SIOCGIFMTU:
  case SIOCGIFHWADDR:
  case SIOCGIFINDEX:
  case SIOCGIFPFLAGS:
  case SIOCGIFTXQLEN:
  case SIOCGIFMAP:
  case SIOCGARP:
    if (!isSocket(fd.kernel))
      return -ENOTTY;
    if (guest.network.reach == Network::none)
      return -EACCES;
    return request == SIOCGIFCONF ? listInterfaces(guest, fd.kernel, argument)
           : request == SIOCGARP  ? ask<arpreq>(guest, fd.kernel, request, argument)
                                  : ask<ifreq>(guest, fd.kernel, request, argument);
  case SIOCSIFFLAGS:
  case SIOCSIFADDR:
  case SIOCSIFDSTADDR:
  case SIOCSIFBRDADDR:
  case SIOCSIFNETMASK:
  case SIOCSIFMETRIC:
  case SIOCSIFMTU:
  case SIOCSIFNAME:
  case SIOCSIFHWADDR:
  case SIOCSIFTXQLEN:
  case SIOCSARP:
  case SIOCDARP:
  case SIOCADDRT:
  case SIOCDELRT:
    return isSocket(fd.kernel) ? -EPERM : -ENOTTY;
  default:
    return -ENOTTY;
  }
}

} // namespace isthmus
