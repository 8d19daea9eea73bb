// Asks the kernel to change a link that there isn't, by every call that sends: what it answers tells whether it was
// asked with privileges. Then sends to what isn't the kernel. Argument: where the socket comes from, if it isn't made
// at once: "internet" (made after another), "child" (the parent's), "message" (from another process, SCM_RIGHTS),
// "exec" (open when this program was executed), "input" (standard input).
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
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

static int new_socket(void) {
  int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  if (fd >= 0)
    return fd;
  printf("socket: %s\n", errno_name(errno));
  exit(0);
}

static int from_message(void) {
  int ends[2], fd = -1;
  char byte = 0, control[CMSG_SPACE(sizeof fd)] = {0};
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  if (fork() == 0) {
    fd = new_socket();
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(rights), &fd, sizeof fd);
    _exit(sendmsg(ends[0], &message, 0) == 1 ? 0 : 1);
  }
  wait(NULL);
  if (recvmsg(ends[1], &message, 0) == 1 && CMSG_FIRSTHDR(&message) != NULL)
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
  return fd;
}

static int from(const char *where, char **argv) {
  char number[16];
  if (strcmp(where, "input") == 0)
    return STDIN_FILENO;
  if (strcmp(where, "open") == 0)
    return atoi(argv[2]);
  if (strcmp(where, "message") == 0)
    return from_message();
  int fd = new_socket();
  if (strcmp(where, "exec") == 0) {
    snprintf(number, sizeof number, "%d", fd);
    execl(argv[0], argv[0], "open", number, NULL);
    perror("execl");
    exit(1);
  }
  pid_t child = strcmp(where, "child") == 0 ? fork() : 0;
  if (child > 0) {
    wait(NULL);
    exit(0);
  }
  return fd;
}

int main(int argc, char **argv) {
  int fd = from(argc > 1 ? argv[1] : "", argv);
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
  fflush(stdout);
  return 0;
}
