// isthmus: --allow-netlink=kobject-uevent --dir /sys/devices/virtual/net
// Events of devices: a socket of the group that gets none, and where one may be asked for (root only), the one that
// was.
#include <fcntl.h>

#include "netlink.h"

int main(void) {
  begin();
  int fd = open_netlink(NETLINK_KOBJECT_UEVENT, 1);
  char event[4096];
  show(recv(fd, event, 0, MSG_DONTWAIT));
  int file = open("/sys/devices/virtual/net/lo/uevent", O_WRONLY | O_CLOEXEC);
  const char asked[] = "change 6a0b7b50-0000-4000-8000-000000000001 FROM=netlink";
  if (file < 0 || write(file, asked, sizeof asked - 1) != sizeof asked - 1) {
    puts("may not ask for an event");
    return 0;
  }
  for (;;) {
    struct sockaddr_nl from;
    struct iovec part = {event, sizeof event - 1};
    struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1};
    ssize_t got = recvmsg(fd, &message, 0);
    check(got > 0);
    event[got] = '\0';
    if (memmem(event, (size_t)got, "SYNTH_ARG_FROM=netlink", 22) == NULL)
      continue;
    printf("from port %u, groups %#x\n", from.nl_pid, from.nl_groups);
    for (char *line = event; line < event + got; line += strlen(line) + 1)
      if (strncmp(line, "SEQNUM=", 7) != 0)
        puts(line);
    break;
  }
  close(file);
  return close(fd);
}
