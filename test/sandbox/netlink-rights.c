// Asks the kernel to change a link that there isn't, by every call that sends: what it answers tells whether it was
// asked with privileges. Then sends to what isn't the kernel.
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "show.h"

static struct {
  struct nlmsghdr header;
  struct ifinfomsg link;
} asked = {.header = {.nlmsg_len = sizeof asked, .nlmsg_type = RTM_SETLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
           .link = {.ifi_index = 0x7ffffff0, .ifi_flags = 1, .ifi_change = 1}};

static struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

static void answered(int fd, const char *way, int is_sent) {
  char buffer[4096] __attribute__((aligned(8)));
  struct nlmsghdr *header = (void *)buffer;
  if (!is_sent)
    printf("%s: not sent, %s\n", way, errno_name(errno));
  else if (recv(fd, buffer, sizeof buffer, 0) <= 0 || header->nlmsg_type != NLMSG_ERROR)
    printf("%s: no answer\n", way);
  else
    printf("%s: %s\n", way, errno_name(-((struct nlmsgerr *)NLMSG_DATA(header))->error));
}

int main(int argc, char **argv) {
  int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  if (fd < 0) {
    printf("socket: %s\n", errno_name(errno));
    return 0;
  }
  struct sockaddr *to = (struct sockaddr *)&kernel;
  /* Where sockets of the internet may go anywhere, they are asked about no address. */
  if (argc > 1 && strcmp(argv[1], "internet") == 0)
    sendto(socket(AF_INET, SOCK_DGRAM, 0), &asked, sizeof asked, 0, to, sizeof kernel);
  struct iovec part = {&asked, sizeof asked};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  answered(fd, "write", write(fd, &asked, sizeof asked) > 0);
  answered(fd, "writev", writev(fd, &part, 1) > 0);
  answered(fd, "send", send(fd, &asked, sizeof asked, 0) > 0);
  answered(fd, "sendto", sendto(fd, &asked, sizeof asked, 0, to, sizeof kernel) > 0);
  answered(fd, "sendmsg", sendmsg(fd, &message, 0) > 0);
  message.msg_name = to;
  message.msg_namelen = sizeof kernel;
  answered(fd, "sendmsg to", sendmsg(fd, &message, 0) > 0);
  struct mmsghdr several = {.msg_hdr = message};
  answered(fd, "sendmmsg to", sendmmsg(fd, &several, 1, 0) == 1);
  if (connect(fd, to, sizeof kernel) != 0)
    return 1;
  answered(fd, "connected", sendto(fd, &asked, sizeof asked, 0, to, sizeof kernel) > 0);

  struct sockaddr_nl another = {.nl_family = AF_NETLINK, .nl_pid = 0x7ffffff0};
  to = (struct sockaddr *)&another;
  printf("to another: %s\n", sendto(fd, &asked, sizeof asked, 0, to, sizeof another) < 0 ? errno_name(errno) : "sent");
  printf("connect to another: %s\n", connect(fd, to, sizeof another) < 0 ? errno_name(errno) : "0");
  another = (struct sockaddr_nl){.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};
  struct nlmsghdr nothing = {.nlmsg_len = sizeof nothing, .nlmsg_type = NLMSG_NOOP};
  printf("to a group: %s\n", sendto(fd, &nothing, sizeof nothing, 0, to, sizeof another) < 0 ? errno_name(errno) : "0");
  return 0;
}
