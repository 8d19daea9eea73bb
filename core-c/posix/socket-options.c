// Options of sockets. Their values are laid out as the kernel has them; only numbers of errors are not.
#include "internal.h"

#include <sys/socket.h>
#include <sys/time.h>

_Static_assert(sizeof(struct timeval) == 16 && sizeof(struct linger) == 8 && sizeof(struct ucred) == 12,
               "as in the kernel");

/** Sets an option of a socket. Source: setsockopt(2), socket(7). */
int setsockopt(int fd, int level, int name, const void *value, socklen_t length) {
  int result = __isthmus_setsockopt(fd, level, name, BUFFER(value, length));
  if (result == NOT_APPROVED)
    result = __isthmus_setsockopt_group(fd, level, name, BUFFER(value, length));
  return __isthmus_result(result);
}

/** Reads an option of a socket; SO_ERROR's value is a guest's errno. Source: getsockopt(2), socket(7). */
int getsockopt(int fd, int level, int name, void *restrict value, socklen_t *restrict length) {
  int result = __isthmus_result(__isthmus_getsockopt(fd, level, name, (uint32_t)(uintptr_t)value, length));
  if (result == 0 && level == SOL_SOCKET && name == SO_ERROR && *length == sizeof(int)) {
    int error;
    memcpy(&error, value, sizeof error);
    error = error == 0 ? 0 : __isthmus_errno(error);
    memcpy(value, &error, sizeof error);
  }
  return result;
}
