// Numbers of errors inside netlink messages, for the calls that receive: see netlink.c.
#ifndef ISTHMUS_NETLINK_H
#define ISTHMUS_NETLINK_H
#include "internal.h"

#include <sys/uio.h>

/** Turns Linux's numbers of errors in what came from a netlink socket into the guest's. */
void __isthmus_netlink_errors(int fd, const struct iovec *vector, size_t count, size_t received);

/** The same for one buffer and a result of read or recv, which is returned. What can't begin with the header of a
 * message with an error in it, such as nearly everything from other descriptors, is passed at once. */
static inline int32_t __isthmus_netlink_received(int fd, void *buffer, size_t size, int32_t result) {
  uint32_t length;
  enum { header = 16, with_error = 20 };
  if (result < with_error || size < with_error)
    return result;
  memcpy(&length, buffer, sizeof length);
  if (length >= header && (length <= (uint32_t)result || result > (int32_t)size))
    __isthmus_netlink_errors(fd, &(struct iovec){buffer, size}, 1, (size_t)result);
  return result;
}

#endif
