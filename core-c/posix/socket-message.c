// Messages of several buffers with control data. The host takes the guest's own struct msghdr; struct cmsghdr is laid
// out as the kernel's, so that lengths and truncation are the same as natively.
#include "netlink.h"

#include <stdbool.h>

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

_Static_assert(sizeof(struct msghdr) == 28 && sizeof(struct mmsghdr) == 32, "as the host reads them");
_Static_assert(sizeof(struct cmsghdr) == 16, "as in the kernel");

/** The control message after one, NULL after the last. Source: cmsg(3). */
struct cmsghdr *__cmsg_nxthdr(struct msghdr *header, struct cmsghdr *message) {
  size_t at = (size_t)((char *)message - (char *)header->msg_control);
  if (message->cmsg_len < sizeof *message || at > header->msg_controllen)
    return NULL;
  size_t left = header->msg_controllen - at, step = CMSG_ALIGN(message->cmsg_len);
  if (step < message->cmsg_len || step > left || left - step < sizeof *message)
    return NULL;
  return (struct cmsghdr *)((char *)message + step);
}

/** Sends a message; blocks. Source: sendmsg(2). */
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  return __isthmus_result(__isthmus_sendmsg(fd, message, flags));
}

/* Errors of earlier messages come as control data: their numbers are to be the guest's. */
static void convert_errors(struct msghdr *message) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
    bool is_error = (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR) ||
                    (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR);
    struct sock_extended_err error;
    if (!is_error || header->cmsg_len < CMSG_LEN(sizeof error))
      continue;
    memcpy(&error, CMSG_DATA(header), sizeof error);
    if (error.ee_errno != 0)
      error.ee_errno = (uint32_t)__isthmus_errno((int)error.ee_errno);
    memcpy(CMSG_DATA(header), &error, sizeof error);
  }
}

/* What came with errors of Linux's in it. */
static void received(int fd, struct msghdr *message, size_t size, int flags) {
  if (flags & MSG_ERRQUEUE)
    convert_errors(message);
  else
    __isthmus_netlink_errors(fd, message->msg_iov, (size_t)message->msg_iovlen, size);
}

/** Receives a message; blocks. Source: recvmsg(2). */
ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
  ssize_t result = __isthmus_result(__isthmus_recvmsg(fd, message, flags));
  if (result >= 0)
    received(fd, message, (size_t)result, flags);
  return result;
}

/** Sends several messages: how many; blocks. Source: sendmmsg(2). */
int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags) {
  return __isthmus_result(__isthmus_sendmmsg(fd, messages, count, flags));
}

/** Receives several messages: how many. The timeout is looked at after each, and what is left of it written back.
 * Source: recvmmsg(2). */
int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout) {
  struct kernel_timespec kernel;
  if (IS_MEMORY(timeout))
    kernel = __isthmus_kernel_timespec(timeout);
  else if (timeout != NULL)
    return __isthmus_fail(LINUX_EFAULT);
  int result = __isthmus_result(__isthmus_recvmmsg(fd, messages, count, flags, STRUCT(timeout, kernel)));
  for (int i = 0; i < result; i++)
    received(fd, &messages[i].msg_hdr, messages[i].msg_len, flags);
  if (timeout != NULL && result >= 0)
    *timeout = __isthmus_timespec(&kernel);
  return result;
}
