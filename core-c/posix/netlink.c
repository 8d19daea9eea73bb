// Errors in netlink messages. The kernel writes its own numbers there, and programs compare them with constants or give
// them to strerror, so they are converted where such a message is received. Nothing is remembered of descriptors: a
// message that holds an error is recognized, and only then its socket is asked for its family.
#include "netlink.h"

#include <linux/netlink.h>
#include <sys/socket.h>

enum { linux_errors = 134 };

/** Copies bytes between a place in the buffers and memory. */
static void copy(const struct iovec *vector, size_t at, void *memory, size_t size, int back) {
  unsigned char *other = memory;
  for (; size > 0; vector++) {
    if (at >= vector->iov_len) {
      at -= vector->iov_len;
      continue;
    }
    size_t part = vector->iov_len - at < size ? vector->iov_len - at : size;
    unsigned char *place = (unsigned char *)vector->iov_base + at;
    memcpy(back ? place : other, back ? other : place, part);
    other += part;
    size -= part;
    at = 0;
  }
}

static int option(int fd, int name) {
  int value = -1;
  socklen_t length = sizeof value;
  int32_t result = __isthmus_getsockopt(fd, SOL_SOCKET, name, (uint32_t)(uintptr_t)&value, &length);
  return result < 0 ? -1 : value;
}

/** Whether messages on a descriptor come from the kernel: between processes the words are the sender's. */
static int is_kernels(int fd) {
  return option(fd, SO_DOMAIN) == AF_NETLINK && option(fd, SO_PROTOCOL) != NETLINK_USERSOCK;
}

void __isthmus_netlink_errors(int fd, const struct iovec *vector, size_t count, size_t received) {
  size_t room = 0;
  for (size_t i = 0; i < count; i++)
    room += vector[i].iov_len;
  if (received > room)
    received = room;
  int is_known = 0;
  struct nlmsghdr header;
  int32_t error;
  for (size_t at = 0; received - at >= sizeof header + sizeof error;) {
    copy(vector, at, &header, sizeof header, 0);
    if (header.nlmsg_len < sizeof header)
      return;
    if ((header.nlmsg_type == NLMSG_ERROR || header.nlmsg_type == NLMSG_DONE) &&
        header.nlmsg_len >= sizeof header + sizeof error) {
      copy(vector, at + sizeof header, &error, sizeof error, 0);
      if (error < 0 && error > -linux_errors) {
        if (!is_known && !is_kernels(fd))
          return;
        is_known = 1;
        error = -__isthmus_errno(-error);
        copy(vector, at + sizeof header, &error, sizeof error, 1);
      }
    }
    if (header.nlmsg_len > received - at)
      return;
    at += NLMSG_ALIGN(header.nlmsg_len);
    if (at > received)
      return;
  }
}
