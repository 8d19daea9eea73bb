// Demo: netlink, the sockets over which the kernel and processes talk. Lists the network links, asks for one that isn't
// there, subscribes to changes of links and waits for one shortly, and hears another process. Plain Linux C:
// the same source runs natively and sandboxed. As root, in another terminal: ip link add demo0 type veth
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { patience = 300 /* milliseconds */ };

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static int open_socket(int family, unsigned groups) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family);
  struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_groups = groups};
  if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof own) != 0)
    fail("netlink socket");
  return fd;
}

static void ask(int fd, int flags, int index) {
  struct {
    struct nlmsghdr header;
    struct ifinfomsg link;
  } request = {.header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST | flags},
               .link = {.ifi_index = index}};
  if (send(fd, &request, sizeof request, 0) < 0)
    fail("send");
}

static void print_link(struct nlmsghdr *header) {
  struct ifinfomsg *link = NLMSG_DATA(header);
  int left = (int)IFLA_PAYLOAD(header);
  const char *name = "?";
  unsigned mtu = 0;
  for (struct rtattr *one = IFLA_RTA(link); RTA_OK(one, left); one = RTA_NEXT(one, left)) {
    if (one->rta_type == IFLA_IFNAME)
      name = RTA_DATA(one);
    if (one->rta_type == IFLA_MTU)
      memcpy(&mtu, RTA_DATA(one), sizeof mtu);
  }
  printf("kernel:  %s%d: %s, %s, packets of up to %u bytes\n", header->nlmsg_type == RTM_DELLINK ? "gone: " : "",
         link->ifi_index, name, link->ifi_flags & IFF_UP ? "up" : "down", mtu);
}

/* Prints what came, until the end of an answer: whether there may be more. */
static int hear(int fd) {
  static char buffer[65536] __attribute__((aligned(8)));
  int left = (int)recv(fd, buffer, sizeof buffer, 0);
  if (left < 0)
    fail("recv");
  for (struct nlmsghdr *one = (struct nlmsghdr *)buffer; NLMSG_OK(one, (unsigned)left); one = NLMSG_NEXT(one, left)) {
    struct nlmsgerr *error = NLMSG_DATA(one);
    if (one->nlmsg_type == NLMSG_ERROR)
      printf("kernel:  no: %s\n", strerror(-error->error));
    if (one->nlmsg_type == NLMSG_ERROR || one->nlmsg_type == NLMSG_DONE)
      return 0;
    print_link(one);
  }
  return 1;
}

static void send_to(unsigned port) {
  int fd = open_socket(NETLINK_USERSOCK, 0);
  struct {
    struct nlmsghdr header;
    char text[32];
  } message = {.header = {.nlmsg_len = sizeof message, .nlmsg_type = NLMSG_MIN_TYPE}, .text = "hello, parent"};
  struct sockaddr_nl parent = {.nl_family = AF_NETLINK, .nl_pid = port};
  if (sendto(fd, &message, sizeof message, 0, (struct sockaddr *)&parent, sizeof parent) < 0)
    fail("sendto");
  exit(EXIT_SUCCESS);
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  int fd = open_socket(NETLINK_ROUTE, 0);
  puts("program: which links are there?");
  ask(fd, NLM_F_DUMP, 0);
  while (hear(fd))
    continue;
  puts("program: and link 2000000000?");
  ask(fd, 0, 2000000000);
  hear(fd);

  int changes = open_socket(NETLINK_ROUTE, RTMGRP_LINK);
  struct pollfd ready = {.fd = changes, .events = POLLIN};
  puts("program: tell me when one changes");
  if (poll(&ready, 1, patience) > 0)
    hear(changes);
  else
    puts("program: nothing changed meanwhile");

  /* Processes reach each other by the ports of their sockets, too. */
  int listener = open_socket(NETLINK_USERSOCK, 0);
  struct sockaddr_nl own;
  socklen_t length = sizeof own;
  if (getsockname(listener, (struct sockaddr *)&own, &length) != 0)
    fail("getsockname");
  pid_t child = fork();
  if (child < 0)
    fail("fork");
  if (child == 0)
    send_to(own.nl_pid);
  struct {
    struct nlmsghdr header;
    char text[32];
  } message;
  if (recv(listener, &message, sizeof message, 0) != sizeof message)
    fail("recv");
  printf("child:   %s\n", message.text);
  return waitpid(child, NULL, 0) == child ? EXIT_SUCCESS : EXIT_FAILURE;
}
