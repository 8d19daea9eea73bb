// The socket functions. Descriptor 0 is a stream socket whose other end has written "hello", and reads what comes.
#include "check.h"

static __wasi_errno_t receive(char *into, size_t size, __wasi_riflags_t flags, __wasi_size_t *count) {
  __wasi_iovec_t buffers[2] = {{(uint8_t *)into, 1}, {(uint8_t *)into + 1, size - 1}};
  __wasi_roflags_t result = 1;
  __wasi_errno_t errno = __wasi_sock_recv(0, buffers, 2, flags, count, &result);
  require(errno != 0 || result == 0);
  return errno;
}

int main(void) {
  char text[16];
  __wasi_size_t count;
  __wasi_fdstat_t status;
  works(__wasi_fd_fdstat_get(0, &status));
  require(status.fs_filetype == __WASI_FILETYPE_SOCKET_STREAM);
  require((status.fs_rights_base & __WASI_RIGHTS_SOCK_SHUTDOWN) != 0);
  works(receive(text, 5, __WASI_RIFLAGS_RECV_WAITALL, &count));
  require(count == 5 && memcmp(text, "hello", 5) == 0);
  // Answering, the other end sends "again" back.
  __wasi_ciovec_t out = {(const uint8_t *)"answer", 6};
  works(__wasi_sock_send(0, &out, 1, 0, &count));
  require(count == 6);
  works(receive(text, 3, __WASI_RIFLAGS_RECV_PEEK | __WASI_RIFLAGS_RECV_WAITALL, &count));
  require(count == 3 && memcmp(text, "aga", 3) == 0);
  works(receive(text, 5, __WASI_RIFLAGS_RECV_WAITALL, &count));
  require(count == 5 && memcmp(text, "again", 5) == 0);
  works(__wasi_fd_fdstat_set_flags(0, __WASI_FDFLAGS_NONBLOCK));
  expect(AGAIN, receive(text, sizeof text, 0, &count));
  works(__wasi_fd_fdstat_set_flags(0, 0));

  __wasi_fd_t fd;
  expect(INVAL, receive(text, sizeof text, 4, &count));
  expect(INVAL, __wasi_sock_send(0, &out, 1, 1, &count));
  expect(INVAL, __wasi_sock_shutdown(0, 0));
  expect(INVAL, __wasi_sock_shutdown(0, 4));
  expect(INVAL, __wasi_sock_accept(0, 0, &fd));
  expect(INVAL, __wasi_sock_accept(0, __WASI_FDFLAGS_APPEND, &fd));
  works(__wasi_sock_shutdown(0, __WASI_SDFLAGS_WR));
  works(receive(text, sizeof text, 0, &count));
  require(count == 0);

  // What is no socket, and what is nothing.
  create("file");
  __wasi_fd_t file = opened("file", 0, READ_WRITE);
  __wasi_iovec_t in = {(uint8_t *)text, sizeof text};
  __wasi_roflags_t flags;
  expect(NOTSOCK, __wasi_sock_recv(file, &in, 1, 0, &count, &flags));
  expect(NOTSOCK, __wasi_sock_send(file, &out, 1, 0, &count));
  expect(NOTSOCK, __wasi_sock_shutdown(file, __WASI_SDFLAGS_RD));
  expect(NOTSOCK, __wasi_sock_accept(file, 0, &fd));
  require(status_of("file").size == 0);
  expect(BADF, __wasi_sock_recv(99, &in, 1, 0, &count, &flags));
  expect(BADF, __wasi_sock_send(99, &out, 1, 0, &count));
  expect(BADF, __wasi_sock_shutdown(99, __WASI_SDFLAGS_RD));
  expect(BADF, __wasi_sock_accept(99, 0, &fd));
  return 0;
}
