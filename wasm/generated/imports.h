// Generated from wasm/interface.ts by `make generate`; do not edit.
// The imports of the module `isthmus`, one a system call: results are zero or more, or minus a Linux errno. Each has
// an inline function around it that runs the handlers of signals that came before or meanwhile.
#ifndef ISTHMUS_IMPORTS_H
#define ISTHMUS_IMPORTS_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define ISTHMUS_ABI_VERSION 1
#define ISTHMUS_ABI_EXPORT "isthmus_abi_1"
#define ISTHMUS_IMPORT(name) __attribute__((import_module("isthmus"), import_name(name)))
/* Non-zero when handlers are to be run. */
extern volatile int __isthmus_pending;
/* Runs them; whether the call with that result is to be made again. Linked in by whoever sets a handler. */
__attribute__((weak)) int __isthmus_handle(int64_t result);

ISTHMUS_IMPORT("read") int32_t __isthmus_import_read(int32_t fd, void *buffer, size_t buffer_length);
/* read(2): Reads up to the buffer's length. */
static inline int32_t __isthmus_read(int32_t fd, void *buffer, size_t buffer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_read(fd, buffer, buffer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("write") int32_t __isthmus_import_write(int32_t fd, const void *buffer, size_t buffer_length);
/* write(2): Writes up to the buffer's length. */
static inline int32_t __isthmus_write(int32_t fd, const void *buffer, size_t buffer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_write(fd, buffer, buffer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("pread") int32_t __isthmus_import_pread(int32_t fd, void *buffer, size_t buffer_length, int64_t offset);
/* pread(2): Reads at an offset. */
static inline int32_t __isthmus_pread(int32_t fd, void *buffer, size_t buffer_length, int64_t offset) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_pread(fd, buffer, buffer_length, offset);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("pwrite") int32_t __isthmus_import_pwrite(int32_t fd, const void *buffer, size_t buffer_length, int64_t offset);
/* pwrite(2): Writes at an offset. */
static inline int32_t __isthmus_pwrite(int32_t fd, const void *buffer, size_t buffer_length, int64_t offset) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_pwrite(fd, buffer, buffer_length, offset);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("readv") int32_t __isthmus_import_readv(int32_t fd, const void *iov, size_t iov_count);
/* readv(2): Reads into several buffers. */
static inline int32_t __isthmus_readv(int32_t fd, const void *iov, size_t iov_count) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_readv(fd, iov, iov_count);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("writev") int32_t __isthmus_import_writev(int32_t fd, const void *iov, size_t iov_count);
/* writev(2): Writes from several buffers. */
static inline int32_t __isthmus_writev(int32_t fd, const void *iov, size_t iov_count) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_writev(fd, iov, iov_count);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("preadv2") int32_t __isthmus_import_preadv2(int32_t fd, const void *iov, size_t iov_count, int64_t offset, int32_t flags);
/* preadv2(2): Reads into several buffers at an offset (-1: the file's own), with RWF_ flags. */
static inline int32_t __isthmus_preadv2(int32_t fd, const void *iov, size_t iov_count, int64_t offset, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_preadv2(fd, iov, iov_count, offset, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("pwritev2") int32_t __isthmus_import_pwritev2(int32_t fd, const void *iov, size_t iov_count, int64_t offset, int32_t flags);
/* pwritev2(2): Writes from several buffers at an offset (-1: the file's own), with RWF_ flags. */
static inline int32_t __isthmus_pwritev2(int32_t fd, const void *iov, size_t iov_count, int64_t offset, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_pwritev2(fd, iov, iov_count, offset, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("lseek") int64_t __isthmus_import_lseek(int32_t fd, int64_t offset, int32_t whence);
/* lseek(2): Moves the file offset. */
static inline int64_t __isthmus_lseek(int32_t fd, int64_t offset, int32_t whence) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int64_t result = __isthmus_import_lseek(fd, offset, whence);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("ppoll") int32_t __isthmus_import_ppoll(void *fds, size_t fds_count, const void *timeout, const void *mask);
/* ppoll(2): Waits for events on descriptors; timeout null waits for ever. */
static inline int32_t __isthmus_ppoll(void *fds, size_t fds_count, const void *timeout, const void *mask) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_ppoll(fds, fds_count, timeout, mask);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("close") int32_t __isthmus_import_close(int32_t fd);
/* close(2): Closes a descriptor. */
static inline int32_t __isthmus_close(int32_t fd) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_close(fd);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("dup") int32_t __isthmus_import_dup(int32_t fd);
/* dup(2): Duplicates to the lowest free number. */
static inline int32_t __isthmus_dup(int32_t fd) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_dup(fd);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("dup3") int32_t __isthmus_import_dup3(int32_t oldfd, int32_t newfd, int32_t flags);
/* dup3(2): Duplicates to a given number; EINVAL when they are equal. */
static inline int32_t __isthmus_dup3(int32_t oldfd, int32_t newfd, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_dup3(oldfd, newfd, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fcntl") int32_t __isthmus_import_fcntl(int32_t fd, int32_t command, uint32_t argument);
/* fcntl(2): Commands F_DUPFD(_CLOEXEC), F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETPIPE_SZ, F_SETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS, F_GETSIG, F_SETSIG take a value; F_GETLK, F_SETLK, F_SETLKW and the F_OFD_ three take a pointer to a 32-byte kernel struct flock; F_GETOWN_EX, F_SETOWN_EX one to 8 bytes. Owners outside the run, and O_ASYNC for them, need --allow-signal. */
static inline int32_t __isthmus_fcntl(int32_t fd, int32_t command, uint32_t argument) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fcntl(fd, command, argument);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("ioctl") int32_t __isthmus_import_ioctl(int32_t fd, uint32_t request, uint32_t argument);
/* ioctl(2): FIONREAD, FIONBIO, FIOASYNC, FIOCLEX, FIONCLEX, FIOGETOWN, FIOSETOWN, SIOCGPGRP, SIOCSPGRP, TIOCGWINSZ, TIOCSWINSZ, TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGPGRP, TIOCSPGRP, TIOCGSID, TIOCOUTQ, SIOCATMARK, TFD_IOC_SET_TICKS take a pointer; TCSBRK, TCXONC, TCFLSH a value; others ENOTTY. */
static inline int32_t __isthmus_ioctl(int32_t fd, uint32_t request, uint32_t argument) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_ioctl(fd, request, argument);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("flock") int32_t __isthmus_import_flock(int32_t fd, int32_t operation);
/* flock(2): Locks a whole file. */
static inline int32_t __isthmus_flock(int32_t fd, int32_t operation) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_flock(fd, operation);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("pipe2") int32_t __isthmus_import_pipe2(void *fds, int32_t flags);
/* pipe2(2): Makes a pipe: two guest descriptors, read end first. */
static inline int32_t __isthmus_pipe2(void *fds, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_pipe2(fds, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("splice") int32_t __isthmus_import_splice(int32_t fd_in, void *offset_in, int32_t fd_out, void *offset_out, uint32_t length, uint32_t flags);
/* splice(2): Moves data between a pipe and another descriptor. */
static inline int32_t __isthmus_splice(int32_t fd_in, void *offset_in, int32_t fd_out, void *offset_out, uint32_t length, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_splice(fd_in, offset_in, fd_out, offset_out, length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("tee") int32_t __isthmus_import_tee(int32_t fd_in, int32_t fd_out, uint32_t length, uint32_t flags);
/* tee(2): Copies data from pipe to pipe. */
static inline int32_t __isthmus_tee(int32_t fd_in, int32_t fd_out, uint32_t length, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_tee(fd_in, fd_out, length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("vmsplice") int32_t __isthmus_import_vmsplice(int32_t fd, const void *iov, size_t iov_count, uint32_t flags);
/* vmsplice(2): Splices memory into a pipe (the pages are copied, so the guest may reuse them at once). */
static inline int32_t __isthmus_vmsplice(int32_t fd, const void *iov, size_t iov_count, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_vmsplice(fd, iov, iov_count, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sendfile") int32_t __isthmus_import_sendfile(int32_t out_fd, int32_t in_fd, void *offset, uint32_t count);
/* sendfile(2): Copies between descriptors in the kernel. */
static inline int32_t __isthmus_sendfile(int32_t out_fd, int32_t in_fd, void *offset, uint32_t count) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sendfile(out_fd, in_fd, offset, count);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("copy_file_range") int32_t __isthmus_import_copy_file_range(int32_t fd_in, void *offset_in, int32_t fd_out, void *offset_out, uint32_t length, uint32_t flags);
/* copy_file_range(2): Copies between files in the kernel. */
static inline int32_t __isthmus_copy_file_range(int32_t fd_in, void *offset_in, int32_t fd_out, void *offset_out, uint32_t length, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_copy_file_range(fd_in, offset_in, fd_out, offset_out, length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("socket") int32_t __isthmus_import_socket(int32_t domain, int32_t type, int32_t protocol);
/* socket(2): Makes a socket. */
static inline int32_t __isthmus_socket(int32_t domain, int32_t type, int32_t protocol) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_socket(domain, type, protocol);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("socketpair") int32_t __isthmus_import_socketpair(int32_t domain, int32_t type, int32_t protocol, void *fds);
/* socketpair(2): Makes two connected sockets, of AF_UNIX. */
static inline int32_t __isthmus_socketpair(int32_t domain, int32_t type, int32_t protocol, void *fds) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_socketpair(domain, type, protocol, fds);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("bind") int32_t __isthmus_import_bind(int32_t fd, const void *address, size_t address_length);
/* bind(2): Gives a socket its name. */
static inline int32_t __isthmus_bind(int32_t fd, const void *address, size_t address_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_bind(fd, address, address_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("connect") int32_t __isthmus_import_connect(int32_t fd, const void *address, size_t address_length);
/* connect(2): Connects a socket, or sets its peer. */
static inline int32_t __isthmus_connect(int32_t fd, const void *address, size_t address_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_connect(fd, address, address_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("listen") int32_t __isthmus_import_listen(int32_t fd, int32_t backlog);
/* listen(2): Lets a socket be connected to. */
static inline int32_t __isthmus_listen(int32_t fd, int32_t backlog) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_listen(fd, backlog);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("accept4") int32_t __isthmus_import_accept4(int32_t fd, uint32_t address, void *length, int32_t flags);
/* accept4(2): Takes the next connection; the address may be null. */
static inline int32_t __isthmus_accept4(int32_t fd, uint32_t address, void *length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_accept4(fd, address, length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("shutdown") int32_t __isthmus_import_shutdown(int32_t fd, int32_t how);
/* shutdown(2): Ends one direction, or both. */
static inline int32_t __isthmus_shutdown(int32_t fd, int32_t how) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_shutdown(fd, how);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getsockname") int32_t __isthmus_import_getsockname(int32_t fd, uint32_t address, void *length);
/* getsockname(2): The socket's own name. */
static inline int32_t __isthmus_getsockname(int32_t fd, uint32_t address, void *length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getsockname(fd, address, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getpeername") int32_t __isthmus_import_getpeername(int32_t fd, uint32_t address, void *length);
/* getpeername(2): The name of the other end. */
static inline int32_t __isthmus_getpeername(int32_t fd, uint32_t address, void *length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getpeername(fd, address, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("send") int32_t __isthmus_import_send(int32_t fd, const void *buffer, size_t buffer_length, int32_t flags);
/* send(2): Sends to the connected end. */
static inline int32_t __isthmus_send(int32_t fd, const void *buffer, size_t buffer_length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_send(fd, buffer, buffer_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("recv") int32_t __isthmus_import_recv(int32_t fd, void *buffer, size_t buffer_length, int32_t flags);
/* recv(2): Receives. */
static inline int32_t __isthmus_recv(int32_t fd, void *buffer, size_t buffer_length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_recv(fd, buffer, buffer_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sendto") int32_t __isthmus_import_sendto(int32_t fd, const void *buffer, size_t buffer_length, int32_t flags, const void *address, size_t address_length);
/* sendto(2): Sends to an address that the host has approved before; -515 for others, with which sendto_named is to be called. */
static inline int32_t __isthmus_sendto(int32_t fd, const void *buffer, size_t buffer_length, int32_t flags, const void *address, size_t address_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sendto(fd, buffer, buffer_length, flags, address, address_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sendto_named") int32_t __isthmus_import_sendto_named(int32_t fd, const void *buffer, size_t buffer_length, int32_t flags, const void *address, size_t address_length);
/* sendto(2): Sends to an address. */
static inline int32_t __isthmus_sendto_named(int32_t fd, const void *buffer, size_t buffer_length, int32_t flags, const void *address, size_t address_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sendto_named(fd, buffer, buffer_length, flags, address, address_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("recvfrom") int32_t __isthmus_import_recvfrom(int32_t fd, void *buffer, size_t buffer_length, int32_t flags, uint32_t address, void *length);
/* recvfrom(2): Receives, and tells from whom; the address may be null. */
static inline int32_t __isthmus_recvfrom(int32_t fd, void *buffer, size_t buffer_length, int32_t flags, uint32_t address, void *length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_recvfrom(fd, buffer, buffer_length, flags, address, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sendmsg") int32_t __isthmus_import_sendmsg(int32_t fd, const void *message, int32_t flags);
/* sendmsg(2): Sends several buffers, with control data in the kernel's layout, in which descriptors are the guest's. struct msghdr is the guest's own: {u32 name, u32 namelen, u32 iov, u32 iovlen, u32 control, u32 controllen, i32 flags}. */
static inline int32_t __isthmus_sendmsg(int32_t fd, const void *message, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sendmsg(fd, message, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("recvmsg") int32_t __isthmus_import_recvmsg(int32_t fd, void *message, int32_t flags);
/* recvmsg(2): Receives into several buffers, with control data in the kernel's layout; descriptors that come along get the lowest free numbers. */
static inline int32_t __isthmus_recvmsg(int32_t fd, void *message, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_recvmsg(fd, message, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sendmmsg") int32_t __isthmus_import_sendmmsg(int32_t fd, void *messages, uint32_t count, int32_t flags);
/* sendmmsg(2): Sends several messages, each a struct msghdr followed by a u32 for what was sent. */
static inline int32_t __isthmus_sendmmsg(int32_t fd, void *messages, uint32_t count, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sendmmsg(fd, messages, count, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("recvmmsg") int32_t __isthmus_import_recvmmsg(int32_t fd, void *messages, uint32_t count, int32_t flags, void *timeout);
/* recvmmsg(2): Receives several messages; the time that is left is written back. */
static inline int32_t __isthmus_recvmmsg(int32_t fd, void *messages, uint32_t count, int32_t flags, void *timeout) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_recvmmsg(fd, messages, count, flags, timeout);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setsockopt") int32_t __isthmus_import_setsockopt(int32_t fd, int32_t level, int32_t name, const void *value, size_t value_length);
/* setsockopt(2): Sets an option, in the kernel's layout; those that carry pointers or programs, or lift limits, are refused. -515 for those that join a group where not every host is allowed, with which setsockopt_group is to be called. */
static inline int32_t __isthmus_setsockopt(int32_t fd, int32_t level, int32_t name, const void *value, size_t value_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setsockopt(fd, level, name, value, value_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setsockopt_group") int32_t __isthmus_import_setsockopt_group(int32_t fd, int32_t level, int32_t name, const void *value, size_t value_length);
/* setsockopt(2): Sets an option that joins a group. */
static inline int32_t __isthmus_setsockopt_group(int32_t fd, int32_t level, int32_t name, const void *value, size_t value_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setsockopt_group(fd, level, name, value, value_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getsockopt") int32_t __isthmus_import_getsockopt(int32_t fd, int32_t level, int32_t name, uint32_t value, void *length);
/* getsockopt(2): Reads an option, in the kernel's layout. */
static inline int32_t __isthmus_getsockopt(int32_t fd, int32_t level, int32_t name, uint32_t value, void *length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getsockopt(fd, level, name, value, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getaddrinfo") int32_t __isthmus_import_getaddrinfo(const void *request, const void *host, size_t host_length, const void *service, size_t service_length, void *answer, size_t answer_length);
/* getaddrinfo(3): Looks a name up by the host's resolver; refused unless the policy allows the name. The request has five i32: which of host (1), service (2) and hints (4) are given, then flags, family, type and protocol. The answer's size in all, which is there only when there is room for it: i32 EAI_ value, i32 errno, u32 whether a canonical name was given, then for each address i32 flags, family, type, protocol, u32 length and 28 bytes of address; the canonical name, ended by a NUL. */
static inline int32_t __isthmus_getaddrinfo(const void *request, const void *host, size_t host_length, const void *service, size_t service_length, void *answer, size_t answer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getaddrinfo(request, host, host_length, service, service_length, answer, answer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getnameinfo") int32_t __isthmus_import_getnameinfo(const void *address, size_t address_length, int32_t flags, void *answer, size_t answer_length);
/* getnameinfo(3): The names of an address, which stays a number where the policy does not allow it. The answer's size in all, as above: i32 EAI_ value, i32 errno, host and service, each ended by a NUL. */
static inline int32_t __isthmus_getnameinfo(const void *address, size_t address_length, int32_t flags, void *answer, size_t answer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getnameinfo(address, address_length, flags, answer, answer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("netdb") int32_t __isthmus_import_netdb(int32_t database, int32_t number, const void *key, size_t key_length, const void *protocol, size_t protocol_length, void *answer, size_t answer_length);
/* getservent(3): Entries of the databases of hosts (0 by name, 1 by address, 2 all), services (3, 4, 5), protocols (6, 7, 8) and networks (9, 10, 11). The answer's size in all, as above: i32 h_errno, i32 errno, and entries, each of u32 size, i32 number (port, protocol, network, or a host's family), i32 other (a host's length, a network's family), u32 aliases, u32 addresses, the addresses, and name, protocol and aliases, each ended by a NUL. */
static inline int32_t __isthmus_netdb(int32_t database, int32_t number, const void *key, size_t key_length, const void *protocol, size_t protocol_length, void *answer, size_t answer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_netdb(database, number, key, key_length, protocol, protocol_length, answer, answer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getifaddrs") int32_t __isthmus_import_getifaddrs(void *answer, size_t answer_length);
/* getifaddrs(3): The addresses of interfaces. The answer's size in all, as above: i32 0, i32 errno, and for each address u32 size, u32 flags, u32 lengths of address, mask, broadcast address or peer, and statistics; these, each in a multiple of 4 bytes; and the interface's name, ended by a NUL. EACCES unless something of the network is allowed. */
static inline int32_t __isthmus_getifaddrs(void *answer, size_t answer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getifaddrs(answer, answer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("inotify_init1") int32_t __isthmus_import_inotify_init1(int32_t flags);
/* inotify_init1(2): Makes a queue of events of files. */
static inline int32_t __isthmus_inotify_init1(int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_inotify_init1(flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("inotify_add_watch") int32_t __isthmus_import_inotify_add_watch(int32_t fd, const char *path, size_t path_length, uint32_t mask);
/* inotify_add_watch(2): Watches a file or directory, which must be readable. */
static inline int32_t __isthmus_inotify_add_watch(int32_t fd, const char *path, size_t path_length, uint32_t mask) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_inotify_add_watch(fd, path, path_length, mask);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("inotify_rm_watch") int32_t __isthmus_import_inotify_rm_watch(int32_t fd, int32_t watch);
/* inotify_rm_watch(2): Watches something no longer. */
static inline int32_t __isthmus_inotify_rm_watch(int32_t fd, int32_t watch) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_inotify_rm_watch(fd, watch);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("epoll_create1") int32_t __isthmus_import_epoll_create1(int32_t flags);
/* epoll_create(2): Makes a set of descriptors to wait for. */
static inline int32_t __isthmus_epoll_create1(int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_epoll_create1(flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("epoll_ctl") int32_t __isthmus_import_epoll_ctl(int32_t fd, int32_t operation, int32_t target, const void *event);
/* epoll_ctl(2): Adds, changes or removes a descriptor. struct epoll_event is x86-64's, without padding. */
static inline int32_t __isthmus_epoll_ctl(int32_t fd, int32_t operation, int32_t target, const void *event) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_epoll_ctl(fd, operation, target, event);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("epoll_pwait2") int32_t __isthmus_import_epoll_pwait2(int32_t fd, uint32_t events, int32_t most, const void *timeout, const void *mask);
/* epoll_wait(2): Waits for up to so many events; timeout null waits for ever. */
static inline int32_t __isthmus_epoll_pwait2(int32_t fd, uint32_t events, int32_t most, const void *timeout, const void *mask) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_epoll_pwait2(fd, events, most, timeout, mask);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("openat") int32_t __isthmus_import_openat(int32_t dirfd, const char *path, size_t path_length, int32_t flags, uint32_t mode);
/* open(2): Opens a file beneath the preopened directories. Flags are those of x86-64 Linux. */
static inline int32_t __isthmus_openat(int32_t dirfd, const char *path, size_t path_length, int32_t flags, uint32_t mode) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_openat(dirfd, path, path_length, flags, mode);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("statx") int32_t __isthmus_import_statx(int32_t dirfd, const char *path, size_t path_length, int32_t flags, uint32_t mask, void *statx);
/* statx(2): Status of a path, or of the descriptor with AT_EMPTY_PATH and an empty path. */
static inline int32_t __isthmus_statx(int32_t dirfd, const char *path, size_t path_length, int32_t flags, uint32_t mask, void *statx) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_statx(dirfd, path, path_length, flags, mask, statx);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("statfs") int32_t __isthmus_import_statfs(int32_t dirfd, const char *path, size_t path_length, void *statfs);
/* statfs(2): Status of the file system of a path, or of the descriptor when the path is empty. */
static inline int32_t __isthmus_statfs(int32_t dirfd, const char *path, size_t path_length, void *statfs) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_statfs(dirfd, path, path_length, statfs);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("faccessat2") int32_t __isthmus_import_faccessat2(int32_t dirfd, const char *path, size_t path_length, int32_t mode, int32_t flags);
/* faccessat2(2): Checks permissions. */
static inline int32_t __isthmus_faccessat2(int32_t dirfd, const char *path, size_t path_length, int32_t mode, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_faccessat2(dirfd, path, path_length, mode, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fchmodat") int32_t __isthmus_import_fchmodat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode, int32_t flags);
/* fchmodat(2): Changes a file's mode. */
static inline int32_t __isthmus_fchmodat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fchmodat(dirfd, path, path_length, mode, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fchownat") int32_t __isthmus_import_fchownat(int32_t dirfd, const char *path, size_t path_length, uint32_t owner, uint32_t group, int32_t flags);
/* fchownat(2): Changes a file's owner. */
static inline int32_t __isthmus_fchownat(int32_t dirfd, const char *path, size_t path_length, uint32_t owner, uint32_t group, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fchownat(dirfd, path, path_length, owner, group, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("linkat") int32_t __isthmus_import_linkat(int32_t olddirfd, const char *oldpath, size_t oldpath_length, int32_t newdirfd, const char *newpath, size_t newpath_length, int32_t flags);
/* linkat(2): Makes a hard link. */
static inline int32_t __isthmus_linkat(int32_t olddirfd, const char *oldpath, size_t oldpath_length, int32_t newdirfd, const char *newpath, size_t newpath_length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_linkat(olddirfd, oldpath, oldpath_length, newdirfd, newpath, newpath_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("symlinkat") int32_t __isthmus_import_symlinkat(const char *target, size_t target_length, int32_t newdirfd, const char *linkpath, size_t linkpath_length);
/* symlinkat(2): Makes a symbolic link. */
static inline int32_t __isthmus_symlinkat(const char *target, size_t target_length, int32_t newdirfd, const char *linkpath, size_t linkpath_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_symlinkat(target, target_length, newdirfd, linkpath, linkpath_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("readlinkat") int32_t __isthmus_import_readlinkat(int32_t dirfd, const char *path, size_t path_length, void *buffer, size_t buffer_length);
/* readlinkat(2): Reads a symbolic link. */
static inline int32_t __isthmus_readlinkat(int32_t dirfd, const char *path, size_t path_length, void *buffer, size_t buffer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_readlinkat(dirfd, path, path_length, buffer, buffer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("unlinkat") int32_t __isthmus_import_unlinkat(int32_t dirfd, const char *path, size_t path_length, int32_t flags);
/* unlinkat(2): Removes a name, or with AT_REMOVEDIR a directory. */
static inline int32_t __isthmus_unlinkat(int32_t dirfd, const char *path, size_t path_length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_unlinkat(dirfd, path, path_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("renameat2") int32_t __isthmus_import_renameat2(int32_t olddirfd, const char *oldpath, size_t oldpath_length, int32_t newdirfd, const char *newpath, size_t newpath_length, uint32_t flags);
/* renameat2(2): Renames, also with RENAME_NOREPLACE and RENAME_EXCHANGE. */
static inline int32_t __isthmus_renameat2(int32_t olddirfd, const char *oldpath, size_t oldpath_length, int32_t newdirfd, const char *newpath, size_t newpath_length, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_renameat2(olddirfd, oldpath, oldpath_length, newdirfd, newpath, newpath_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mkdirat") int32_t __isthmus_import_mkdirat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode);
/* mkdirat(2): Makes a directory. */
static inline int32_t __isthmus_mkdirat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mkdirat(dirfd, path, path_length, mode);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mknodat") int32_t __isthmus_import_mknodat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode, int64_t device);
/* mknodat(2): Makes a FIFO or a regular file; devices are refused with EPERM. */
static inline int32_t __isthmus_mknodat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode, int64_t device) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mknodat(dirfd, path, path_length, mode, device);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("utimensat") int32_t __isthmus_import_utimensat(int32_t dirfd, const char *path, size_t path_length, const void *times, int32_t flags);
/* utimensat(2): Sets times of a path, or of the descriptor when the path is empty. */
static inline int32_t __isthmus_utimensat(int32_t dirfd, const char *path, size_t path_length, const void *times, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_utimensat(dirfd, path, path_length, times, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("truncate") int32_t __isthmus_import_truncate(const char *path, size_t path_length, int64_t length);
/* truncate(2): Sets a file's length by path. */
static inline int32_t __isthmus_truncate(const char *path, size_t path_length, int64_t length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_truncate(path, path_length, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("chdir") int32_t __isthmus_import_chdir(const char *path, size_t path_length);
/* chdir(2): Changes the working directory, within the preopened ones. */
static inline int32_t __isthmus_chdir(const char *path, size_t path_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_chdir(path, path_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fchdir") int32_t __isthmus_import_fchdir(int32_t fd);
/* fchdir(2): Changes the working directory to an open directory. */
static inline int32_t __isthmus_fchdir(int32_t fd) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fchdir(fd);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getcwd") int32_t __isthmus_import_getcwd(void *buffer, size_t buffer_length);
/* getcwd(2): The guest's name of the working directory; the result counts its bytes with the NUL. */
static inline int32_t __isthmus_getcwd(void *buffer, size_t buffer_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getcwd(buffer, buffer_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("ftruncate") int32_t __isthmus_import_ftruncate(int32_t fd, int64_t length);
/* ftruncate(2): Sets a file's length. */
static inline int32_t __isthmus_ftruncate(int32_t fd, int64_t length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_ftruncate(fd, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fallocate") int32_t __isthmus_import_fallocate(int32_t fd, int32_t mode, int64_t offset, int64_t length);
/* fallocate(2): Allocates or frees file space. */
static inline int32_t __isthmus_fallocate(int32_t fd, int32_t mode, int64_t offset, int64_t length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fallocate(fd, mode, offset, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fadvise") int32_t __isthmus_import_fadvise(int32_t fd, int64_t offset, int64_t length, int32_t advice);
/* posix_fadvise(2): Announces an access pattern. */
static inline int32_t __isthmus_fadvise(int32_t fd, int64_t offset, int64_t length, int32_t advice) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fadvise(fd, offset, length, advice);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getdents64") int32_t __isthmus_import_getdents64(int32_t fd, void *entries, size_t entries_length);
/* getdents64(2): Reads directory entries, struct linux_dirent64 each. */
static inline int32_t __isthmus_getdents64(int32_t fd, void *entries, size_t entries_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getdents64(fd, entries, entries_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fsync") int32_t __isthmus_import_fsync(int32_t fd);
/* fsync(2): Flushes a file. */
static inline int32_t __isthmus_fsync(int32_t fd) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fsync(fd);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fdatasync") int32_t __isthmus_import_fdatasync(int32_t fd);
/* fdatasync(2): Flushes a file's data. */
static inline int32_t __isthmus_fdatasync(int32_t fd) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fdatasync(fd);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fchmod") int32_t __isthmus_import_fchmod(int32_t fd, uint32_t mode);
/* fchmod(2): Changes an open file's mode. Set-ID bits need --allow-exec without a list, EPERM otherwise. */
static inline int32_t __isthmus_fchmod(int32_t fd, uint32_t mode) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fchmod(fd, mode);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fchown") int32_t __isthmus_import_fchown(int32_t fd, uint32_t owner, uint32_t group);
/* fchown(2): Changes an open file's owner. */
static inline int32_t __isthmus_fchown(int32_t fd, uint32_t owner, uint32_t group) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fchown(fd, owner, group);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("umask") int32_t __isthmus_import_umask(uint32_t mask);
/* umask(2): Sets the file mode creation mask; the result is the previous one. */
static inline int32_t __isthmus_umask(uint32_t mask) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_umask(mask);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mmap") int32_t __isthmus_import_mmap(uint32_t address, uint32_t length, int32_t protection, int32_t flags, int32_t fd, int64_t offset);
/* mmap(2): Maps over a page-aligned range of linear memory; flags are Linux's, with MAP_FIXED. PROT_EXEC is refused with EPERM, a range that is not all in memory with ENOMEM. */
static inline int32_t __isthmus_mmap(uint32_t address, uint32_t length, int32_t protection, int32_t flags, int32_t fd, int64_t offset) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mmap(address, length, protection, flags, fd, offset);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("munmap") int32_t __isthmus_import_munmap(uint32_t address, uint32_t length);
/* munmap(2): Takes away what is mapped in a range: its pages are inaccessible until they are mapped again. Detaches System V segments too. */
static inline int32_t __isthmus_munmap(uint32_t address, uint32_t length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_munmap(address, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mremap") int32_t __isthmus_import_mremap(uint32_t old_address, uint32_t old_length, uint32_t new_length, int32_t flags, uint32_t new_address);
/* mremap(2): Moves, grows or shrinks a mapping; the caller chooses the new range, which may be the old one. What it leaves is inaccessible. */
static inline int32_t __isthmus_mremap(uint32_t old_address, uint32_t old_length, uint32_t new_length, int32_t flags, uint32_t new_address) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mremap(old_address, old_length, new_length, flags, new_address);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mprotect") int32_t __isthmus_import_mprotect(uint32_t address, uint32_t length, int32_t protection);
/* mprotect(2): Sets protection. */
static inline int32_t __isthmus_mprotect(uint32_t address, uint32_t length, int32_t protection) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mprotect(address, length, protection);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("msync") int32_t __isthmus_import_msync(uint32_t address, uint32_t length, int32_t flags);
/* msync(2): Flushes a mapped file. */
static inline int32_t __isthmus_msync(uint32_t address, uint32_t length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_msync(address, length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("madvise") int32_t __isthmus_import_madvise(uint32_t address, uint32_t length, int32_t advice);
/* madvise(2): Announces use. */
static inline int32_t __isthmus_madvise(uint32_t address, uint32_t length, int32_t advice) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_madvise(address, length, advice);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mlock2") int32_t __isthmus_import_mlock2(uint32_t address, uint32_t length, int32_t flags);
/* mlock2(2): Locks pages into memory. */
static inline int32_t __isthmus_mlock2(uint32_t address, uint32_t length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mlock2(address, length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("munlock") int32_t __isthmus_import_munlock(uint32_t address, uint32_t length);
/* munlock(2): Unlocks pages. */
static inline int32_t __isthmus_munlock(uint32_t address, uint32_t length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_munlock(address, length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mincore") int32_t __isthmus_import_mincore(uint32_t address, void *vector, size_t vector_length);
/* mincore(2): Tells, by a byte per page, which are resident; the vector's length is the number of pages. */
static inline int32_t __isthmus_mincore(uint32_t address, void *vector, size_t vector_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mincore(address, vector, vector_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("memfd_create") int32_t __isthmus_import_memfd_create(const void *name, size_t name_length, uint32_t flags);
/* memfd_create(2): Makes an anonymous file in memory. */
static inline int32_t __isthmus_memfd_create(const void *name, size_t name_length, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_memfd_create(name, name_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("shmget") int32_t __isthmus_import_shmget(int32_t key, int64_t size, int32_t flags);
/* shmget(2): Finds or makes a segment. */
static inline int32_t __isthmus_shmget(int32_t key, int64_t size, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_shmget(key, size, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("shmat") int32_t __isthmus_import_shmat(int32_t id, uint32_t address, uint32_t length, int32_t flags);
/* shmat(2): Attaches a segment over a range of linear memory that is as long as the segment, rounded up to pages; EINVAL when it isn't. */
static inline int32_t __isthmus_shmat(int32_t id, uint32_t address, uint32_t length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_shmat(id, address, length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("shmctl") int32_t __isthmus_import_shmctl(int32_t id, int32_t command, uint32_t argument);
/* shmctl(2): All commands; the argument points to a 112-byte kernel struct shmid_ds, a 72-byte struct shminfo or a 48-byte struct shm_info. */
static inline int32_t __isthmus_shmctl(int32_t id, int32_t command, uint32_t argument) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_shmctl(id, command, argument);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("semget") int32_t __isthmus_import_semget(int32_t key, int32_t count, int32_t flags);
/* semget(2): Finds or makes a set. */
static inline int32_t __isthmus_semget(int32_t key, int32_t count, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_semget(key, count, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("semtimedop") int32_t __isthmus_import_semtimedop(int32_t id, const void *operations, size_t operations_length, const void *timeout);
/* semtimedop(2): Performs struct sembuf operations (6 bytes each, the length says how many), all or none; timeout null waits for ever. */
static inline int32_t __isthmus_semtimedop(int32_t id, const void *operations, size_t operations_length, const void *timeout) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_semtimedop(id, operations, operations_length, timeout);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("semctl") int32_t __isthmus_import_semctl(int32_t id, int32_t number, int32_t command, uint32_t argument);
/* semctl(2): All commands; the argument is a value, or points to a 104-byte kernel struct semid_ds, a 40-byte struct seminfo or an array of u16. */
static inline int32_t __isthmus_semctl(int32_t id, int32_t number, int32_t command, uint32_t argument) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_semctl(id, number, command, argument);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("msgget") int32_t __isthmus_import_msgget(int32_t key, int32_t flags);
/* msgget(2): Finds or makes a queue. */
static inline int32_t __isthmus_msgget(int32_t key, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_msgget(key, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("msgsnd") int32_t __isthmus_import_msgsnd(int32_t id, const void *type, const void *text, size_t text_length, int32_t flags);
/* msgsnd(2): Sends a message; its type, of 64 bits, and its text lie apart. */
static inline int32_t __isthmus_msgsnd(int32_t id, const void *type, const void *text, size_t text_length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_msgsnd(id, type, text, text_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("msgrcv") int32_t __isthmus_import_msgrcv(int32_t id, void *type, void *text, size_t text_length, int32_t flags);
/* msgrcv(2): Receives a message, chosen by the type asked for, which becomes the type received; the result counts the text's bytes. */
static inline int32_t __isthmus_msgrcv(int32_t id, void *type, void *text, size_t text_length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_msgrcv(id, type, text, text_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("msgctl") int32_t __isthmus_import_msgctl(int32_t id, int32_t command, uint32_t argument);
/* msgctl(2): All commands; the argument points to a 120-byte kernel struct msqid_ds or a 32-byte struct msginfo. */
static inline int32_t __isthmus_msgctl(int32_t id, int32_t command, uint32_t argument) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_msgctl(id, command, argument);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mq_open") int32_t __isthmus_import_mq_open(const char *name, size_t name_length, int32_t flags, uint32_t mode, const void *attributes);
/* mq_open(2): Opens a queue by its name without the slash. Flags are those of x86-64 Linux. */
static inline int32_t __isthmus_mq_open(const char *name, size_t name_length, int32_t flags, uint32_t mode, const void *attributes) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mq_open(name, name_length, flags, mode, attributes);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mq_unlink") int32_t __isthmus_import_mq_unlink(const char *name, size_t name_length);
/* mq_unlink(2): Removes a queue's name. */
static inline int32_t __isthmus_mq_unlink(const char *name, size_t name_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mq_unlink(name, name_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mq_timedsend") int32_t __isthmus_import_mq_timedsend(int32_t fd, const void *message, size_t message_length, uint32_t priority, const void *deadline);
/* mq_timedsend(2): Sends a message; deadline (CLOCK_REALTIME) null waits for ever. */
static inline int32_t __isthmus_mq_timedsend(int32_t fd, const void *message, size_t message_length, uint32_t priority, const void *deadline) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mq_timedsend(fd, message, message_length, priority, deadline);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mq_timedreceive") int32_t __isthmus_import_mq_timedreceive(int32_t fd, void *message, size_t message_length, void *priority, const void *deadline);
/* mq_timedreceive(2): Receives the oldest message of the highest priority. */
static inline int32_t __isthmus_mq_timedreceive(int32_t fd, void *message, size_t message_length, void *priority, const void *deadline) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mq_timedreceive(fd, message, message_length, priority, deadline);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mq_notify") int32_t __isthmus_import_mq_notify(int32_t fd, const void *event);
/* mq_notify(2): Asks for a signal when a message comes to the empty queue: SIGEV_NONE and SIGEV_SIGNAL, others ENOSYS. */
static inline int32_t __isthmus_mq_notify(int32_t fd, const void *event) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mq_notify(fd, event);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("mq_getsetattr") int32_t __isthmus_import_mq_getsetattr(int32_t fd, const void *attributes, void *former);
/* mq_getsetattr(2): Reads a queue's attributes, and sets O_NONBLOCK. */
static inline int32_t __isthmus_mq_getsetattr(int32_t fd, const void *attributes, void *former) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_mq_getsetattr(fd, attributes, former);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("futex") int32_t __isthmus_import_futex(void *word, int32_t operation, uint32_t value, const void *timeout, uint32_t value2, void *second, uint32_t value3);
/* futex(2): FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAIT_BITSET, WAKE_BITSET, WAKE_OP, shared or private; value2 where the operation has no timeout. Others ENOSYS. */
static inline int32_t __isthmus_futex(void *word, int32_t operation, uint32_t value, const void *timeout, uint32_t value2, void *second, uint32_t value3) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_futex(word, operation, value, timeout, value2, second, value3);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("robust_list") int32_t __isthmus_import_robust_list(uint32_t word, uint32_t former);
/* set_robust_list(2): Puts a lock word (in shared memory, at a multiple of 8) on the list of those that the kernel marks with FUTEX_OWNER_DIED and wakes when the process ends, as the one being worked on, and takes a former word off it; 0 for neither. EINVAL for private memory, which needs no list. 1 where each word has to be taken off once it is free, since the thread isn't the guest's own. */
static inline int32_t __isthmus_robust_list(uint32_t word, uint32_t former) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_robust_list(word, former);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("fork") int32_t __isthmus_import_fork(void);
/* fork(2): Makes a copy of the process, a real one: 0 in the child. EAGAIN beyond --max-procs. */
static inline int32_t __isthmus_fork(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_fork();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("execveat") int32_t __isthmus_import_execveat(int32_t dirfd, const char *path, size_t path_length, const void *argv, size_t argv_length, const void *envp, size_t envp_length, int32_t flags);
/* execveat(2): Replaces the program. argv and envp are strings each ended by NUL. A wasm module beneath a preopened directory replaces the instance; a native program needs the policy. */
static inline int32_t __isthmus_execveat(int32_t dirfd, const char *path, size_t path_length, const void *argv, size_t argv_length, const void *envp, size_t envp_length, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_execveat(dirfd, path, path_length, argv, argv_length, envp, envp_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("wait4") int32_t __isthmus_import_wait4(int32_t pid, void *status, int32_t options, void *rusage);
/* wait4(2): Waits for a child. */
static inline int32_t __isthmus_wait4(int32_t pid, void *status, int32_t options, void *rusage) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_wait4(pid, status, options, rusage);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("waitid") int32_t __isthmus_import_waitid(int32_t type, int32_t id, void *siginfo, int32_t options, void *rusage);
/* waitid(2): Waits for a child's change of state. P_PIDFD takes a guest descriptor. */
static inline int32_t __isthmus_waitid(int32_t type, int32_t id, void *siginfo, int32_t options, void *rusage) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_waitid(type, id, siginfo, options, rusage);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getpid") int32_t __isthmus_import_getpid(void);
/* getpid(2): The process's id. */
static inline int32_t __isthmus_getpid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getpid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getppid") int32_t __isthmus_import_getppid(void);
/* getppid(2): The parent's id. */
static inline int32_t __isthmus_getppid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getppid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("gettid") int32_t __isthmus_import_gettid(void);
/* gettid(2): The calling thread's id. */
static inline int32_t __isthmus_gettid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_gettid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getpgid") int32_t __isthmus_import_getpgid(int32_t pid);
/* getpgid(2): A process group's id. EPERM for processes outside the run that may not be signalled. */
static inline int32_t __isthmus_getpgid(int32_t pid) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getpgid(pid);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setpgid") int32_t __isthmus_import_setpgid(int32_t pid, int32_t pgid);
/* setpgid(2): Sets a process group. */
static inline int32_t __isthmus_setpgid(int32_t pid, int32_t pgid) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setpgid(pid, pgid);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getsid") int32_t __isthmus_import_getsid(int32_t pid);
/* getsid(2): A session's id. EPERM for processes outside the run that may not be signalled. */
static inline int32_t __isthmus_getsid(int32_t pid) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getsid(pid);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setsid") int32_t __isthmus_import_setsid(void);
/* setsid(2): Starts a session. */
static inline int32_t __isthmus_setsid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setsid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getuid") int32_t __isthmus_import_getuid(void);
/* getuid(2): Real user. */
static inline int32_t __isthmus_getuid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getuid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("geteuid") int32_t __isthmus_import_geteuid(void);
/* geteuid(2): Effective user. */
static inline int32_t __isthmus_geteuid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_geteuid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getgid") int32_t __isthmus_import_getgid(void);
/* getgid(2): Real group. */
static inline int32_t __isthmus_getgid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getgid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getegid") int32_t __isthmus_import_getegid(void);
/* getegid(2): Effective group. */
static inline int32_t __isthmus_getegid(void) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getegid();
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getresuid") int32_t __isthmus_import_getresuid(void *ruid, void *euid, void *suid);
/* getresuid(2): All three users. */
static inline int32_t __isthmus_getresuid(void *ruid, void *euid, void *suid) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getresuid(ruid, euid, suid);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getresgid") int32_t __isthmus_import_getresgid(void *rgid, void *egid, void *sgid);
/* getresgid(2): All three groups. */
static inline int32_t __isthmus_getresgid(void *rgid, void *egid, void *sgid) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getresgid(rgid, egid, sgid);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setresuid") int32_t __isthmus_import_setresuid(int32_t ruid, int32_t euid, int32_t suid);
/* setresuid(2): Sets the users; the kernel decides. */
static inline int32_t __isthmus_setresuid(int32_t ruid, int32_t euid, int32_t suid) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setresuid(ruid, euid, suid);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setresgid") int32_t __isthmus_import_setresgid(int32_t rgid, int32_t egid, int32_t sgid);
/* setresgid(2): Sets the groups; the kernel decides. */
static inline int32_t __isthmus_setresgid(int32_t rgid, int32_t egid, int32_t sgid) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setresgid(rgid, egid, sgid);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getgroups") int32_t __isthmus_import_getgroups(int32_t size, uint32_t list);
/* getgroups(2): Supplementary groups, u32 each; size 0 asks for their number. */
static inline int32_t __isthmus_getgroups(int32_t size, uint32_t list) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getgroups(size, list);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getpriority") int32_t __isthmus_import_getpriority(int32_t which, int32_t who);
/* getpriority(2): The kernel's value: 20 minus the nice value. */
static inline int32_t __isthmus_getpriority(int32_t which, int32_t who) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getpriority(which, who);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setpriority") int32_t __isthmus_import_setpriority(int32_t which, int32_t who, int32_t priority);
/* setpriority(2): Of the run's own processes only. */
static inline int32_t __isthmus_setpriority(int32_t which, int32_t who, int32_t priority) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setpriority(which, who, priority);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("prlimit") int32_t __isthmus_import_prlimit(int32_t pid, int32_t resource, const void *new_limit, void *old_limit);
/* prlimit(2): Resource limits of the process itself (pid 0 or its own). RLIMIT_NOFILE is the guest table's. */
static inline int32_t __isthmus_prlimit(int32_t pid, int32_t resource, const void *new_limit, void *old_limit) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_prlimit(pid, resource, new_limit, old_limit);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getrusage") int32_t __isthmus_import_getrusage(int32_t who, void *rusage);
/* getrusage(2): Resource usage. */
static inline int32_t __isthmus_getrusage(int32_t who, void *rusage) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getrusage(who, rusage);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("times") int64_t __isthmus_import_times(void *tms);
/* times(2): Process times in clock ticks. */
static inline int64_t __isthmus_times(void *tms) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int64_t result = __isthmus_import_times(tms);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("uname") int32_t __isthmus_import_uname(void *utsname);
/* uname(2): Names of the system. */
static inline int32_t __isthmus_uname(void *utsname) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_uname(utsname);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sysinfo") int32_t __isthmus_import_sysinfo(void *sysinfo);
/* sysinfo(2): Memory, load, uptime. */
static inline int32_t __isthmus_sysinfo(void *sysinfo) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sysinfo(sysinfo);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sched_getaffinity") int32_t __isthmus_import_sched_getaffinity(int32_t pid, void *mask, size_t mask_length);
/* sched_getaffinity(2): Processors a process may run on; the result counts the mask's bytes. */
static inline int32_t __isthmus_sched_getaffinity(int32_t pid, void *mask, size_t mask_length) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sched_getaffinity(pid, mask, mask_length);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("prctl") int32_t __isthmus_import_prctl(int32_t option, uint32_t argument);
/* prctl(2): PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER take a value; PR_GET_PDEATHSIG, PR_GET_CHILD_SUBREAPER a pointer to an i32; PR_SET_NAME and PR_GET_NAME one to 16 bytes. Others EINVAL. */
static inline int32_t __isthmus_prctl(int32_t option, uint32_t argument) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_prctl(option, argument);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("kill") int32_t __isthmus_import_kill(int32_t pid, int32_t signal);
/* kill(2): Signals processes of the run: one, a group (only its members that belong to the run) or all. Others need --allow-signal. */
static inline int32_t __isthmus_kill(int32_t pid, int32_t signal) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_kill(pid, signal);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sigaction") int32_t __isthmus_import_sigaction(int32_t signal, const void *action, void *former, uint32_t pending);
/* sigaction(2): Sets what a signal does: { u32 handler, u32 flags, u64 mask }, the handler SIG_DFL (0), SIG_IGN (-2) or the guest's own function pointer, which the host only keeps. From the first handler on the i32 at `pending` becomes 1 when signal_next has something to tell, and calls may answer -513 (ERESTARTNOINTR): not begun, to be made again after the handlers. */
static inline int32_t __isthmus_sigaction(int32_t signal, const void *action, void *former, uint32_t pending) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sigaction(signal, action, former, pending);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("signal_next") int32_t __isthmus_import_signal_next(const void *mask, void *record);
/* signal(7): Restores the mask that the last handler returns to, if told, and takes the signal whose handler is to be called next, with the mask that holds during it in force: its number, or 0. The record is { u64 mask to restore, u32 handler, u32 flags (0x40000: the fault was a store), 128 bytes of siginfo }. */
static inline int32_t __isthmus_signal_next(const void *mask, void *record) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_signal_next(mask, record);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("signal_fault") int32_t __isthmus_import_signal_fault(int32_t signal, int32_t code, uint32_t address);
/* signal(7): A fault that the program has seen coming, such as a division by zero: its handler is called next, or without one the process ends. */
static inline int32_t __isthmus_signal_fault(int32_t signal, int32_t code, uint32_t address) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_signal_fault(signal, code, address);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("signal_fault_over") int32_t __isthmus_import_signal_fault_over(int32_t signal, uint32_t address, int32_t was_write);
/* signal(7): The handler of a fault has returned: the program goes on if the fault was a store that would succeed now, and otherwise ends by the signal. */
static inline int32_t __isthmus_signal_fault_over(int32_t signal, uint32_t address, int32_t was_write) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_signal_fault_over(signal, address, was_write);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("handler_shape") int32_t __isthmus_import_handler_shape(uint32_t handler);
/* signal(7): How a function of the guest's table can be called as a handler: 1 with the signal alone, 3 with all of sigaction(2)'s parameters, 0 only by call_handler. */
static inline int32_t __isthmus_handler_shape(uint32_t handler) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_handler_shape(handler);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("call_handler") int32_t __isthmus_import_call_handler(uint32_t handler, int32_t signal, uint32_t information, uint32_t context);
/* signal(7): Calls a function that has other parameters or a result, as a native program may. */
static inline int32_t __isthmus_call_handler(uint32_t handler, int32_t signal, uint32_t information, uint32_t context) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_call_handler(handler, signal, information, context);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sigprocmask") int32_t __isthmus_import_sigprocmask(int32_t how, const void *set, void *oldset);
/* sigprocmask(2): Changes the signal mask. The signals of faults are kept for the host, but shown as the guest set them. */
static inline int32_t __isthmus_sigprocmask(int32_t how, const void *set, void *oldset) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sigprocmask(how, set, oldset);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("sigpending") int32_t __isthmus_import_sigpending(void *set);
/* sigpending(2): Pending signals. */
static inline int32_t __isthmus_sigpending(void *set) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_sigpending(set);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("rt_sigtimedwait") int32_t __isthmus_import_rt_sigtimedwait(const void *set, void *siginfo, const void *timeout);
/* sigwaitinfo(2): Takes a pending signal of a set, and waits for one; timeout null waits for ever. Signals of faults are never taken. The result is the signal. */
static inline int32_t __isthmus_rt_sigtimedwait(const void *set, void *siginfo, const void *timeout) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_rt_sigtimedwait(set, siginfo, timeout);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("rt_sigqueueinfo") int32_t __isthmus_import_rt_sigqueueinfo(int32_t pid, int32_t signal, const void *siginfo);
/* rt_sigqueueinfo(2): Queues a signal to a process, with what it tells. As kill, but for one process only. */
static inline int32_t __isthmus_rt_sigqueueinfo(int32_t pid, int32_t signal, const void *siginfo) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_rt_sigqueueinfo(pid, signal, siginfo);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("tgkill") int32_t __isthmus_import_tgkill(int32_t process, int32_t thread, int32_t signal);
/* tgkill(2): Signals the calling thread, or another process's first; ESRCH for other threads of the run. */
static inline int32_t __isthmus_tgkill(int32_t process, int32_t thread, int32_t signal) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_tgkill(process, thread, signal);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("rt_tgsigqueueinfo") int32_t __isthmus_import_rt_tgsigqueueinfo(int32_t process, int32_t thread, int32_t signal, const void *siginfo);
/* rt_tgsigqueueinfo(2): The same with what it tells. */
static inline int32_t __isthmus_rt_tgsigqueueinfo(int32_t process, int32_t thread, int32_t signal, const void *siginfo) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_rt_tgsigqueueinfo(process, thread, signal, siginfo);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("signalfd4") int32_t __isthmus_import_signalfd4(int32_t fd, const void *set, int32_t flags);
/* signalfd(2): Makes a descriptor from which pending signals of a set are read (fd -1), or changes the set of one. Signals of faults are never read. */
static inline int32_t __isthmus_signalfd4(int32_t fd, const void *set, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_signalfd4(fd, set, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("pidfd_open") int32_t __isthmus_import_pidfd_open(int32_t pid, uint32_t flags);
/* pidfd_open(2): Makes a descriptor for a process of the run. Others need --allow-signal. */
static inline int32_t __isthmus_pidfd_open(int32_t pid, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_pidfd_open(pid, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("pidfd_send_signal") int32_t __isthmus_import_pidfd_send_signal(int32_t pidfd, int32_t signal, const void *siginfo, uint32_t flags);
/* pidfd_send_signal(2): Signals the process of a descriptor, with kill's siginfo when it is null. EBADF for anything but a pidfd; no groups. */
static inline int32_t __isthmus_pidfd_send_signal(int32_t pidfd, int32_t signal, const void *siginfo, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_pidfd_send_signal(pidfd, signal, siginfo, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getitimer") int32_t __isthmus_import_getitimer(int32_t which, void *value);
/* getitimer(2): What is left of an interval timer. */
static inline int32_t __isthmus_getitimer(int32_t which, void *value) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getitimer(which, value);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("setitimer") int32_t __isthmus_import_setitimer(int32_t which, const void *value, void *former);
/* setitimer(2): Sets an interval timer of the process. */
static inline int32_t __isthmus_setitimer(int32_t which, const void *value, void *former) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_setitimer(which, value, former);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timer_create") int32_t __isthmus_import_timer_create(int32_t clock, const void *event, void *timer);
/* timer_create(2): Makes a timer, which is disarmed. SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD_ID of the own thread; SIGEV_THREAD gives ENOSYS. Event null is SIGALRM with the timer's id as value. */
static inline int32_t __isthmus_timer_create(int32_t clock, const void *event, void *timer) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timer_create(clock, event, timer);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timer_settime") int32_t __isthmus_import_timer_settime(int32_t timer, int32_t flags, const void *value, void *former);
/* timer_settime(2): Arms a timer for a time, or with TIMER_ABSTIME until it; zero disarms it. */
static inline int32_t __isthmus_timer_settime(int32_t timer, int32_t flags, const void *value, void *former) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timer_settime(timer, flags, value, former);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timer_gettime") int32_t __isthmus_import_timer_gettime(int32_t timer, void *value);
/* timer_settime(2): What is left of a timer, and its interval. */
static inline int32_t __isthmus_timer_gettime(int32_t timer, void *value) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timer_gettime(timer, value);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timer_getoverrun") int32_t __isthmus_import_timer_getoverrun(int32_t timer);
/* timer_getoverrun(2): How often it expired between its last signal and the delivery of that. */
static inline int32_t __isthmus_timer_getoverrun(int32_t timer) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timer_getoverrun(timer);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timer_delete") int32_t __isthmus_import_timer_delete(int32_t timer);
/* timer_delete(2): Deletes a timer. */
static inline int32_t __isthmus_timer_delete(int32_t timer) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timer_delete(timer);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timerfd_create") int32_t __isthmus_import_timerfd_create(int32_t clock, int32_t flags);
/* timerfd_create(2): Makes a timer that is a descriptor. Flags are Linux's TFD_NONBLOCK and TFD_CLOEXEC. */
static inline int32_t __isthmus_timerfd_create(int32_t clock, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timerfd_create(clock, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timerfd_settime") int32_t __isthmus_import_timerfd_settime(int32_t fd, int32_t flags, const void *value, void *former);
/* timerfd_create(2): Arms it for a time, or with TFD_TIMER_ABSTIME until it; zero disarms it. */
static inline int32_t __isthmus_timerfd_settime(int32_t fd, int32_t flags, const void *value, void *former) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timerfd_settime(fd, flags, value, former);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("timerfd_gettime") int32_t __isthmus_import_timerfd_gettime(int32_t fd, void *value);
/* timerfd_create(2): What is left of it, and its interval. */
static inline int32_t __isthmus_timerfd_gettime(int32_t fd, void *value) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_timerfd_gettime(fd, value);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("eventfd2") int32_t __isthmus_import_eventfd2(uint32_t value, int32_t flags);
/* eventfd(2): Makes a counter that is a descriptor. Flags are Linux's EFD_SEMAPHORE, EFD_NONBLOCK and EFD_CLOEXEC. */
static inline int32_t __isthmus_eventfd2(uint32_t value, int32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_eventfd2(value, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("clock_gettime") int32_t __isthmus_import_clock_gettime(int32_t clock, void *time);
/* clock_gettime(2): Reads a clock. */
static inline int32_t __isthmus_clock_gettime(int32_t clock, void *time) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_clock_gettime(clock, time);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("clock_getres") int32_t __isthmus_import_clock_getres(int32_t clock, void *resolution);
/* clock_getres(2): A clock's resolution. */
static inline int32_t __isthmus_clock_getres(int32_t clock, void *resolution) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_clock_getres(clock, resolution);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("clock_nanosleep") int32_t __isthmus_import_clock_nanosleep(int32_t clock, int32_t flags, const void *request, void *remain);
/* clock_nanosleep(2): Sleeps. */
static inline int32_t __isthmus_clock_nanosleep(int32_t clock, int32_t flags, const void *request, void *remain) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_clock_nanosleep(clock, flags, request, remain);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}
ISTHMUS_IMPORT("getrandom") int32_t __isthmus_import_getrandom(void *buffer, size_t buffer_length, uint32_t flags);
/* getrandom(2): Random bytes. */
static inline int32_t __isthmus_getrandom(void *buffer, size_t buffer_length, uint32_t flags) {
  for (;;) {
    if (__isthmus_pending)
      __isthmus_handle(0);
    int32_t result = __isthmus_import_getrandom(buffer, buffer_length, flags);
    if (!__isthmus_pending || !__isthmus_handle(result))
      return result;
  }
}

#ifdef __cplusplus
}
#endif
#endif
