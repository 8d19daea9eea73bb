// UDP to many: a sender, two receivers in a multicast group on the loopback interface, and one that has left it;
// broadcasting.
// isthmus: --allow-net
#include "show.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static const char *const group = "239.77.1.2";

static int open_receiver(in_port_t *port) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), yes = 1;
  check(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = *port, .sin_addr.s_addr = htonl(INADDR_ANY)};
  socklen_t length = sizeof address;
  check(bind(fd, (struct sockaddr *)&address, length) == 0);
  check(getsockname(fd, (struct sockaddr *)&address, &length) == 0);
  *port = address.sin_port;
  return fd;
}

static void join(int fd, int option) {
  struct ip_mreq request = {.imr_interface.s_addr = htonl(INADDR_LOOPBACK)};
  check(inet_aton(group, &request.imr_multiaddr) != 0);
  check(setsockopt(fd, IPPROTO_IP, option, &request, sizeof request) == 0);
}

static void receive(const char *who, int fd) {
  char text[64];
  struct sockaddr_in sender;
  socklen_t length = sizeof sender;
  ssize_t count = recvfrom(fd, text, sizeof text, 0, (struct sockaddr *)&sender, &length);
  if (count < 0)
    printf("%s: %s\n", who, errno_name(errno));
  else
    printf("%s: \"%.*s\" from %s\n", who, (int)count, text, inet_ntoa(sender.sin_addr));
}

int main(void) {
  begin();
  in_port_t port = 0;
  int first = open_receiver(&port), second = open_receiver(&port), sender = socket(AF_INET, SOCK_DGRAM, 0);
  join(first, IP_ADD_MEMBERSHIP);
  join(second, IP_ADD_MEMBERSHIP);
  /* Long where something must come, short where nothing may. */
  struct timeval limit = {10, 0}, brief = {0, 200000};
  check(setsockopt(first, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
  check(setsockopt(second, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);

  struct in_addr interface = {htonl(INADDR_LOOPBACK)};
  unsigned char hops = 1, loop = 1;
  int value = -1;
  socklen_t length = sizeof value;
  check(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &interface, sizeof interface) == 0);
  check(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops) == 0);
  check(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof loop) == 0);
  check(getsockopt(sender, IPPROTO_IP, IP_MULTICAST_TTL, &value, &length) == 0);
  printf("IP_MULTICAST_TTL %d, of %u bytes\n", value, (unsigned)length);
  memset(&interface, 0, sizeof interface);
  length = sizeof interface;
  check(getsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &interface, &length) == 0);
  printf("IP_MULTICAST_IF %s\n", inet_ntoa(interface));

  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = port};
  check(inet_aton(group, &to.sin_addr) != 0);
  show(sendto(sender, "to all", 6, 0, (struct sockaddr *)&to, sizeof to));
  receive("first", first);
  receive("second", second);
  join(second, IP_DROP_MEMBERSHIP);
  loop = 0;
  check(setsockopt(second, IPPROTO_IP, IP_MULTICAST_ALL, &(int){0}, sizeof(int)) == 0);
  show(sendto(sender, "to one", 6, 0, (struct sockaddr *)&to, sizeof to));
  receive("first", first);
  check(setsockopt(second, SOL_SOCKET, SO_RCVTIMEO, &brief, sizeof brief) == 0);
  receive("second", second);
  check(setsockopt(second, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);

  /* Where it came to. */
  check(setsockopt(first, IPPROTO_IP, IP_PKTINFO, &(int){1}, sizeof(int)) == 0);
  show(sendto(sender, "with its target", 15, 0, (struct sockaddr *)&to, sizeof to));
  char text[64], control[256];
  struct iovec piece = {text, sizeof text};
  struct msghdr message = {
      .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  show(recvmsg(first, &message, 0));
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part != NULL; part = CMSG_NXTHDR(&message, part)) {
    struct in_pktinfo info;
    check(part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO);
    memcpy(&info, CMSG_DATA(part), sizeof info);
    printf("sent to %s, by the interface %d\n", inet_ntoa(info.ipi_addr), info.ipi_ifindex);
  }

  struct ip_mreq wrong = {.imr_multiaddr.s_addr = htonl(INADDR_LOOPBACK)};
  show(setsockopt(first, IPPROTO_IP, IP_ADD_MEMBERSHIP, &wrong, sizeof wrong));
  show(setsockopt(first, IPPROTO_IP, IP_ADD_MEMBERSHIP, &wrong, 3));
  join(first, IP_DROP_MEMBERSHIP);
  check(inet_aton(group, &wrong.imr_multiaddr) != 0);
  show(setsockopt(first, IPPROTO_IP, IP_DROP_MEMBERSHIP, &wrong, sizeof wrong));

  to.sin_addr.s_addr = inet_addr("127.255.255.255");
  show(sendto(sender, "to everybody", 12, 0, (struct sockaddr *)&to, sizeof to));
  check(setsockopt(sender, SOL_SOCKET, SO_BROADCAST, &(int){1}, sizeof(int)) == 0);
  show(sendto(sender, "to everybody", 12, 0, (struct sockaddr *)&to, sizeof to));
  receive("first", first);
  receive("second", second);
  return 0;
}
