// Options of TCP, UDP, IPv4 and IPv6 sockets: every number that reads the same everywhere, structs, groups, names of
// algorithms, odd lengths, and what is refused.
// isthmus: --allow-net
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include "show.h"

#define ADDRESS(address) (struct sockaddr *)&(address)

static int fd;

static void number(int level, int name, const char *text, int value) {
  int before = -77, after = -77;
  socklen_t length = sizeof before;
  int got = getsockopt(fd, level, name, &before, &length);
  printf("%s: %s", text, got == 0 ? "" : errno_name(errno));
  if (got == 0)
    printf("%d (%u)", before, length);
  int set = setsockopt(fd, level, name, &value, sizeof value);
  printf(", set %s", set == 0 ? "" : errno_name(errno));
  length = sizeof after;
  if (getsockopt(fd, level, name, &after, &length) == 0)
    printf(", then %d (%u)", after, length);
  printf("\n");
}

struct option {
  int name;
  const char *text;
  int value;
};
#define OPTION(name, value)                                                                                            \
  { name, #name, value }

static void numbers(int level, const struct option *options, size_t count) {
  for (size_t i = 0; i < count; i++)
    number(level, options[i].name, options[i].text, options[i].value);
}
#define NUMBERS(level, options) numbers(level, options, sizeof(options) / sizeof(options)[0])

static void tcp(void) {
  puts("tcp");
  static const struct option options[] = {
      OPTION(TCP_NODELAY, 1),
      OPTION(TCP_MAXSEG, 1000),
      OPTION(TCP_CORK, 1),
      OPTION(TCP_KEEPIDLE, 11),
      OPTION(TCP_KEEPINTVL, 3),
      OPTION(TCP_KEEPCNT, 4),
      OPTION(TCP_KEEPCNT, 0),
      OPTION(TCP_KEEPIDLE, 40000),
      OPTION(TCP_SYNCNT, 2),
      OPTION(TCP_LINGER2, 7),
      OPTION(TCP_DEFER_ACCEPT, 3),
      OPTION(TCP_WINDOW_CLAMP, 20000),
      OPTION(TCP_QUICKACK, 0),
      OPTION(TCP_THIN_LINEAR_TIMEOUTS, 1),
      OPTION(TCP_THIN_DUPACK, 1),
      OPTION(TCP_USER_TIMEOUT, 3000),
      OPTION(TCP_FASTOPEN, 5),
      OPTION(TCP_NOTSENT_LOWAT, 999),
      OPTION(TCP_SAVE_SYN, 1),
      OPTION(TCP_FASTOPEN_CONNECT, 1),
      OPTION(TCP_INQ, 1),
      OPTION(999, 1),
      OPTION(-5, 1),
  };
  fd = socket(AF_INET, SOCK_STREAM, 0);
  number(SOL_SOCKET, SO_KEEPALIVE, "SO_KEEPALIVE", 1);
  NUMBERS(IPPROTO_TCP, options);
  char name[32] = "";
  socklen_t length = sizeof name;
  show(getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length));
  printf("length %u, some name %d\n", length, name[0] != 0);
  show(setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4));
  length = sizeof name;
  show(getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length));
  printf("%s\n", name);
  length = 2;
  show(getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length));
  printf("%u\n", length);
  show(setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "no such", 7));
  struct tcp_info info;
  length = sizeof info;
  memset(&info, 0, sizeof info);
  show(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length));
  printf("state %d\n", info.tcpi_state == TCP_CLOSE);
  length = 1;
  show(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length));
  printf("%u %d\n", length, info.tcpi_state);
  show(setsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, sizeof info));
  length = (socklen_t)-1;
  show(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){0}, &length));
  length = 1;
  show(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(char){0}, &length));
  printf("%u\n", length);
  show(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(char){1}, 1));
  show(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, 0));
  show(setsockopt(fd, IPPROTO_UDP, UDP_CORK, &(int){1}, 4));
  close(fd);
}

static void ip(int type) {
  printf("ip, type %d\n", type);
  static const struct option options[] = {
      OPTION(IP_TOS, 0x10),
      OPTION(IP_TOS, 255),
      OPTION(IP_TTL, 33),
      OPTION(IP_TTL, 0),
      OPTION(IP_TTL, 256),
      OPTION(IP_TTL, -1),
      OPTION(IP_RECVOPTS, 1),
      OPTION(IP_RETOPTS, 1),
      OPTION(IP_PKTINFO, 1),
      OPTION(IP_MTU_DISCOVER, 2),
      OPTION(IP_MTU_DISCOVER, 9),
      OPTION(IP_RECVERR, 1),
      OPTION(IP_RECVTTL, 1),
      OPTION(IP_RECVTOS, 1),
      OPTION(IP_FREEBIND, 1),
      OPTION(IP_RECVORIGDSTADDR, 1),
      OPTION(IP_MINTTL, 3),
      OPTION(IP_CHECKSUM, 1),
      OPTION(IP_BIND_ADDRESS_NO_PORT, 1),
      OPTION(IP_MULTICAST_TTL, 4),
      OPTION(IP_MULTICAST_TTL, -1),
      OPTION(IP_MULTICAST_LOOP, 0),
      OPTION(IP_MULTICAST_ALL, 0),
      OPTION(IP_UNICAST_IF, 0),
      OPTION(IP_HDRINCL, 1),
      OPTION(IP_MTU, 100),
      OPTION(63, 1),
  };
  fd = socket(AF_INET, type, 0);
  NUMBERS(IPPROTO_IP, options);
  char byte = 5;
  show(setsockopt(fd, IPPROTO_IP, IP_TTL, &byte, 1));
  socklen_t length = 1;
  show(getsockopt(fd, IPPROTO_IP, IP_TTL, &byte, &length));
  printf("%d %u\n", byte, length);
  unsigned char nops[4] = {1, 1, 1, 0}, got[40];
  show(setsockopt(fd, IPPROTO_IP, IP_OPTIONS, nops, sizeof nops));
  length = sizeof got;
  show(getsockopt(fd, IPPROTO_IP, IP_OPTIONS, got, &length));
  printf("%u bytes\n", length);
  show(setsockopt(fd, IPPROTO_IP, IP_OPTIONS, NULL, 0));
  close(fd);
}

static void groups(void) {
  puts("groups");
  fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct ip_mreq request;
  inet_pton(AF_INET, "239.1.2.3", &request.imr_multiaddr);
  inet_pton(AF_INET, "127.0.0.1", &request.imr_interface);
  show(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request));
  show(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request));
  show(setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &request, sizeof request));
  show(setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &request, sizeof request));
  struct ip_mreqn other = {.imr_multiaddr = request.imr_multiaddr, .imr_ifindex = (int)1};
  show(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &other, sizeof other));
  struct in_addr address;
  socklen_t length = sizeof address;
  show(getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &address, &length));
  printf("%u\n", length);
  show(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &other, sizeof other));
  struct ip_mreq_source source = {.imr_multiaddr = request.imr_multiaddr, .imr_interface = request.imr_interface};
  inet_pton(AF_INET, "192.0.2.1", &source.imr_sourceaddr);
  show(setsockopt(fd, IPPROTO_IP, IP_BLOCK_SOURCE, &source, sizeof source));
  show(setsockopt(fd, IPPROTO_IP, IP_UNBLOCK_SOURCE, &source, sizeof source));
  show(setsockopt(fd, IPPROTO_IP, IP_UNBLOCK_SOURCE, &source, sizeof source));
  show(setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &other, sizeof other));
  show(setsockopt(fd, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, &source, sizeof source));
  char space[256];
  struct ip_msfilter *filter = (struct ip_msfilter *)space;
  memset(space, 0, sizeof space);
  filter->imsf_multiaddr = request.imr_multiaddr;
  filter->imsf_interface = request.imr_interface;
  filter->imsf_numsrc = 4;
  length = sizeof space;
  show(getsockopt(fd, IPPROTO_IP, IP_MSFILTER, filter, &length));
  printf("%u bytes, mode %u, %u sources, %s\n", length, filter->imsf_fmode, filter->imsf_numsrc,
         inet_ntoa(filter->imsf_slist[0]));
  struct group_req group;
  memset(&group, 0, sizeof group);
  group.gr_interface = 1;
  struct sockaddr_in *member = (struct sockaddr_in *)&group.gr_group;
  member->sin_family = AF_INET;
  inet_pton(AF_INET, "239.4.5.6", &member->sin_addr);
  show(setsockopt(fd, IPPROTO_IP, MCAST_JOIN_GROUP, &group, sizeof group));
  show(setsockopt(fd, IPPROTO_IP, MCAST_LEAVE_GROUP, &group, sizeof group));
  close(fd);
  fd = socket(AF_INET6, SOCK_DGRAM, 0);
  struct ipv6_mreq six = {.ipv6mr_interface = 1};
  inet_pton(AF_INET6, "ff02::1:2:3", &six.ipv6mr_multiaddr);
  show(setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &six, sizeof six));
  show(setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &six, sizeof six));
  show(setsockopt(fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &six, sizeof six));
  show(setsockopt(fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &six, sizeof six - 4));
  close(fd);
}

static void ipv6(int type) {
  printf("ipv6, type %d\n", type);
  static const struct option options[] = {
      OPTION(IPV6_V6ONLY, 1),         OPTION(IPV6_UNICAST_HOPS, 9),
      OPTION(IPV6_UNICAST_HOPS, 256), OPTION(IPV6_UNICAST_HOPS, -1),
      OPTION(IPV6_MULTICAST_HOPS, 3), OPTION(IPV6_MULTICAST_LOOP, 0),
      OPTION(IPV6_MULTICAST_IF, 1),   OPTION(IPV6_MTU_DISCOVER, 1),
      OPTION(IPV6_MTU, 1400),         OPTION(IPV6_MTU, 10),
      OPTION(IPV6_RECVERR, 1),        OPTION(IPV6_RECVPKTINFO, 1),
      OPTION(IPV6_RECVHOPLIMIT, 1),   OPTION(IPV6_RECVTCLASS, 1),
      OPTION(IPV6_TCLASS, 0x20),      OPTION(IPV6_RECVRTHDR, 1),
      OPTION(IPV6_RECVHOPOPTS, 1),    OPTION(IPV6_RECVDSTOPTS, 1),
      OPTION(IPV6_RECVPATHMTU, 1),    OPTION(IPV6_DONTFRAG, 1),
      OPTION(IPV6_AUTOFLOWLABEL, 1),  OPTION(IPV6_ADDR_PREFERENCES, 2),
      OPTION(IPV6_MINHOPCOUNT, 2),    OPTION(IPV6_RECVORIGDSTADDR, 1),
      OPTION(IPV6_FREEBIND, 1),       OPTION(IPV6_ADDRFORM, AF_INET6),
      OPTION(IPV6_CHECKSUM, 2),
  };
  fd = socket(AF_INET6, type, 0);
  NUMBERS(IPPROTO_IPV6, options);
  close(fd);
  fd = socket(AF_INET6, type, 0);
  struct sockaddr_in6 any = {.sin6_family = AF_INET6};
  show(bind(fd, ADDRESS(any), sizeof any));
  number(IPPROTO_IPV6, IPV6_V6ONLY, "once bound", 1);
  close(fd);
}

static void udp(void) {
  puts("udp");
  static const struct option options[] = {
      OPTION(UDP_CORK, 1),       OPTION(UDP_NO_CHECK6_TX, 1), OPTION(UDP_NO_CHECK6_RX, 1),
      OPTION(UDP_SEGMENT, 1000), OPTION(UDP_GRO, 1),          OPTION(99, 1),
  };
  fd = socket(AF_INET, SOCK_DGRAM, 0);
  NUMBERS(IPPROTO_UDP, options);
  number(SOL_SOCKET, SO_BROADCAST, "SO_BROADCAST", 1);
  number(SOL_SOCKET, SO_REUSEPORT, "SO_REUSEPORT", 1);
  number(SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR", 1);
  number(SOL_SOCKET, SO_DONTROUTE, "SO_DONTROUTE", 1);
  number(SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY", 6);
  number(SOL_SOCKET, SO_TIMESTAMPING, "SO_TIMESTAMPING", 0x18);
  number(SOL_SOCKET, SO_INCOMING_CPU, "SO_INCOMING_CPU", 0);
  show(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
  char name[IFNAMSIZ];
  socklen_t length = sizeof name;
  show(getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, &length));
  printf("%s %u\n", name, length);
  show(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "no such one", 12));
  show(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)));
  show(setsockopt(fd, 12345, 1, &(int){1}, sizeof(int)));
  show(setsockopt(fd, IPPROTO_IP, IP_TTL, NULL, sizeof(int)));
  close(fd);
}

int main(void) {
  begin();
  tcp();
  ip(SOCK_STREAM);
  ip(SOCK_DGRAM);
  groups();
  ipv6(SOCK_STREAM);
  ipv6(SOCK_DGRAM);
  udp();
  return 0;
}
