// Tries to be told of processes by the connector: binds to the group, joins it by an option, asks, and then starts a
// process.
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "show.h"

int main(void) {
  struct {
    struct nlmsghdr header;
    /* struct cn_msg with the operation behind it. */
    uint32_t index, value, sequence, acknowledged, length, operation;
  } asked = {{.nlmsg_len = sizeof asked, .nlmsg_type = NLMSG_DONE},
             CN_IDX_PROC,
             CN_VAL_PROC,
             0,
             0,
             sizeof asked.operation,
             PROC_CN_MCAST_LISTEN};
  struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  int fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR), other = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR);
  int group = CN_IDX_PROC;
  printf("bind %s", bind(fd, (struct sockaddr *)&own, sizeof own) == 0 ? "0" : errno_name(errno));
  int result = setsockopt(other, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group);
  printf(", option %s", result == 0 ? "0" : errno_name(errno));
  send(fd, &asked, sizeof asked, 0);
  send(other, &asked, sizeof asked, 0);
  if (fork() == 0)
    _exit(0);
  wait(NULL);
  struct pollfd ready[] = {{fd, POLLIN, 0}, {other, POLLIN, 0}};
  printf(", told %s\n", poll(ready, 2, 200) > 0 ? "of a process" : "nothing");
}
