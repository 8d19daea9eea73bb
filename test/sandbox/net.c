// Reaches for addresses and ports of the network that the policy keeps away. Arguments: "none", "some" (of
// 127.0.0.1 the ALLOWED port) or "denied" (all but what is at the FORBIDDEN port), and the two ports, at which servers
// of the host's wait, in TCP and UDP, IPv4 and IPv6.
#define _GNU_SOURCE 1
#include "attempt.h"
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

static struct sockaddr_storage address;
static socklen_t length;
static int mine, forbidden;

static void inet(uint32_t host, int port) {
  struct sockaddr_in *at = (struct sockaddr_in *)&address;
  memset(&address, 0, sizeof address);
  at->sin_family = AF_INET;
  at->sin_port = htons((uint16_t)port);
  at->sin_addr.s_addr = htonl(host);
  length = sizeof *at;
}

/* The last four bytes and those before them of an IPv6 address. */
static void inet6(uint32_t before, uint32_t last, int port) {
  struct sockaddr_in6 *at = (struct sockaddr_in6 *)&address;
  memset(&address, 0, sizeof address);
  at->sin6_family = AF_INET6;
  at->sin6_port = htons((uint16_t)port);
  at->sin6_addr.s6_addr32[2] = htonl(before);
  at->sin6_addr.s6_addr32[3] = htonl(last);
  length = sizeof *at;
}

#define ADDRESS (const struct sockaddr *)&address, length

/* By no call may this address be reached, from sockets of the family. */
static void out_of_reach(int family) {
  struct iovec part = {"x", 1};
  struct mmsghdr message = {.msg_hdr = {&address, length, &part, 1, NULL, 0, 0}};
  int stream = socket(family, SOCK_STREAM, 0), datagram = socket(family, SOCK_DGRAM, 0);
  allowed(stream);
  allowed(datagram);
  refused(connect(stream, ADDRESS));
  refused(connect(datagram, ADDRESS));
  refused(sendto(datagram, "x", 1, 0, ADDRESS));
  refused(sendto(stream, "x", 1, MSG_FASTOPEN, ADDRESS));
  refused(sendmsg(datagram, &message.msg_hdr, 0));
  refused(sendmsg(stream, &message.msg_hdr, MSG_FASTOPEN));
  refused(sendmmsg(datagram, &message, 1, 0));
  int on = 1;
  setsockopt(stream, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on);
  refused(connect(stream, ADDRESS));
  close(stream), close(datagram);
}

static void each_form(int port) {
  inet(INADDR_LOOPBACK, port);
  out_of_reach(AF_INET);
  out_of_reach(AF_INET6);
  inet(INADDR_ANY, port);
  out_of_reach(AF_INET);
  inet6(0, 1, port);
  out_of_reach(AF_INET6);
  inet6(0, 0, port);
  out_of_reach(AF_INET6);
  inet6(0xffff, INADDR_LOOPBACK, port);
  out_of_reach(AF_INET6);
  inet6(0xffff, INADDR_ANY, port);
  out_of_reach(AF_INET6);
  /* To UDP the unspecified family means IPv4. */
  inet(INADDR_LOOPBACK, port);
  address.ss_family = AF_UNSPEC;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  refused(sendto(fd, "x", 1, 0, ADDRESS));
  refused(sendto(fd, "x", 1, 0, (const struct sockaddr *)&address, sizeof address));
  close(fd);
  /* More bytes than the address has. */
  inet(INADDR_LOOPBACK, port);
  length = sizeof address;
  out_of_reach(AF_INET);
}

static void no_sockets(void) {
  const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW};
  for (int i = 0; i < 3; i++) {
    refused_with(EACCES, socket(AF_INET, types[i], 0));
    refused_with(EACCES, socket(AF_INET6, types[i] | SOCK_CLOEXEC, 0));
  }
}

static void no_odd_sockets(void) {
  refused_with(EACCES, socket(AF_INET, SOCK_RAW, IPPROTO_RAW));
  refused_with(EACCES, socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
  refused_with(EACCES, socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
  refused_with(EACCES, socket(AF_PACKET, SOCK_DGRAM, 0));
  refused(socket(AF_INET, SOCK_PACKET, htons(ETH_P_ALL)));
  refused(socket(AF_INET, SOCK_STREAM, 132));
  refused(socket(AF_INET, SOCK_STREAM, 262));
  refused(socket(AF_INET, SOCK_SEQPACKET, 132));
  for (int family = 3; family < 50; family++)
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type++)
      if (family != AF_INET6 && family != AF_NETLINK)
        refused(socket(family, type, 0));
}

static void no_detours(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), six = socket(AF_INET6, SOCK_DGRAM, 0),
      stream = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  /* Routes that the sender chooses. */
  unsigned char loose[] = {131, 7, 4, 127, 0, 0, 1, 0}, strict[] = {1, 137, 7, 4, 127, 0, 0, 1},
                hidden[] = {7, 3, 4, 131, 7, 4, 127, 0, 0, 1, 0, 0};
  refused_with(EPERM, setsockopt(fd, IPPROTO_IP, IP_OPTIONS, loose, sizeof loose));
  refused_with(EPERM, setsockopt(fd, IPPROTO_IP, IP_OPTIONS, strict, sizeof strict));
  refused_with(EPERM, setsockopt(fd, IPPROTO_IP, IP_OPTIONS, hidden, sizeof hidden));
  unsigned char routing[24] = {59, 2, 0, 1};
  refused_with(EPERM, setsockopt(six, IPPROTO_IPV6, IPV6_RTHDR, routing, sizeof routing));
  refused_with(EPERM, setsockopt(six, IPPROTO_IPV6, IPV6_2292PKTOPTIONS, routing, sizeof routing));
  char control[CMSG_SPACE(24)];
  memset(control, 0, sizeof control);
  struct iovec part = {"x", 1};
  inet(INADDR_LOOPBACK, mine);
  struct msghdr message = {&address, length, &part, 1, control, sizeof control, 0};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = IPPROTO_IP;
  header->cmsg_type = IP_RETOPTS;
  header->cmsg_len = CMSG_LEN(sizeof loose);
  memcpy(CMSG_DATA(header), loose, sizeof loose);
  refused_with(EPERM, sendmsg(fd, &message, 0));
  header->cmsg_level = IPPROTO_IPV6;
  header->cmsg_type = IPV6_RTHDR;
  header->cmsg_len = CMSG_LEN(24);
  refused_with(EPERM, sendmsg(six, &message, 0));
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SO_MARK;
  header->cmsg_len = CMSG_LEN(4);
  refused_with(EPERM, sendmsg(fd, &message, 0));
  /* What is root's. */
  refused_with(EPERM, setsockopt(fd, SOL_SOCKET, SO_MARK, &on, sizeof on));
  refused_with(EPERM, setsockopt(fd, IPPROTO_IP, IP_TRANSPARENT, &on, sizeof on));
  refused_with(EPERM, setsockopt(six, IPPROTO_IPV6, IPV6_TRANSPARENT, &on, sizeof on));
  refused_with(EPERM, setsockopt(stream, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on));
  refused_with(EPERM, setsockopt(fd, IPPROTO_IP, IP_XFRM_POLICY, routing, sizeof routing));
  /* What would carry pointers: the tables of firewalls, programs, pages to map. */
  char large[256] = {0};
  for (int name = 64; name < 256; name++) {
    socklen_t size = sizeof large;
    refused(setsockopt(fd, IPPROTO_IP, name, large, sizeof large));
    refused(getsockopt(fd, IPPROTO_IP, name, large, &size));
  }
  refused(setsockopt(six, IPPROTO_IPV6, 64, large, sizeof large));
  refused(setsockopt(fd, IPPROTO_UDP, 100, &on, sizeof on));
  socklen_t size = 64;
  refused(getsockopt(stream, IPPROTO_TCP, 35, large, &size));
  refused(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, large, 16));
  refused(setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, large, 16));
  /* The machine's interfaces are not a guest's to change. */
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strcpy(request.ifr_name, "lo");
  refused_with(EPERM, ioctl(fd, SIOCSIFFLAGS, &request));
  refused_with(EPERM, ioctl(fd, SIOCSIFADDR, &request));
  refused_with(EPERM, ioctl(fd, SIOCSIFMTU, &request));
  refused(ioctl(fd, SIOCETHTOOL, &request));
  refused(ioctl(fd, SIOCGIFCONF, (void *)-8));
  refused(ioctl(fd, SIOCGIFFLAGS, (void *)-8));
  close(fd), close(six), close(stream);
}

/* Answers that are longer than the room for them: the kernel minds the count of entries alone, or tells more than it
 * wrote. */
static void long_answers(void) {
  enum { SOURCES = 40, ROOM = 144 };
  int fd = socket(AF_INET6, SOCK_DGRAM, 0);
  struct group_source_req join;
  memset(&join, 0, sizeof join);
  join.gsr_interface = 1;
  struct sockaddr_in6 group = {.sin6_family = AF_INET6}, source = {.sin6_family = AF_INET6};
  inet_pton(AF_INET6, "ff02::4711", &group.sin6_addr);
  memcpy(&join.gsr_group, &group, sizeof group);
  for (int i = 1; i <= SOURCES; i++) {
    source.sin6_addr.s6_addr[0] = 0xfd;
    source.sin6_addr.s6_addr[15] = (unsigned char)i;
    memcpy(&join.gsr_source, &source, sizeof source);
    allowed(setsockopt(fd, IPPROTO_IPV6, MCAST_JOIN_SOURCE_GROUP, &join, sizeof join));
  }
  static char space[ROOM + SOURCES * sizeof(struct sockaddr_storage)];
  struct group_filter *filter = (struct group_filter *)space;
  filter->gf_interface = 1;
  memcpy(&filter->gf_group, &group, sizeof group);
  filter->gf_numsrc = SOURCES;
  socklen_t size = ROOM;
  allowed(getsockopt(fd, IPPROTO_IPV6, MCAST_MSFILTER, filter, &size));
  for (size_t i = ROOM; i < sizeof space; i++)
    if (space[i] != 0)
      puts("escaped: more than there was room for"), i = sizeof space;
  close(fd);
  fd = socket(AF_NETLINK, SOCK_RAW, 0);
  unsigned words[] = {0x55555555, 0x55555555, 0x55555555};
  size = sizeof words[0];
  allowed(getsockopt(fd, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, words, &size));
  if (words[1] != 0x55555555)
    puts("escaped: a word beyond the room");
  close(fd);
}

/* Being reached. */
static void no_server(int family) {
  int stream = socket(family, SOCK_STREAM, 0), datagram = socket(family, SOCK_DGRAM, 0);
  refused(bind(stream, ADDRESS));
  refused(bind(datagram, ADDRESS));
  close(stream), close(datagram);
}

static void no_servers(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  refused(listen(fd, 1));
  close(fd);
  fd = socket(AF_INET6, SOCK_STREAM, 0);
  refused(listen(fd, 1));
  close(fd);
  inet(INADDR_ANY, 0), no_server(AF_INET);
  inet(INADDR_ANY, mine), no_server(AF_INET);
  address.ss_family = AF_UNSPEC, no_server(AF_INET);
  inet6(0, 0, mine), no_server(AF_INET6);
  inet6(0xffff, INADDR_ANY, mine), no_server(AF_INET6);
  inet(INADDR_LOOPBACK, 0), no_server(AF_INET);
  inet(INADDR_LOOPBACK, forbidden), no_server(AF_INET);
  inet6(0xffff, INADDR_LOOPBACK, forbidden), no_server(AF_INET6);
  inet6(0, 1, forbidden), no_server(AF_INET6);
  /* A socket that was connected has an address; it may not be listened at. */
  inet(INADDR_LOOPBACK, mine);
  fd = socket(AF_INET, SOCK_STREAM, 0);
  allowed(connect(fd, ADDRESS));
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  allowed(connect(fd, &none, sizeof none));
  refused(listen(fd, 1));
  close(fd);
  /* Nor may the one that a connection had which came to nothing; and no port is chosen by a detour. */
  struct timeval soon = {0, 1000};
  fd = socket(AF_INET, SOCK_STREAM, 0);
  unsigned range = 40000u | 40100u << 16;
  refused_with(EPERM, setsockopt(fd, IPPROTO_IP, 51, &range, sizeof range));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
  inet(INADDR_LOOPBACK, forbidden);
  refused(connect(fd, ADDRESS));
  refused(listen(fd, 1));
  close(fd);
  /* What only administrators may, at any socket of the network. */
  fd = socket(AF_INET6, SOCK_DGRAM, 0);
  struct ipv6_mreq anycast = {.ipv6mr_interface = 1};
  anycast.ipv6mr_multiaddr.s6_addr[0] = 0xfd;
  refused(setsockopt(fd, IPPROTO_IPV6, 27, &anycast, sizeof anycast));
  int high = 7;
  refused_with(EPERM, setsockopt(fd, SOL_SOCKET, SO_PRIORITY, &high, sizeof high));
  close(fd);
}

/* What may be reached, over and over while another thread of control changes the address beneath. */
static void changing(void) {
  inet(INADDR_LOOPBACK, mine);
  int datagram = socket(AF_INET, SOCK_DGRAM, 0);
  for (int i = 0; i < 300; i++) {
    inet(INADDR_LOOPBACK, mine);
    allowed(sendto(datagram, "x", 1, 0, ADDRESS));
    inet(INADDR_LOOPBACK, forbidden);
    refused(sendto(datagram, "x", 1, 0, ADDRESS));
    inet(INADDR_LOOPBACK + 1, mine);
    refused(sendto(datagram, "x", 1, 0, ADDRESS));
  }
  close(datagram);
}

static void hostile_pointers(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  inet(INADDR_LOOPBACK, mine);
  const struct sockaddr *wild = (const struct sockaddr *)-8;
  refused_with(EFAULT, sendto(fd, "x", 1, 0, wild, sizeof(struct sockaddr_in)));
  refused_with(EFAULT, connect(fd, wild, sizeof(struct sockaddr_in)));
  refused_with(EFAULT, bind(fd, wild, sizeof(struct sockaddr_in)));
  refused(sendto(fd, (const void *)-8, 64, 0, ADDRESS));
  refused(sendto(fd, "x", 1, 0, (const struct sockaddr *)&address, (socklen_t)-1));
  refused(connect(fd, (const struct sockaddr *)&address, 129));
  refused(recvfrom(fd, (void *)-8, 64, MSG_DONTWAIT, (struct sockaddr *)-8, (socklen_t *)-8));
  refused(getsockopt(fd, IPPROTO_IP, IP_TTL, (void *)-8, &(socklen_t){4}));
  refused(setsockopt(fd, IPPROTO_IP, IP_TTL, (void *)-8, 4));
  refused(setsockopt(fd, IPPROTO_IP, IP_TTL, &fd, (socklen_t)-1));
  close(fd);
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  mine = atoi(argv[2]);
  forbidden = atoi(argv[3]);
  int is_some = strcmp(argv[1], "some") == 0, is_denied = strcmp(argv[1], "denied") == 0;
  if (!is_some && !is_denied) {
    no_sockets();
    no_odd_sockets();
    int pair[2];
    allowed(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    struct ifreq request = {.ifr_name = "lo"};
    refused_with(EACCES, ioctl(pair[0], SIOCGIFFLAGS, &request));
    refused_with(EACCES, ioctl(pair[0], SIOCGIFCONF, &(struct ifconf){0}));
  } else {
    each_form(forbidden);
    if (is_some) {
      no_odd_sockets();
      no_detours();
      long_answers();
      no_servers();
      changing();
    }
    hostile_pointers();
    /* A child of one's own may no more. */
    if (fork() == 0) {
      each_form(forbidden);
      _exit(0);
    }
    int status;
    wait(&status);
    if (status != 0)
      return 1;
  }
  puts("contained");
  return 0;
}
