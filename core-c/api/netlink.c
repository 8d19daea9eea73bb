// core.wasm: netlink sockets, which never wait: waiting for the descriptor is TypeScript's. Messages stand in the
// buffer, with the kernel's own numbers of errors, which the core's recvmsg would turn into a guest's.
#include "core.h"
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

/* What core_netlink_receive leaves before the message: whose port, to which groups. */
enum { head = 8 };

/* Makes a socket of a family; the port 0 is one of the kernel's choice. */
CORE_EXPORT(core_netlink_open) int core_netlink_open(int protocol, unsigned port) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_pid = port};
  if (fd == -1 || bind(fd, (struct sockaddr *)&own, sizeof own) == 0)
    return core_result(fd);
  int error = core_result(-1);
  close(fd);
  return error;
}

/* The socket's own port, left in the buffer. */
CORE_EXPORT(core_netlink_port) int core_netlink_port(int fd) {
  struct sockaddr_nl own;
  socklen_t length = sizeof own;
  int result = getsockname(fd, (struct sockaddr *)&own, &length);
  memcpy(core_scratch, &own.nl_pid, sizeof own.nl_pid);
  return core_result(result);
}

/* Sets an option of SOL_NETLINK. */
CORE_EXPORT(core_netlink_option) int core_netlink_option(int fd, int name, int value) {
  return core_result(setsockopt(fd, SOL_NETLINK, name, &value, sizeof value));
}

/* Sends a message from the buffer to a port, 0 being the kernel, and to groups. */
CORE_EXPORT(core_netlink_send) int core_netlink_send(int fd, size_t length, unsigned port, unsigned groups) {
  struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_pid = port, .nl_groups = groups};
  return core_result((int)sendto(fd, core_scratch, length, 0, (struct sockaddr *)&to, sizeof to));
}

/* Receives what fits the buffer after `head` bytes; the length that it has, which may be more. */
CORE_EXPORT(core_netlink_receive) int core_netlink_receive(int fd) {
  struct sockaddr_nl from = {0};
  struct iovec part = {core_scratch + head, sizeof core_scratch - head};
  struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1};
  int length = __isthmus_recvmsg(fd, &message, MSG_TRUNC);
  if (length >= 0)
    memcpy(core_scratch, (unsigned[]){from.nl_pid, from.nl_groups}, head);
  return length;
}
