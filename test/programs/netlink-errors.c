// isthmus: --allow-netlink=route:admin,generic
// Errors and acknowledgements: their numbers as this program's own, with capped and with extended ones, strict
// checking, requests that are none, and by every call that receives.
#include <linux/genetlink.h>
#include <sys/uio.h>

#include "netlink.h"

static struct request no_such_link(void) {
  struct ifinfomsg link = {.ifi_family = AF_UNSPEC, .ifi_index = 0x7ffffff0};
  return request(RTM_GETLINK, NLM_F_ACK, &link, sizeof link);
}

static void by_every_call(int fd) {
  struct request asked = no_such_link();
  union {
    struct nlmsghdr header;
    char bytes[256];
  } answer;
  for (int how = 0; how < 8; how++) {
    memset(&answer, 0, sizeof answer);
    check(write(fd, &asked, asked.header.nlmsg_len) > 0);
    /* The number is spread over two buffers. */
    struct iovec parts[] = {{answer.bytes, 18}, {answer.bytes + 18, 1}, {answer.bytes + 19, 200}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 3};
    struct mmsghdr several = {.msg_hdr = message};
    struct sockaddr_nl from;
    socklen_t length = sizeof from;
    ssize_t got = how == 0   ? read(fd, &answer, sizeof answer)
                  : how == 1 ? readv(fd, parts, 3)
                  : how == 2 ? recv(fd, &answer, sizeof answer, 0)
                  : how == 3 ? recvfrom(fd, &answer, sizeof answer, 0, (struct sockaddr *)&from, &length)
                  : how == 4 ? recvmsg(fd, &message, 0)
                  : how == 5 ? recvmmsg(fd, &several, 1, 0, NULL)
                  : how == 6 ? recv(fd, &answer, sizeof answer, MSG_PEEK)
                             : recv(fd, &answer, 24, MSG_TRUNC);
    printf("%d: %zd ", how, got);
    print_error(&answer.header);
    if (how == 6)
      check(recv(fd, &answer, sizeof answer, 0) == got);
  }
}

/* Several requests at once have several answers, each in a message of its own. */
static void several_requests(int fd) {
  struct request one = no_such_link();
  char both[256];
  struct ifinfomsg link = {.ifi_index = 1};
  struct request other = request(RTM_SETLINK + 2, NLM_F_ACK, &link, sizeof link);
  memcpy(both, &one, one.header.nlmsg_len);
  memcpy(both + one.header.nlmsg_len, &other, other.header.nlmsg_len);
  check(send(fd, both, one.header.nlmsg_len + other.header.nlmsg_len, 0) > 0);
  for (int i = 0; i < 2; i++) {
    union {
      struct nlmsghdr header;
      char bytes[256];
    } answer;
    check(recv(fd, &answer, sizeof answer, 0) > 0);
    print_error(&answer.header);
  }
}

int main(void) {
  begin();
  int fd = open_netlink(NETLINK_ROUTE, 0);
  struct request asked = no_such_link();
  ask(fd, &asked, NULL);
  show(set_option(fd, NETLINK_EXT_ACK, 1));
  ask(fd, &asked, NULL);
  show(set_option(fd, NETLINK_CAP_ACK, 1));
  ask(fd, &asked, NULL);
  by_every_call(fd);
  several_requests(fd);

  /* Too short, of no type, of a type that is none. */
  struct ifinfomsg link = {.ifi_index = 1};
  asked = request(RTM_GETLINK, NLM_F_ACK, &link, 4);
  ask(fd, &asked, NULL);
  asked = request(NLMSG_NOOP, NLM_F_ACK, &link, sizeof link);
  ask(fd, &asked, NULL);
  asked = request(RTM_MAX + 40, NLM_F_ACK, &link, sizeof link);
  ask(fd, &asked, NULL);
  struct rtmsg route = {.rtm_family = 77};
  asked = request(RTM_GETROUTE, NLM_F_ACK, &route, sizeof route);
  ask(fd, &asked, NULL);

  show(set_option(fd, NETLINK_GET_STRICT_CHK, 1));
  asked = request(RTM_GETLINK, NLM_F_DUMP, &link, sizeof link);
  ask(fd, &asked, NULL);
  struct ifaddrmsg address = {.ifa_family = AF_INET, .ifa_prefixlen = 8};
  asked = request(RTM_GETADDR, NLM_F_DUMP, &address, sizeof address);
  ask(fd, &asked, NULL);
  address = (struct ifaddrmsg){.ifa_family = AF_INET, .ifa_index = 0x7ffffff0};
  asked = request(RTM_GETADDR, NLM_F_DUMP, &address, sizeof address);
  ask(fd, &asked, NULL);

  int generic = open_netlink(NETLINK_GENERIC, 0);
  show(set_option(generic, NETLINK_EXT_ACK, 1));
  struct genlmsghdr command = {.cmd = CTRL_CMD_GETFAMILY, .version = 1};
  asked = request(GENL_ID_CTRL, 0, &command, sizeof command);
  attribute(&asked, CTRL_ATTR_FAMILY_NAME, "no-such-family", 15);
  ask(generic, &asked, NULL);
  command.cmd = 99;
  asked = request(GENL_ID_CTRL, NLM_F_ACK, &command, sizeof command);
  ask(generic, &asked, NULL);
  asked = request(0x3f0, NLM_F_ACK, &command, sizeof command);
  ask(generic, &asked, NULL);
  return 0;
}
