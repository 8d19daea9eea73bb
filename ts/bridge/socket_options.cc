// Options of sockets for guests; see socket_options.h. Names that this system's headers may not have yet stand as
// numbers.
#include "socket_options.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace isthmus::options {
namespace {

constexpr int soDevmemLinear = 78, soDevmemDontneed = 80, soInqueue = 84;
constexpr int solUdpLite = 136, solRaw = 255, solPacket = 263, solNetlink = 270, solTls = 282;
constexpr int ipOptions = 4, ipIpsecPolicy = 16, ipXfrmPolicy = 17, ipTransparent = 19;
constexpr int ipFilter = 41, groupFilter = 48, ipLocalPortRange = 51, ipv6FlowLabel = 32;
// struct in6_flowlabel_req, after which control messages may stand.
constexpr size_t flowLabelSize = 32;
constexpr int ipv6Options2292 = 6, ipv6IpsecPolicy = 34, ipv6XfrmPolicy = 35, ipv6HopOptions = 54,
              ipv6FirstOptions = 55, ipv6Routing = 57, ipv6Options = 59, ipv6Transparent = 75;
constexpr int tcpRepair = 19, tcpRepairOptions = 22, tcpRepairWindow = 29, tcpZerocopyReceive = 35, tcpAoFirst = 38,
              tcpAoLast = 43, tcpLastKnown = 37;

// A set of option names, from ranges of them.
class Names {
public:
  struct Range {
    int first, last;
  };
  constexpr Names(std::initializer_list<Range> ranges) {
    for (Range range : ranges)
      for (int name = range.first; name <= range.last; name++)
        bits[name / 64] |= 1ull << name % 64;
  }
  constexpr bool has(int name) const { return name >= 0 && name < 128 && (bits[name / 64] >> name % 64 & 1); }

private:
  uint64_t bits[2] = {};
};

// From 64 on, at the levels of IP, are the tables of firewalls and of multicast routers, with pointers in them.
constexpr Names ip({{1, 26}, {32, 52}});
constexpr Names ipv6({{1, 11}, {16, 36}, {42, 62}, {66, 67}, {70, 70}, {72, 78}});
constexpr Names udp({{1, 1}, {10, 11}, {101, 104}});
constexpr Names raw({{1, 1}, {7, 7}});
constexpr Names packet({{1, 3}, {6, 12}, {14, 15}, {17, 18}, {20, 21}, {23, 23}});
// The rest are rings in memory.
constexpr Names netlink({{1, 5}, {8, 12}});
constexpr Names tls({{1, 4}});

int64_t checkSocket(int name, size_t length) {
  switch (name) {
  case SO_ATTACH_FILTER:
  case SO_ATTACH_BPF:
  case SO_ATTACH_REUSEPORT_CBPF:
  case SO_ATTACH_REUSEPORT_EBPF:
    // Programs for the kernel, by pointers and descriptors.
    return -ENOPROTOOPT;
  default:
    if (name >= soDevmemLinear && name <= soDevmemDontneed)
      return -ENOPROTOOPT;
    // A number can't be a pointer of the host's; what longer values of later kernels hold isn't known.
    return name > soInqueue && length > sizeof(int32_t) ? -ENOPROTOOPT : 0;
  }
}

int64_t checkTcp(int name, size_t length) {
  if (name == tcpZerocopyReceive || (name >= tcpAoFirst && name <= tcpAoLast))
    return -ENOPROTOOPT;
  return name > tcpLastKnown && length > sizeof(int32_t) ? -ENOPROTOOPT : 0;
}

bool isUnix(int kernel) {
  int domain = 0;
  socklen_t length = sizeof domain;
  return ::getsockopt(kernel, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX;
}

// Whether IP options of the sender's hold a route, or are no list of options.
bool holdsRoute(const char *options, size_t length) {
  enum { end = 0, nothing = 1, looseRoute = 131, strictRoute = 137 };
  for (size_t at = 0; at < length;) {
    auto type = static_cast<unsigned char>(options[at]);
    if (type == end)
      return false;
    if (type == nothing) {
      at++;
      continue;
    }
    auto size = at + 1 < length ? static_cast<unsigned char>(options[at + 1]) : 0;
    if (type == looseRoute || type == strictRoute || size < 2)
      return true;
    at += size;
  }
  return false;
}

} // namespace

int64_t check(int kernel, int level, int name, size_t length) {
  bool isOne;
  switch (level) {
  case SOL_SOCKET:
    return checkSocket(name, length);
  case IPPROTO_TCP:
    return checkTcp(name, length);
  case IPPROTO_IP:
    isOne = ip.has(name);
    break;
  case IPPROTO_IPV6:
    isOne = ipv6.has(name);
    break;
  case IPPROTO_UDP:
  case solUdpLite:
    isOne = udp.has(name);
    break;
  case solRaw:
  case IPPROTO_ICMPV6:
    isOne = raw.has(name);
    break;
  case solPacket:
    isOne = packet.has(name);
    break;
  case solNetlink:
    isOne = netlink.has(name);
    break;
  case solTls:
    isOne = tls.has(name);
    break;
  default:
    isOne = false;
  }
  // A Unix socket has none there, which is for the kernel to say.
  return isOne || isUnix(kernel) ? 0 : -ENOPROTOOPT;
}

bool isPrivileged(int level, int name, const char *value, size_t length, bool reachesAll) {
  switch (level) {
  case SOL_SOCKET:
    return name == SO_SNDBUFFORCE || name == SO_RCVBUFFORCE || name == SO_MARK;
  case IPPROTO_TCP:
    return (name >= tcpRepair && name <= tcpRepairOptions) || name == tcpRepairWindow;
  case IPPROTO_IP:
    if (name == ipOptions)
      return !reachesAll && holdsRoute(value, length);
    if (name == ipLocalPortRange)
      return !reachesAll;
    return name == ipIpsecPolicy || name == ipXfrmPolicy || name == ipTransparent;
  case IPPROTO_IPV6:
    if (name == ipv6IpsecPolicy || name == ipv6XfrmPolicy || name == ipv6Transparent)
      return true;
    return !reachesAll &&
           (name == ipv6Options2292 || (name == ipv6FlowLabel && length > flowLabelSize) || name == ipv6HopOptions ||
            name == ipv6FirstOptions || name == ipv6Routing || name == ipv6Options);
  default:
    return false;
  }
}

bool joins(int level, int name) {
  switch (level) {
  case IPPROTO_IP:
    return name == IP_ADD_MEMBERSHIP || name == IP_ADD_SOURCE_MEMBERSHIP || name == MCAST_JOIN_GROUP ||
           name == MCAST_JOIN_SOURCE_GROUP;
  case IPPROTO_IPV6:
    return name == IPV6_ADD_MEMBERSHIP || name == IPV6_JOIN_ANYCAST || name == MCAST_JOIN_GROUP ||
           name == MCAST_JOIN_SOURCE_GROUP;
  default:
    return false;
  }
}

void limitCounts(int level, int name, char *value, size_t size) {
  if (level != IPPROTO_IP && level != IPPROTO_IPV6)
    return;
  // struct ip_msfilter and struct group_filter: where the count stands, where the entries begin, how long each is.
  const bool isOld = level == IPPROTO_IP && name == ipFilter;
  const size_t at = isOld ? 12 : 140, begin = isOld ? 16 : 144, each = isOld ? 4 : 128;
  if ((!isOld && name != groupFilter) || size < begin)
    return;
  uint32_t wanted;
  memcpy(&wanted, value + at, sizeof wanted);
  wanted = std::min(wanted, static_cast<uint32_t>((size - begin) / each));
  memcpy(value + at, &wanted, sizeof wanted);
}

bool isOfInternet(int kernel) {
  int domain = 0, type = 0;
  socklen_t length = sizeof domain;
  return ::getsockopt(kernel, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 &&
         (domain == AF_INET || domain == AF_INET6) && ::getsockopt(kernel, SOL_SOCKET, SO_TYPE, &type, &length) == 0 &&
         type != SOCK_RAW;
}

bool isPrivilegedControl(int level, int type, bool reachesAll) {
  switch (level) {
  case SOL_SOCKET:
    return type == SO_MARK || type == SO_PRIORITY;
  case IPPROTO_IP:
    return !reachesAll && type == IP_RETOPTS;
  case IPPROTO_IPV6:
    return !reachesAll && (type == IPV6_2292HOPOPTS || type == IPV6_2292DSTOPTS || type == IPV6_2292RTHDR ||
                           (type >= ipv6HopOptions && type <= ipv6Options));
  default:
    return false;
  }
}

} // namespace isthmus::options
