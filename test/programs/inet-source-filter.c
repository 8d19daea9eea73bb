// Source filters of multicast groups, of both families: set, read with more room and less, refused.
// isthmus: --allow-net
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "show.h"

static void report(const char *what, int result) { printf("%s: %s\n", what, result == 0 ? "0" : errno_name(errno)); }

static void four(void) {
  struct in_addr group, loopback = {htonl(INADDR_LOOPBACK)}, senders[4], told[4];
  inet_aton("239.255.9.9", &group);
  for (uint32_t i = 0; i < 4; i++)
    senders[i].s_addr = htonl(0xc0000201 + i);
  struct ip_mreqn member = {.imr_multiaddr = group, .imr_ifindex = 1};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  report("not joined", setipv4sourcefilter(fd, loopback, group, MCAST_EXCLUDE, 2, senders));
  report("join", setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &member, sizeof member));
  report("exclude three", setipv4sourcefilter(fd, loopback, group, MCAST_EXCLUDE, 3, senders));
  for (uint32_t room = 0; room <= 4; room += 2) {
    uint32_t mode = 77, count = room;
    memset(told, 0, sizeof told);
    report("read", getipv4sourcefilter(fd, loopback, group, &mode, &count, told));
    printf("room %u: mode %u, %u senders:", room, mode, count);
    for (int i = 0; i < 4; i++)
      printf(" %s", inet_ntoa(told[i]));
    printf("\n");
  }
  report("include one", setipv4sourcefilter(fd, loopback, group, MCAST_INCLUDE, 1, senders));
  report("odd mode", setipv4sourcefilter(fd, loopback, group, 7, 1, senders));
  uint32_t mode = 77, count = 4;
  report("read", getipv4sourcefilter(fd, loopback, group, &mode, &count, told));
  printf("mode %u, %u: %s\n", mode, count, inet_ntoa(told[0]));
  report("include none, which leaves", setipv4sourcefilter(fd, loopback, group, MCAST_INCLUDE, 0, NULL));
  report("left", getipv4sourcefilter(fd, loopback, group, &mode, &count, told));
  close(fd);
}

static void either(int family, const char *address, const char *sender) {
  struct sockaddr_storage group = {.ss_family = (sa_family_t)family}, senders[3], told[3];
  socklen_t length = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
  void *at = family == AF_INET ? (void *)&((struct sockaddr_in *)&group)->sin_addr
                               : (void *)&((struct sockaddr_in6 *)&group)->sin6_addr;
  inet_pton(family, sender, at);
  for (int i = 0; i < 3; i++) {
    senders[i] = group;
    ((unsigned char *)(family == AF_INET ? (void *)&((struct sockaddr_in *)&senders[i])->sin_addr
                                         : (void *)&((struct sockaddr_in6 *)&senders[i])->sin6_addr))[3] =
        (unsigned char)(i + 1);
  }
  inet_pton(family, address, at);
  struct group_req request = {.gr_interface = 1, .gr_group = group};
  int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6, fd = socket(family, SOCK_DGRAM, 0);
  struct sockaddr *name = (struct sockaddr *)&group;
  report("join", setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof request));
  report("exclude three", setsourcefilter(fd, 1, name, length, MCAST_EXCLUDE, 3, senders));
  for (uint32_t room = 0; room <= 3; room += 3) {
    uint32_t mode = 77, count = room;
    memset(told, 0, sizeof told);
    report("read", getsourcefilter(fd, 1, name, length, &mode, &count, told));
    printf("room %u: mode %u, %u senders", room, mode, count);
    for (uint32_t i = 0; i < room; i++)
      printf(" %d", told[i].ss_family == senders[i].ss_family);
    printf("\n");
  }
  report("no family", setsourcefilter(fd, 1, &(struct sockaddr){.sa_family = AF_UNIX}, sizeof(struct sockaddr),
                                      MCAST_EXCLUDE, 0, NULL));
  report("neither", setsourcefilter(fd, 1, &(struct sockaddr){.sa_family = AF_UNIX}, 14, MCAST_EXCLUDE, 0, NULL));
  close(fd);
}

int main(void) {
  begin();
  four();
  either(AF_INET, "239.255.9.8", "192.0.2.1");
  either(AF_INET6, "ff12::99", "2001:db8::1");
  report("no descriptor", setipv4sourcefilter(-1, (struct in_addr){0}, (struct in_addr){0}, MCAST_EXCLUDE, 0, NULL));
}
