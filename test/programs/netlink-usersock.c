// isthmus: --allow-netlink=usersock
// Processes that talk over NETLINK_USERSOCK: a child answers its parent by the port it was asked from, then tells a
// group that both belong to; ports, credentials and the numbers of groups as they arrive, and ports that nobody has.
#include <linux/netlink.h>

#include "netlink.h"

enum { group = 5 };

static struct sockaddr_nl peer(unsigned port, unsigned groups) {
  return (struct sockaddr_nl){.nl_family = AF_NETLINK, .nl_pid = port, .nl_groups = groups};
}

static unsigned port_of(int fd) {
  struct sockaddr_nl own;
  socklen_t length = sizeof own;
  check(getsockname(fd, (struct sockaddr *)&own, &length) == 0);
  return own.nl_pid;
}

/* Sending to a group also goes to one port, and the kernel, which is 0, listens to none of these: so it fails then,
 * though the group has the message. */
static void say(int fd, struct sockaddr_nl to, const char *text) {
  char bytes[256];
  struct nlmsghdr header = {.nlmsg_len = NLMSG_LENGTH(strlen(text) + 1), .nlmsg_type = 0x20, .nlmsg_pid = 0};
  memcpy(bytes, &header, sizeof header);
  memcpy(bytes + NLMSG_HDRLEN, text, strlen(text) + 1);
  struct iovec part = {bytes, header.nlmsg_len};
  struct msghdr message = {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &part, .msg_iovlen = 1};
  if (to.nl_groups != 0)
    check(sendmsg(fd, &message, 0) == -1 && errno == ECONNREFUSED);
  else
    check(sendmsg(fd, &message, 0) == (ssize_t)header.nlmsg_len);
}

/* Whom it is from; says what it is. */
static unsigned hear(int fd, const char *who, pid_t expected) {
  union {
    struct nlmsghdr header;
    char bytes[256];
  } answer;
  char control[128] __attribute__((aligned(8)));
  struct sockaddr_nl from;
  struct iovec part = {&answer, sizeof answer};
  struct msghdr message = {.msg_name = &from,
                           .msg_namelen = sizeof from,
                           .msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control,
                           .msg_controllen = sizeof control};
  check(recvmsg(fd, &message, 0) > 0);
  printf("%s hears \"%s\" of type %#x to groups %#x", who, (char *)NLMSG_DATA(&answer.header), answer.header.nlmsg_type,
         from.nl_groups);
  for (struct cmsghdr *one = CMSG_FIRSTHDR(&message); one != NULL; one = CMSG_NXTHDR(&message, one)) {
    if (one->cmsg_level == SOL_NETLINK && one->cmsg_type == NETLINK_PKTINFO)
      printf(", group %u", ((struct nl_pktinfo *)CMSG_DATA(one))->group);
    else if (one->cmsg_level == SOL_SOCKET && one->cmsg_type == SCM_CREDENTIALS)
      printf(", process %s", ((struct ucred *)CMSG_DATA(one))->pid == expected ? "right" : "wrong");
    else
      printf(", control message %d %d", one->cmsg_level, one->cmsg_type);
  }
  printf("\n");
  return from.nl_pid;
}

int main(void) {
  begin();
  int fd = open_netlink(NETLINK_USERSOCK, 0), on = 1;
  check(set_option(fd, NETLINK_ADD_MEMBERSHIP, group) == 0 && set_option(fd, NETLINK_PKTINFO, 1) == 0);
  check(setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0);
  unsigned parent = port_of(fd);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    int own = open_netlink(NETLINK_USERSOCK, 0);
    say(own, peer(parent, 0), "hello, parent");
    check(hear(own, "child", 0) == parent);
    say(own, peer(0, 1 << (group - 1)), "to all");
    check(hear(own, "child", 0) == parent);
    _exit(0);
  }
  unsigned port = hear(fd, "parent", child);
  check(port != 0 && port != parent);
  say(fd, peer(port, 0), "hello, child");
  check(hear(fd, "parent", child) == port);
  struct sockaddr_nl to = peer(port, 0);
  check(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
  struct nlmsghdr empty = {.nlmsg_len = NLMSG_LENGTH(1), .nlmsg_type = NLMSG_ERROR};
  char last[NLMSG_SPACE(8)] = "";
  memcpy(last, &empty, sizeof empty);
  check(send(fd, last, sizeof last, 0) == sizeof last);
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("child %s\n", status_name(status));
  show(send(fd, last, sizeof last, 0));
  to = peer(0, 0);
  show(sendto(fd, last, sizeof last, 0, (struct sockaddr *)&to, sizeof to));
  /* Between processes a message's words are the sender's, and stay. */
  int other = open_netlink(NETLINK_USERSOCK, 0), minus = -19, word;
  memcpy(last + sizeof empty, &minus, sizeof minus);
  empty.nlmsg_len = sizeof last;
  memcpy(last, &empty, sizeof empty);
  to = peer(port_of(other), 0);
  check(sendto(fd, last, sizeof last, 0, (struct sockaddr *)&to, sizeof to) == sizeof last);
  check(recv(other, last, sizeof last, 0) == sizeof last);
  memcpy(&word, last + sizeof empty, sizeof word);
  printf("word %d\n", word);
  return 0;
}
