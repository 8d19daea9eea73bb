// sock_accept on a listening socket that the guest was given as descriptor 0: two clients, each says its name.
#include "check.h"

int main(void) {
  __wasi_fd_t fd;
  __wasi_fdstat_t status;
  __wasi_size_t count;
  char text[16];
  for (int i = 0; i < 2; i++) {
    works(__wasi_sock_accept(0, i == 0 ? 0 : __WASI_FDFLAGS_NONBLOCK, &fd));
    works(__wasi_fd_fdstat_get(fd, &status));
    require(status.fs_filetype == __WASI_FILETYPE_SOCKET_STREAM);
    require(status.fs_flags == (i == 0 ? 0 : __WASI_FDFLAGS_NONBLOCK));
    works(__wasi_fd_fdstat_set_flags(fd, 0));
    works(read_some(fd, text, sizeof text, &count));
    works(write_text(fd, "welcome ", &count));
    __wasi_ciovec_t out = {(const uint8_t *)text, 3};
    works(__wasi_fd_write(fd, &out, 1, &count));
    works(__wasi_fd_close(fd));
  }
  works(__wasi_fd_fdstat_set_flags(0, __WASI_FDFLAGS_NONBLOCK));
  expect(AGAIN, __wasi_sock_accept(0, 0, &fd));
  return 0;
}
