// isthmus: --allow-netlink=route,generic,usersock,20
// Netlink sockets themselves: types and families, ports, binding twice, groups by bind and by option, options and their
// lengths, peers, what is not for them, lengths of what is only looked at or cut off, a full queue.
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>

#include "netlink.h"

static struct sockaddr_nl named(unsigned port, unsigned groups) {
  return (struct sockaddr_nl){.nl_family = AF_NETLINK, .nl_pid = port, .nl_groups = groups};
}

static int bind_to(int fd, unsigned port, unsigned groups) {
  struct sockaddr_nl own = named(port, groups);
  return bind(fd, (struct sockaddr *)&own, sizeof own);
}

static struct sockaddr_nl own_name(int fd) {
  struct sockaddr_nl own;
  socklen_t length = sizeof own;
  check(getsockname(fd, (struct sockaddr *)&own, &length) == 0 && length == sizeof own);
  return own;
}

static void making(void) {
  show(socket(AF_NETLINK, SOCK_STREAM, NETLINK_ROUTE));
  show(socket(AF_NETLINK, SOCK_SEQPACKET, NETLINK_ROUTE));
  show(socket(AF_NETLINK, SOCK_RAW, -1));
  show(socket(AF_NETLINK, SOCK_RAW, 32));
  int pair[2];
  show(socketpair(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, pair));
  int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  printf("flags %d %d\n", (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0, fcntl(fd, F_GETFD));
  int value;
  for (int name = SO_TYPE; name <= SO_DOMAIN; name += SO_PROTOCOL - SO_TYPE + (name > SO_TYPE)) {
    socklen_t length = sizeof value;
    check(getsockopt(fd, SOL_SOCKET, name, &value, &length) == 0);
    printf("option %d is %d\n", name, value);
    if (name == SO_DOMAIN)
      break;
  }
  char byte;
  show(recv(fd, &byte, 1, 0));
  show(listen(fd, 1));
  show(accept(fd, NULL, NULL));
  show(shutdown(fd, SHUT_RD));
  show(ioctl(fd, FIONREAD, &value));
  close(fd);
}

static void naming(void) {
  int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), other = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  printf("at first: port %u groups %u\n", own_name(fd).nl_pid, own_name(fd).nl_groups);
  struct sockaddr_nl own = named(0, 0);
  show(bind(fd, (struct sockaddr *)&own, 4));
  own.nl_family = AF_UNIX;
  show(bind(fd, (struct sockaddr *)&own, sizeof own));
  show(bind_to(fd, 0, RTMGRP_LINK | RTMGRP_IPV4_IFADDR));
  printf("the process's number: %d, groups %#x\n", own_name(fd).nl_pid == (unsigned)getpid(), own_name(fd).nl_groups);
  show(bind_to(fd, own_name(fd).nl_pid, RTMGRP_NOTIFY));
  printf("groups %#x\n", own_name(fd).nl_groups);
  show(bind_to(fd, own_name(fd).nl_pid + 1, 0));
  show(bind_to(other, own_name(fd).nl_pid, 0));
  show(bind_to(other, 0, 0));
  printf("another port: %d\n", own_name(other).nl_pid != own_name(fd).nl_pid && own_name(other).nl_pid != 0);
  int third = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  struct sockaddr_nl peer = named(0, 0);
  show(connect(third, (struct sockaddr *)&peer, sizeof peer));
  socklen_t length = sizeof peer;
  show(getpeername(third, (struct sockaddr *)&peer, &length));
  printf("peer %u %u length %u, own port %d\n", peer.nl_pid, peer.nl_groups, length, own_name(third).nl_pid != 0);
  show(connect(third, (struct sockaddr *)&peer, 6));
  peer.nl_family = AF_INET;
  show(connect(third, (struct sockaddr *)&peer, sizeof peer));
  peer.nl_family = AF_UNSPEC;
  show(connect(third, (struct sockaddr *)&peer, sizeof peer));
  close(third);
  close(other);
  close(fd);
}

static void options(void) {
  int fd = open_netlink(NETLINK_ROUTE, 0);
  static const int names[] = {NETLINK_PKTINFO, NETLINK_BROADCAST_ERROR, NETLINK_NO_ENOBUFS,
                              NETLINK_CAP_ACK, NETLINK_EXT_ACK,         NETLINK_GET_STRICT_CHK};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    int value = -7, set = 3;
    socklen_t length = sizeof value;
    check(getsockopt(fd, SOL_NETLINK, names[i], &value, &length) == 0);
    printf("option %d: %d", names[i], value);
    check(setsockopt(fd, SOL_NETLINK, names[i], &set, sizeof set) == 0);
    check(getsockopt(fd, SOL_NETLINK, names[i], &value, &length) == 0);
    printf(", then %d of %u bytes\n", value, length);
    length = 2;
    show(getsockopt(fd, SOL_NETLINK, names[i], &value, &length));
    show(setsockopt(fd, SOL_NETLINK, names[i], &set, 2));
  }
  int value = 1;
  socklen_t length = sizeof value;
  show(setsockopt(fd, SOL_NETLINK, 99, &value, sizeof value));
  show(getsockopt(fd, SOL_NETLINK, 99, &value, &length));
  show(getsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &value, &length));
  show(setsockopt(fd, SOL_NETLINK, NETLINK_RX_RING, &value, sizeof value));

  show(set_option(fd, NETLINK_ADD_MEMBERSHIP, RTNLGRP_LINK));
  show(set_option(fd, NETLINK_ADD_MEMBERSHIP, RTNLGRP_NEIGH));
  show(set_option(fd, NETLINK_ADD_MEMBERSHIP, RTNLGRP_NSID));
  show(set_option(fd, NETLINK_ADD_MEMBERSHIP, 0));
  show(set_option(fd, NETLINK_ADD_MEMBERSHIP, 4000));
  show(set_option(fd, NETLINK_DROP_MEMBERSHIP, RTNLGRP_NEIGH));
  unsigned groups[4] = {0};
  length = sizeof groups;
  show(getsockopt(fd, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, groups, &length));
  printf("groups %#x in the name %#x\n", groups[0], own_name(fd).nl_groups);
  close(fd);
}

static void lengths(void) {
  int fd = open_netlink(NETLINK_ROUTE, 0);
  struct ifinfomsg link = {.ifi_index = 1};
  struct request asked = request(RTM_GETLINK, 0, &link, sizeof link);
  struct sockaddr_nl kernel = named(0, 0);
  check(sendto(fd, &asked, asked.header.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel) > 0);
  struct pollfd ready = {.fd = fd, .events = POLLIN | POLLOUT};
  printf("ready %#x\n", poll(&ready, 1, 1000) == 1 ? ready.revents : 0);
  char small[8];
  ssize_t whole = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC);
  printf("whole is more: %d, again %d\n", whole > 100, recv(fd, small, sizeof small, MSG_PEEK | MSG_TRUNC) == whole);
  struct sockaddr_nl from = {.nl_pid = 99};
  struct iovec part = {small, sizeof small};
  struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1};
  printf("cut off: %zd ", recvmsg(fd, &message, 0));
  printf("flags %#x from %u %u length %u\n", message.msg_flags, from.nl_pid, from.nl_groups, message.msg_namelen);
  show(recv(fd, small, sizeof small, MSG_DONTWAIT));
  /* To the kernel by a message with a name, to addresses of other families, and to nobody. */
  part = (struct iovec){&asked, asked.header.nlmsg_len};
  message = (struct msghdr){.msg_name = &kernel, .msg_namelen = sizeof kernel, .msg_iov = &part, .msg_iovlen = 1};
  printf("sent %d\n", sendmsg(fd, &message, 0) == (ssize_t)asked.header.nlmsg_len);
  printf("answered %d\n", recv(fd, small, sizeof small, 0) == sizeof small);
  kernel.nl_family = AF_INET;
  show(sendto(fd, &asked, asked.header.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel));
  kernel.nl_family = AF_NETLINK;
  show(sendto(fd, &asked, asked.header.nlmsg_len, 0, (struct sockaddr *)&kernel, 5));
  show(send(fd, &asked, asked.header.nlmsg_len, MSG_OOB));
  show(recv(fd, small, sizeof small, MSG_OOB));
  /* The kernel doesn't tell of what is too short, or of a length that is more than there is. */
  show(send(fd, &asked, 8, 0));
  asked.header.nlmsg_len = 4000;
  show(send(fd, &asked, 32, 0));
  show(recv(fd, small, sizeof small, MSG_DONTWAIT));
  close(fd);
}

static void overflow(void) {
  int fd = open_netlink(NETLINK_USERSOCK, 0), sender = open_netlink(NETLINK_USERSOCK, 0), size = 1;
  check(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) == 0);
  check(set_option(fd, NETLINK_ADD_MEMBERSHIP, 3) == 0);
  char text[512] = "";
  struct sockaddr_nl group = named(0, 1 << 2);
  int refused = 0;
  for (int i = 0; i < 40; i++)
    refused += sendto(sender, text, sizeof text, 0, (struct sockaddr *)&group, sizeof group) < 0 && errno == ENOBUFS;
  printf("senders are not told: %d\n", refused == 0);
  int error = 0;
  socklen_t length = sizeof error;
  check(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0);
  printf("queue: %s\n", errno_name(error));
  show(sendto(sender, text, sizeof text, 0, (struct sockaddr *)&group, sizeof group));
  int got = 0;
  while (recv(fd, text, sizeof text, MSG_DONTWAIT) > 0)
    got++;
  printf("some came %d, then %s\n", got > 0 && got < 40, errno_name(errno));
  close(fd);
  close(sender);
}

int main(void) {
  begin();
  making();
  naming();
  options();
  lengths();
  overflow();
  return 0;
}
