// Packet sockets at the loopback interface, where the user may have them: whole frames and what is in them, addresses,
// statistics, memberships, the options that carry nothing but plain values.
// isthmus: --allow-net
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "show.h"

#define ADDRESS(address) (struct sockaddr *)&(address)
enum { EXPERIMENTAL = 0x88b5 };

static void frames(int type) {
  int fd = socket(AF_PACKET, type, htons(EXPERIMENTAL));
  printf("type %d: %s\n", type, fd < 0 ? errno_name(errno) : "made");
  if (fd < 0)
    return;
  struct ifreq request = {.ifr_name = "lo"};
  show(ioctl(fd, SIOCGIFINDEX, &request));
  struct sockaddr_ll own = {
      .sll_family = AF_PACKET, .sll_protocol = htons(EXPERIMENTAL), .sll_ifindex = request.ifr_ifindex};
  show(bind(fd, ADDRESS(own), sizeof own));
  struct sockaddr_ll name;
  socklen_t length = sizeof name;
  show(getsockname(fd, ADDRESS(name), &length));
  printf("length %u, protocol %x, hardware type %d, address of %d\n", length, ntohs(name.sll_protocol), name.sll_hatype,
         name.sll_halen);
  struct sockaddr_ll to = own;
  to.sll_halen = ETH_ALEN;
  unsigned char frame[64] = {0};
  size_t at = 0;
  if (type == SOCK_RAW) {
    struct ether_header header = {.ether_type = htons(EXPERIMENTAL)};
    memcpy(frame, &header, sizeof header);
    at = sizeof header;
  }
  memcpy(frame + at, "in a frame", 10);
  show(sendto(fd, frame, at + 10, 0, ADDRESS(to), sizeof to));
  unsigned char got[128];
  for (int i = 0; i < 2; i++) {
    struct pollfd one = {fd, POLLIN, 0};
    /* One must come, and no more. */
    if (poll(&one, 1, i == 0 ? 10000 : 300) != 1)
      break;
    length = sizeof name;
    ssize_t count = recvfrom(fd, got, sizeof got, 0, ADDRESS(name), &length);
    printf("%zd bytes, packet type %d, %.10s\n", count, name.sll_pkttype, got + at);
  }
  struct tpacket_stats statistics;
  length = sizeof statistics;
  show(getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &length));
  printf("%u seen, %u dropped\n", statistics.tp_packets, statistics.tp_drops);
  struct packet_mreq membership = {.mr_ifindex = request.ifr_ifindex, .mr_type = PACKET_MR_ALLMULTI};
  show(setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership));
  show(setsockopt(fd, SOL_PACKET, PACKET_DROP_MEMBERSHIP, &membership, sizeof membership));
  int on = 1;
  show(setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on));
  length = sizeof on;
  show(getsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, &length));
  show(setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on));
  own.sll_ifindex = 99999;
  show(bind(fd, ADDRESS(own), sizeof own));
  show(bind(fd, ADDRESS(own), 4));
  show(listen(fd, 1));
  show(connect(fd, ADDRESS(own), sizeof own));
  close(fd);
}

int main(void) {
  begin();
  frames(SOCK_RAW);
  frames(SOCK_DGRAM);
  return 0;
}
