// Raw sockets and those of ICMP, as far as the user may have them: echo requests to this machine, headers that come
// along, filters.
// isthmus: --allow-net
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/socket.h>

#include "show.h"

#define ADDRESS(address) (struct sockaddr *)&(address)

static unsigned short sum(const void *data, size_t size) {
  const unsigned char *bytes = data;
  unsigned total = 0;
  for (size_t i = 0; i < size; i++)
    total += i % 2 == 0 ? bytes[i] : bytes[i] << 8;
  while (total >> 16)
    total = (total & 0xffff) + (total >> 16);
  return (unsigned short)~total;
}

static void echo(int type) {
  int fd = socket(AF_INET, type, IPPROTO_ICMP);
  printf("type %d: %s\n", type, fd < 0 ? errno_name(errno) : "made");
  if (fd < 0)
    return;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, from;
  unsigned char packet[24] = {0};
  struct icmphdr header = {.type = ICMP_ECHO};
  header.un.echo.id = htons(4711);
  header.un.echo.sequence = htons(3);
  memcpy(packet, &header, sizeof header);
  memcpy(packet + sizeof header, "sixteen bytes ..", 16);
  header.checksum = sum(packet, sizeof packet);
  memcpy(packet, &header, sizeof header);
  if (type == SOCK_RAW) {
    unsigned filter = ~(1u << ICMP_ECHOREPLY);
    show(setsockopt(fd, SOL_RAW, 1, &filter, sizeof filter));
    socklen_t size = sizeof filter;
    filter = 0;
    show(getsockopt(fd, SOL_RAW, 1, &filter, &size));
    printf("%x\n", filter);
  }
  show(sendto(fd, packet, sizeof packet, 0, ADDRESS(to), sizeof to));
  unsigned char reply[128];
  socklen_t length = sizeof from;
  ssize_t count;
  do {
    struct pollfd one = {fd, POLLIN, 0};
    if (poll(&one, 1, 10000) != 1) {
      puts("no answer");
      close(fd);
      return;
    }
    count = recvfrom(fd, reply, sizeof reply, 0, ADDRESS(from), &length);
    /* Others may be asking, too. */
  } while (type == SOCK_RAW && memcmp(reply + 24, packet + 4, 2) != 0);
  printf("%zd bytes from %x, port %d\n", count, ntohl(from.sin_addr.s_addr), ntohs(from.sin_port));
  size_t at = 0;
  if (type == SOCK_RAW) {
    struct iphdr ip;
    memcpy(&ip, reply, sizeof ip);
    printf("version %d, header %d, protocol %d, length %d\n", ip.version, ip.ihl, ip.protocol, ntohs(ip.tot_len));
    at = ip.ihl * 4u;
  }
  memcpy(&header, reply + at, sizeof header);
  printf("type %d, code %d, sequence %d, %.16s\n", header.type, header.code, ntohs(header.un.echo.sequence),
         reply + at + sizeof header);
  close(fd);
}

static void own_header(void) {
  int out = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), in = socket(AF_INET, SOCK_RAW, 253), on = 0;
  printf("own header: %s\n", out < 0 || in < 0 ? errno_name(errno) : "made");
  if (out < 0 || in < 0)
    return;
  socklen_t size = sizeof on;
  show(getsockopt(out, IPPROTO_IP, IP_HDRINCL, &on, &size));
  printf("%d\n", on);
  struct {
    struct iphdr ip;
    char data[8];
  } packet = {.ip = {.version = 4, .ihl = 5, .ttl = 3, .protocol = 253}, .data = "payload"};
  packet.ip.daddr = packet.ip.saddr = htonl(INADDR_LOOPBACK);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  show(sendto(out, &packet, sizeof packet, 0, ADDRESS(to), sizeof to));
  unsigned char got[128];
  show(recv(in, got, sizeof got, 0));
  struct iphdr ip;
  memcpy(&ip, got, sizeof ip);
  printf("ttl %d, sum right %d, %s\n", ip.ttl, sum(got, 20) == 0, got + 20);
  show(recv(out, got, sizeof got, MSG_DONTWAIT));
  close(in);
  close(out);
}

static void six(void) {
  int fd = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
  printf("icmpv6: %s\n", fd < 0 ? errno_name(errno) : "made");
  if (fd < 0)
    return;
  struct icmp6_filter filter;
  ICMP6_FILTER_SETBLOCKALL(&filter);
  ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
  show(setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter));
  struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
  struct icmp6_hdr header = {.icmp6_type = ICMP6_ECHO_REQUEST};
  header.icmp6_seq = htons(9);
  show(sendto(fd, &header, sizeof header, 0, ADDRESS(to), sizeof to));
  unsigned char reply[64];
  show(recv(fd, reply, sizeof reply, 0));
  memcpy(&header, reply, sizeof header);
  printf("type %d, sequence %d\n", header.icmp6_type, ntohs(header.icmp6_seq));
  close(fd);
}

int main(void) {
  begin();
  echo(SOCK_RAW);
  echo(SOCK_DGRAM);
  own_header();
  six();
  show(socket(AF_INET, SOCK_RAW, 0));
  show(socket(AF_INET, SOCK_RAW, 256));
  return 0;
}
