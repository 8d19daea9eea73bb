// isthmus: --allow-net
// The host's interfaces: getifaddrs, and names and numbers both ways.
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(const char *what, const struct sockaddr *address) {
  char text[INET6_ADDRSTRLEN];
  printf(" %s ", what);
  if (address == NULL) {
    printf("-");
  } else if (address->sa_family == AF_INET) {
    printf("%s", inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text));
  } else if (address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *inet = (const struct sockaddr_in6 *)address;
    printf("%s scope %u", inet_ntop(AF_INET6, &inet->sin6_addr, text, sizeof text), inet->sin6_scope_id);
  } else if (address->sa_family == AF_PACKET) {
    const struct sockaddr_ll *link = (const struct sockaddr_ll *)address;
    printf("index %d type %d protocol %d length %d ", link->sll_ifindex, link->sll_hatype, link->sll_protocol,
           link->sll_halen);
    for (int i = 0; i < link->sll_halen; i++)
      printf("%02x", link->sll_addr[i]);
  } else {
    printf("family %d", address->sa_family);
  }
}

int main(void) {
  struct ifaddrs *list;
  if (getifaddrs(&list) != 0) {
    perror("getifaddrs");
    return 1;
  }
  for (struct ifaddrs *one = list; one != NULL; one = one->ifa_next) {
    printf("%s flags %x", one->ifa_name, one->ifa_flags);
    show("address", one->ifa_addr);
    show("mask", one->ifa_netmask);
    show(one->ifa_flags & IFF_POINTOPOINT ? "peer" : "broadcast", one->ifa_broadaddr);
    printf(" data %d\n", one->ifa_data != NULL);
  }
  freeifaddrs(list);
  struct if_nameindex *all = if_nameindex();
  for (struct if_nameindex *one = all; one->if_index != 0 || one->if_name != NULL; one++) {
    char name[IF_NAMESIZE];
    printf("%u %s: %u %s\n", one->if_index, one->if_name, if_nametoindex(one->if_name),
           if_indextoname(one->if_index, name));
  }
  if_freenameindex(all);
  errno = 0;
  printf("%u", if_nametoindex("no-such-interface"));
  printf(" %s\n", strerror(errno));
  errno = 0;
  char name[IF_NAMESIZE];
  printf("%d", if_indextoname(9999, name) == NULL);
  printf(" %s\n", strerror(errno));
  return 0;
}
