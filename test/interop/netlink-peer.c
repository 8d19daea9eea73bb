// One side of the tests of netlink with others: prints tables of the kernel's as the tests want them, or changes links
// in a network namespace and tells what it is told of that.
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "netlink.h"

static void print_link(struct nlmsghdr *header) {
  struct ifinfomsg *link = NLMSG_DATA(header);
  int left = (int)IFLA_PAYLOAD(header);
  struct rtattr *name = find_attribute(IFLA_RTA(link), left, IFLA_IFNAME);
  struct rtattr *mtu = find_attribute(IFLA_RTA(link), left, IFLA_MTU);
  char text[IF_NAMESIZE];
  check(name != NULL && mtu != NULL && strcmp(if_indextoname(link->ifi_index, text), RTA_DATA(name)) == 0);
  printf("%d %s %u %s\n", link->ifi_index, text, *(unsigned *)RTA_DATA(mtu), link->ifi_flags & IFF_UP ? "up" : "down");
}

static void print_address(struct nlmsghdr *header) {
  struct ifaddrmsg *address = NLMSG_DATA(header);
  int left = (int)IFA_PAYLOAD(header);
  struct rtattr *found = find_attribute(IFA_RTA(address), left, IFA_LOCAL);
  if (found == NULL)
    found = find_attribute(IFA_RTA(address), left, IFA_ADDRESS);
  char text[INET6_ADDRSTRLEN];
  check(inet_ntop(address->ifa_family, RTA_DATA(found), text, sizeof text) == text);
  printf("%u %s/%u\n", address->ifa_index, text, address->ifa_prefixlen);
}

static void print_route(struct nlmsghdr *header) {
  struct rtmsg *route = NLMSG_DATA(header);
  int left = (int)RTM_PAYLOAD(header);
  struct rtattr *to = find_attribute(RTM_RTA(route), left, RTA_DST),
                *out = find_attribute(RTM_RTA(route), left, RTA_OIF);
  if (route->rtm_table != RT_TABLE_MAIN)
    return;
  char text[INET6_ADDRSTRLEN], name[IF_NAMESIZE] = "";
  check(out == NULL || if_indextoname(*(unsigned *)RTA_DATA(out), name) == name);
  if (to == NULL)
    printf("default %s\n", name);
  else if (route->rtm_dst_len == 32)
    printf("%s %s\n", inet_ntop(AF_INET, RTA_DATA(to), text, sizeof text), name);
  else
    printf("%s/%u %s\n", inet_ntop(AF_INET, RTA_DATA(to), text, sizeof text), route->rtm_dst_len, name);
}

static void print_listener(struct nlmsghdr *header) {
  struct inet_diag_msg *found = NLMSG_DATA(header);
  char text[INET6_ADDRSTRLEN];
  printf("%s:%u\n", inet_ntop(found->idiag_family, found->id.idiag_src, text, sizeof text),
         ntohs(found->id.idiag_sport));
}

static void hear_link(int fd, const char *expected, int type) {
  char buffer[16384] __attribute__((aligned(8)));
  for (;;) {
    check(recv(fd, buffer, sizeof buffer, 0) > 0);
    struct nlmsghdr *header = (void *)buffer;
    struct ifinfomsg *link = NLMSG_DATA(header);
    struct rtattr *name = find_attribute(IFLA_RTA(link), (int)IFLA_PAYLOAD(header), IFLA_IFNAME);
    check(name != NULL);
    if (header->nlmsg_type != type || strcmp(RTA_DATA(name), expected) != 0)
      continue;
    printf("%s %s %s\n", type == RTM_NEWLINK ? "new" : "deleted", expected, link->ifi_flags & IFF_UP ? "up" : "down");
    return;
  }
}

/* In a namespace of its own: makes a pair of links, sets one up, gives it an address, removes it. */
static void change(int fd) {
  int changes = open_netlink(NETLINK_ROUTE, RTMGRP_LINK);
  struct ifinfomsg link = {.ifi_family = AF_UNSPEC};
  struct request asked = request(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &link, sizeof link);
  attribute(&asked, IFLA_IFNAME, "one", 4);
  struct rtattr *info = (struct rtattr *)((char *)&asked + NLMSG_ALIGN(asked.header.nlmsg_len));
  attribute(&asked, IFLA_LINKINFO, "", 0);
  attribute(&asked, IFLA_INFO_KIND, "veth", 4);
  info->rta_len = (char *)&asked + asked.header.nlmsg_len - (char *)info;
  ask(fd, &asked, NULL);
  hear_link(changes, "one", RTM_NEWLINK);
  ask(fd, &asked, NULL);

  struct ifinfomsg up = {.ifi_index = (int)if_nametoindex("one"), .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
  asked = request(RTM_SETLINK, NLM_F_ACK, &up, sizeof up);
  ask(fd, &asked, NULL);
  hear_link(changes, "one", RTM_NEWLINK);

  struct in_addr own = {htonl(0xc0000201)};
  struct ifaddrmsg address = {.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = if_nametoindex("one")};
  asked = request(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &address, sizeof address);
  attribute(&asked, IFA_LOCAL, &own, sizeof own);
  ask(fd, &asked, NULL);
  ask(fd, &asked, NULL);
  address = (struct ifaddrmsg){.ifa_family = AF_INET};
  asked = request(RTM_GETADDR, NLM_F_DUMP, &address, sizeof address);
  ask(fd, &asked, print_address);

  asked = request(RTM_DELLINK, NLM_F_ACK, &(struct ifinfomsg){.ifi_index = up.ifi_index}, sizeof link);
  ask(fd, &asked, NULL);
  hear_link(changes, "one", RTM_DELLINK);
  ask(fd, &asked, NULL);
}

int main(int argc, char **argv) {
  begin();
  const char *what = argc > 1 ? argv[1] : "";
  struct ifinfomsg link = {.ifi_family = AF_UNSPEC};
  struct ifaddrmsg address = {.ifa_family = AF_UNSPEC};
  struct rtmsg route = {.rtm_family = AF_INET};
  struct inet_diag_req_v2 listening = {.sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = 1 << 10};
  struct request asked;
  int fd = open_netlink(strcmp(what, "listeners") == 0 ? NETLINK_SOCK_DIAG : NETLINK_ROUTE, 0);
  if (strcmp(what, "links") == 0) {
    asked = request(RTM_GETLINK, NLM_F_DUMP, &link, sizeof link);
    ask(fd, &asked, print_link);
  } else if (strcmp(what, "addresses") == 0) {
    asked = request(RTM_GETADDR, NLM_F_DUMP, &address, sizeof address);
    ask(fd, &asked, print_address);
  } else if (strcmp(what, "routes") == 0) {
    asked = request(RTM_GETROUTE, NLM_F_DUMP, &route, sizeof route);
    ask(fd, &asked, print_route);
  } else if (strcmp(what, "listeners") == 0) {
    asked = request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &listening, sizeof listening);
    ask(fd, &asked, print_listener);
  } else {
    change(fd);
  }
  return 0;
}
