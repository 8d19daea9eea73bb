// Joins one group of IPv4 and one of IPv6 in every way that there is, on the loopback interface, and prints how each
// went: a name and "joined" or the error. "heard" at the end if a datagram to the group of IPv4 came. Arguments: the
// groups.
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int attempt(const char *how, int fd, int level, int option, const void *value, socklen_t length) {
  int result = setsockopt(fd, level, option, value, length);
  const char *error = errno == EACCES ? "EACCES" : errno == EINVAL ? "EINVAL" : strerror(errno);
  printf("%s %s\n", how, result == 0 ? "joined" : error);
  return result;
}

static void join4(struct in_addr address) {
  struct ip_mreqn request = {.imr_multiaddr = address, .imr_ifindex = 1};
  struct ip_mreq_source source = {.imr_multiaddr = address,
                                  .imr_interface.s_addr = htonl(INADDR_LOOPBACK),
                                  .imr_sourceaddr.s_addr = htonl(0xc0000201)};
  struct group_source_req group = {.gsr_interface = 1};
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr = address};
  memcpy(&group.gsr_group, &name, sizeof name);
  name.sin_addr = source.imr_sourceaddr;
  memcpy(&group.gsr_source, &name, sizeof name);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (attempt("IP_ADD_MEMBERSHIP", fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request) == 0)
    setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &request, sizeof request);
  if (attempt("old ip_mreq", fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &(struct ip_mreq){address, source.imr_interface},
              sizeof(struct ip_mreq)) == 0)
    setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &request, sizeof request);
  if (attempt("MCAST_JOIN_GROUP", fd, IPPROTO_IP, MCAST_JOIN_GROUP, &group, sizeof(struct group_req)) == 0)
    setsockopt(fd, IPPROTO_IP, MCAST_LEAVE_GROUP, &group, sizeof(struct group_req));
  if (attempt("IP_ADD_SOURCE_MEMBERSHIP", fd, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, &source, sizeof source) == 0)
    setsockopt(fd, IPPROTO_IP, IP_DROP_SOURCE_MEMBERSHIP, &source, sizeof source);
  attempt("MCAST_JOIN_SOURCE_GROUP", fd, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP, &group, sizeof group);
  attempt("too short", fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, 3);
  close(fd);
}

static void join6(struct in6_addr address) {
  struct ipv6_mreq request = {address, 1};
  struct group_source_req group = {.gsr_interface = 1};
  struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = address};
  memcpy(&group.gsr_group, &name, sizeof name);
  inet_pton(AF_INET6, "2001:db8::1", &name.sin6_addr);
  memcpy(&group.gsr_source, &name, sizeof name);
  int fd = socket(AF_INET6, SOCK_DGRAM, 0);
  if (attempt("IPV6_ADD_MEMBERSHIP", fd, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &request, sizeof request) == 0)
    setsockopt(fd, IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, &request, sizeof request);
  if (attempt("IPv6 MCAST_JOIN_GROUP", fd, IPPROTO_IPV6, MCAST_JOIN_GROUP, &group, sizeof(struct group_req)) == 0)
    setsockopt(fd, IPPROTO_IPV6, MCAST_LEAVE_GROUP, &group, sizeof(struct group_req));
  attempt("IPv6 MCAST_JOIN_SOURCE_GROUP", fd, IPPROTO_IPV6, MCAST_JOIN_SOURCE_GROUP, &group, sizeof group);
  attempt("IPv6 with an address of IPv4", fd, IPPROTO_IPV6, MCAST_JOIN_GROUP,
          &(struct group_req){1, {.ss_family = AF_INET}}, sizeof(struct group_req));
  close(fd);
}

/* A datagram to the group, from this program to itself. */
static void hear(struct in_addr group) {
  struct ip_mreqn membership = {.imr_multiaddr = group, .imr_ifindex = 1};
  int receiver = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr = group};
  socklen_t length = sizeof name;
  setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &membership, sizeof membership);
  setsockopt(receiver, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){5, 0}, sizeof(struct timeval));
  char data[8] = "";
  if (bind(receiver, (struct sockaddr *)&name, sizeof name) == 0 &&
      setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) == 0 &&
      getsockname(receiver, (struct sockaddr *)&name, &length) == 0 &&
      sendto(sender, "heard", 5, 0, (struct sockaddr *)&name, length) == 5 && recv(receiver, data, sizeof data, 0) == 5)
    printf("%s\n", data);
}

int main(int argc, char **argv) {
  struct in_addr four;
  struct in6_addr six;
  if (argc < 3 || inet_pton(AF_INET, argv[1], &four) != 1 || inet_pton(AF_INET6, argv[2], &six) != 1)
    return 2;
  join4(four);
  join6(six);
  hear(four);
}
