// isthmus: --allow-netlink=route
// What the kernel tells of the loopback link: dumps of links, addresses, routes, neighbours and rules, one link by its
// index and by its name.
#include <arpa/inet.h>
#include <linux/fib_rules.h>

#include "netlink.h"

static void print_link(struct nlmsghdr *header) {
  struct ifinfomsg *link = NLMSG_DATA(header);
  check(header->nlmsg_type == RTM_NEWLINK);
  if (link->ifi_index != 1)
    return;
  int left = (int)IFLA_PAYLOAD(header);
  printf("link %d type %u family %u multi %d up %d loopback %d:", link->ifi_index, link->ifi_type, link->ifi_family,
         (header->nlmsg_flags & NLM_F_MULTI) != 0, link->ifi_flags & 1, (link->ifi_flags & 8) != 0);
  for (struct rtattr *one = IFLA_RTA(link); RTA_OK(one, left); one = RTA_NEXT(one, left)) {
    if (one->rta_type == IFLA_IFNAME || one->rta_type == IFLA_QDISC)
      printf(" %u \"%s\"", one->rta_type, (char *)RTA_DATA(one));
    else if (one->rta_type == IFLA_MTU)
      printf(" mtu %u", *(unsigned *)RTA_DATA(one));
    else if (one->rta_type == IFLA_STATS64)
      printf(" statistics %d", ((struct rtnl_link_stats64 *)RTA_DATA(one))->rx_packets < 1ull << 63);
    else
      printf(" %u(%u)", one->rta_type & NLA_TYPE_MASK, one->rta_len);
  }
  printf("\n");
}

static void print_address(struct nlmsghdr *header) {
  struct ifaddrmsg *address = NLMSG_DATA(header);
  if (address->ifa_index != 1)
    return;
  char text[INET6_ADDRSTRLEN] = "?";
  struct rtattr *found = find_attribute(IFA_RTA(address), (int)IFA_PAYLOAD(header), IFA_ADDRESS);
  if (found != NULL)
    inet_ntop(address->ifa_family, RTA_DATA(found), text, sizeof text);
  struct rtattr *cache = find_attribute(IFA_RTA(address), (int)IFA_PAYLOAD(header), IFA_CACHEINFO);
  printf("address %s/%u scope %u flags %#x forever %d\n", text, address->ifa_prefixlen, address->ifa_scope,
         address->ifa_flags, cache != NULL && ((struct ifa_cacheinfo *)RTA_DATA(cache))->ifa_valid == 0xffffffff);
}

static void print_route(struct nlmsghdr *header) {
  struct rtmsg *route = NLMSG_DATA(header);
  struct rtattr *out = find_attribute(RTM_RTA(route), (int)RTM_PAYLOAD(header), RTA_OIF);
  struct rtattr *to = find_attribute(RTM_RTA(route), (int)RTM_PAYLOAD(header), RTA_DST);
  if (out == NULL || to == NULL || *(int *)RTA_DATA(out) != 1)
    return;
  char text[INET6_ADDRSTRLEN];
  inet_ntop(route->rtm_family, RTA_DATA(to), text, sizeof text);
  if (strncmp(text, "127.", 4) == 0)
    printf("route %s/%u table %u type %u scope %u protocol %u\n", text, route->rtm_dst_len, route->rtm_table,
           route->rtm_type, route->rtm_scope, route->rtm_protocol);
}

static void print_rule(struct nlmsghdr *header) {
  struct fib_rule_hdr *rule = NLMSG_DATA(header);
  if (header->nlmsg_type == RTM_NEWRULE && rule->table == RT_TABLE_MAIN)
    printf("rule table %u action %u\n", rule->table, rule->action);
}

static void count_neighbour(struct nlmsghdr *header) { check(header->nlmsg_type == RTM_NEWNEIGH); }

int main(void) {
  begin();
  int fd = open_netlink(NETLINK_ROUTE, 0);
  struct ifinfomsg link = {.ifi_family = AF_UNSPEC};
  struct request asked = request(RTM_GETLINK, NLM_F_DUMP, &link, sizeof link);
  ask(fd, &asked, print_link);

  link.ifi_index = 1;
  asked = request(RTM_GETLINK, 0, &link, sizeof link);
  ask(fd, &asked, print_link);

  link.ifi_index = 0;
  asked = request(RTM_GETLINK, NLM_F_ACK, &link, sizeof link);
  attribute(&asked, IFLA_IFNAME, "lo", 3);
  ask(fd, &asked, print_link);

  struct ifaddrmsg address = {.ifa_family = AF_UNSPEC};
  asked = request(RTM_GETADDR, NLM_F_DUMP, &address, sizeof address);
  ask(fd, &asked, print_address);

  struct rtmsg route = {.rtm_family = AF_INET, .rtm_table = RT_TABLE_LOCAL};
  asked = request(RTM_GETROUTE, NLM_F_DUMP, &route, sizeof route);
  ask(fd, &asked, print_route);

  /* The way to one place, which is not a dump. */
  struct in_addr there = {htonl(0x7f000005)};
  route = (struct rtmsg){.rtm_family = AF_INET, .rtm_dst_len = 32};
  asked = request(RTM_GETROUTE, 0, &route, sizeof route);
  attribute(&asked, RTA_DST, &there, sizeof there);
  ask(fd, &asked, print_route);

  struct ndmsg neighbour = {.ndm_family = AF_INET};
  asked = request(RTM_GETNEIGH, NLM_F_DUMP, &neighbour, sizeof neighbour);
  ask(fd, &asked, count_neighbour);

  struct fib_rule_hdr rule = {.family = AF_INET};
  asked = request(RTM_GETRULE, NLM_F_DUMP, &rule, sizeof rule);
  ask(fd, &asked, print_rule);
  return close(fd);
}
