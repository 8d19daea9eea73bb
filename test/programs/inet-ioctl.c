// ioctl of sockets: what the machine's interfaces are, by every request that only asks; times, what waits to be sent.
// isthmus: --allow-net
#include <arpa/inet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "show.h"

static time_t now(void) { return time(NULL); }

static void interfaces(int fd) {
  struct ifconf list = {.ifc_len = 0, .ifc_buf = NULL};
  show(ioctl(fd, SIOCGIFCONF, &list));
  int needed = list.ifc_len;
  printf("needs %d\n", needed);
  struct ifreq requests[32];
  list = (struct ifconf){.ifc_len = sizeof requests, .ifc_req = requests};
  show(ioctl(fd, SIOCGIFCONF, &list));
  printf("same %d\n", list.ifc_len == needed);
  for (int i = 0; i * (int)sizeof(struct ifreq) < list.ifc_len; i++) {
    struct sockaddr_in *address = (struct sockaddr_in *)&requests[i].ifr_addr;
    printf("%s %s\n", requests[i].ifr_name, inet_ntoa(address->sin_addr));
  }
  list.ifc_len = sizeof(struct ifreq) - 1;
  show(ioctl(fd, SIOCGIFCONF, &list));
  printf("%d\n", list.ifc_len);
  list.ifc_len = -1;
  show(ioctl(fd, SIOCGIFCONF, &list));
}

static void one(int fd, const char *name) {
  struct ifreq request;
  printf("%s\n", name);
#define ASK(what)                                                                                                      \
  (memset(&request, 0, sizeof request), snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name),               \
   show(ioctl(fd, what, &request)))
  ASK(SIOCGIFINDEX);
  int index = request.ifr_ifindex;
  printf("%d\n", index);
  ASK(SIOCGIFFLAGS);
  printf("%#x\n", (unsigned short)request.ifr_flags & (IFF_UP | IFF_LOOPBACK | IFF_RUNNING | IFF_BROADCAST));
  ASK(SIOCGIFADDR);
  printf("%d %s\n", request.ifr_addr.sa_family, inet_ntoa(((struct sockaddr_in *)&request.ifr_addr)->sin_addr));
  ASK(SIOCGIFNETMASK);
  printf("%s\n", inet_ntoa(((struct sockaddr_in *)&request.ifr_netmask)->sin_addr));
  ASK(SIOCGIFBRDADDR);
  ASK(SIOCGIFDSTADDR);
  ASK(SIOCGIFMTU);
  printf("%d\n", request.ifr_mtu);
  ASK(SIOCGIFMETRIC);
  printf("%d\n", request.ifr_metric);
  ASK(SIOCGIFHWADDR);
  printf("%d %02x\n", request.ifr_hwaddr.sa_family, (unsigned char)request.ifr_hwaddr.sa_data[5]);
  ASK(SIOCGIFTXQLEN);
  printf("%d\n", request.ifr_qlen);
  ASK(SIOCGIFMAP);
  printf("%llu %d\n", (unsigned long long)request.ifr_map.mem_start, request.ifr_map.irq);
  memset(&request, 0, sizeof request);
  request.ifr_ifindex = index;
  show(ioctl(fd, SIOCGIFNAME, &request));
  printf("%s\n", request.ifr_name);
}

int main(void) {
  begin();
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  interfaces(fd);
  one(fd, "lo");
  one(fd, "no such one");
  int six = socket(AF_INET6, SOCK_DGRAM, 0), local = socket(AF_UNIX, SOCK_DGRAM, 0);
  one(six, "lo");
  one(local, "lo");
  struct ifreq request = {.ifr_name = "lo"};
  show(ioctl(0, SIOCGIFINDEX, &request));
  show(ioctl(fd, SIOCGIFFLAGS, NULL));
  show(ioctl(-1, SIOCGIFFLAGS, &request));
  struct timeval time;
  show(ioctl(fd, SIOCGSTAMP, &time));
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof own;
  bind(fd, (struct sockaddr *)&own, sizeof own);
  getsockname(fd, (struct sockaddr *)&own, &length);
  show(sendto(fd, "1234567", 7, 0, (struct sockaddr *)&own, length));
  int waiting = -1;
  check(poll(&(struct pollfd){fd, POLLIN, 0}, 1, 10000) == 1);
  show(ioctl(fd, FIONREAD, &waiting));
  printf("%d\n", waiting);
  show(ioctl(fd, SIOCINQ, &waiting));
  char byte;
  show(recv(fd, &byte, 1, 0));
  struct timespec exact;
  show(ioctl(fd, SIOCGSTAMPNS, &exact));
  printf("now %d\n", labs((long)(exact.tv_sec - now())) < 5);
  show(ioctl(fd, SIOCGSTAMP, &time));
  printf("now %d\n", labs((long)(time.tv_sec - now())) < 5);
  show(ioctl(fd, SIOCOUTQ, &waiting));
  printf("%d\n", waiting);
  show(ioctl(fd, SIOCATMARK, &waiting));
  int on = 1;
  show(ioctl(fd, FIONBIO, &on));
  show(recv(fd, &byte, 1, 0));
  return 0;
}
