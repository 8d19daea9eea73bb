// Sockets: making, naming, connecting and ending them, sending and receiving single buffers. Messages are
// socket-message.c's, options socket-options.c's. Values and addresses are the kernel's already.
#include "netlink.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

/** Makes a socket. Source: socket(2). */
int socket(int domain, int type, int protocol) { return __isthmus_result(__isthmus_socket(domain, type, protocol)); }

/** Makes two connected sockets. Source: socketpair(2). */
int socketpair(int domain, int type, int protocol, int fds[2]) {
  return __isthmus_result(__isthmus_socketpair(domain, type, protocol, fds));
}

/* A length that was negative must reach the host as too large. */
#define ADDRESS(address, length) (address), (size_t)(length)

/** Gives a socket its name. Source: bind(2). */
int bind(int fd, const struct sockaddr *address, socklen_t length) {
  return __isthmus_result(__isthmus_bind(fd, ADDRESS(address, length)));
}

/** Connects a socket, or sets its peer; blocks. Source: connect(2). */
int connect(int fd, const struct sockaddr *address, socklen_t length) {
  return __isthmus_result(__isthmus_connect(fd, ADDRESS(address, length)));
}

/** Lets a socket be connected to. Source: listen(2). */
int listen(int fd, int backlog) { return __isthmus_result(__isthmus_listen(fd, backlog)); }

/* Where the host writes an address, and the pointer to its length. */
#define PLACE(address, length) (uint32_t)(uintptr_t)(address), (length)

/** Takes the next connection, with SOCK_NONBLOCK and SOCK_CLOEXEC as flags; blocks. Source: accept4(2). */
int accept4(int fd, struct sockaddr *restrict address, socklen_t *restrict length, int flags) {
  return __isthmus_result(__isthmus_accept4(fd, PLACE(address, length), flags));
}

/** Takes the next connection; blocks. Source: accept(2). */
int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict length) {
  return accept4(fd, address, length, 0);
}

/** Ends one direction of a connection, or both. Source: shutdown(2). */
int shutdown(int fd, int how) { return __isthmus_result(__isthmus_shutdown(fd, how)); }

/** The socket's own name. Source: getsockname(2). */
int getsockname(int fd, struct sockaddr *restrict address, socklen_t *restrict length) {
  return __isthmus_result(__isthmus_getsockname(fd, PLACE(address, length)));
}

/** The name of the other end. Source: getpeername(2). */
int getpeername(int fd, struct sockaddr *restrict address, socklen_t *restrict length) {
  return __isthmus_result(__isthmus_getpeername(fd, PLACE(address, length)));
}

/** Sends to the connected end; blocks. Source: send(2). */
ssize_t send(int fd, const void *buffer, size_t size, int flags) {
  return __isthmus_result(__isthmus_send(fd, BUFFER(buffer, size), flags));
}

/** Receives; blocks. Source: recv(2). */
ssize_t recv(int fd, void *buffer, size_t size, int flags) {
  int32_t result = __isthmus_recv(fd, BUFFER(buffer, size), flags);
  return __isthmus_result(__isthmus_netlink_received(fd, buffer, size, result));
}

/** Sends to an address, or with none to the connected end; blocks. Source: sendto(2). */
ssize_t sendto(int fd, const void *buffer, size_t size, int flags, const struct sockaddr *address, socklen_t length) {
  if (address == NULL)
    return send(fd, buffer, size, flags);
  int result = __isthmus_sendto(fd, BUFFER(buffer, size), flags, ADDRESS(address, length));
  if (result == NOT_APPROVED)
    result = __isthmus_sendto_named(fd, BUFFER(buffer, size), flags, ADDRESS(address, length));
  return __isthmus_result(result);
}

/** Receives, and tells from whom; blocks. Source: recvfrom(2). */
ssize_t recvfrom(int fd, void *restrict buffer, size_t size, int flags, struct sockaddr *restrict address,
                 socklen_t *restrict length) {
  if (address == NULL)
    return recv(fd, buffer, size, flags);
  int32_t result = __isthmus_recvfrom(fd, BUFFER(buffer, size), flags, PLACE(address, length));
  return __isthmus_result(__isthmus_netlink_received(fd, buffer, size, result));
}

/** Whether the next byte is the one that was sent with MSG_OOB. Source: sockatmark(3). */
int sockatmark(int fd) {
  int answer;
  return ioctl(fd, SIOCATMARK, &answer) < 0 ? -1 : answer;
}

/** Whether a descriptor is of a type, one of S_IFMT's. Source: glibc's <sys/socket.h>. */
int isfdtype(int fd, int type) {
  struct stat status;
  return fstat(fd, &status) < 0 ? -1 : (status.st_mode & S_IFMT) == (mode_t)type;
}
