// FIFOs, which the runner made (fifo, with nobody at the other end; busy, into which a native program writes "late\n"
// and ends).
#include "check.h"

static __wasi_errno_t open_fifo(const char *path, __wasi_rights_t rights, __wasi_fdflags_t flags, __wasi_fd_t *fd) {
  return __wasi_path_open(ROOT, 0, path, 0, rights, 0, flags, fd);
}

int main(void) {
  __wasi_fd_t reader, writer;
  __wasi_size_t count;
  __wasi_fdstat_t status;
  __wasi_filesize_t at;
  char text[16];
  expect(NXIO, open_fifo("fifo", __WASI_RIGHTS_FD_WRITE, __WASI_FDFLAGS_NONBLOCK, &writer));
  works(open_fifo("fifo", __WASI_RIGHTS_FD_READ, __WASI_FDFLAGS_NONBLOCK, &reader));
  works(__wasi_fd_fdstat_get(reader, &status));
  require(status.fs_flags == __WASI_FDFLAGS_NONBLOCK && status.fs_filetype == __WASI_FILETYPE_UNKNOWN);
  require((status.fs_rights_base & (__WASI_RIGHTS_FD_SEEK | __WASI_RIGHTS_FD_TELL)) == 0);
  works(read_some(reader, text, sizeof text, &count));
  require(count == 0);
  works(open_fifo("fifo", __WASI_RIGHTS_FD_WRITE, __WASI_FDFLAGS_NONBLOCK, &writer));
  expect(AGAIN, read_some(reader, text, sizeof text, &count));
  works(write_text(writer, "hello", &count));
  works(read_some(reader, text, sizeof text, &count));
  require(count == 5 && memcmp(text, "hello", 5) == 0);
  static char much[1 << 20];
  __wasi_ciovec_t buffer = {(const uint8_t *)much, sizeof much};
  works(__wasi_fd_write(writer, &buffer, 1, &count));
  require(count >= 4096 && count < sizeof much);
  expect(AGAIN, __wasi_fd_write(writer, &buffer, 1, &count));
  expect(SPIPE, __wasi_fd_seek(reader, 0, __WASI_WHENCE_CUR, &at));
  expect(SPIPE, __wasi_fd_tell(writer, &at));
  expect(SPIPE, __wasi_fd_pwrite(writer, &buffer, 1, 0, &count));
  works(__wasi_fd_close(writer));
  works(__wasi_fd_close(reader));

  // Opening waits for the writer, and reading for what it writes.
  works(open_fifo("busy", __WASI_RIGHTS_FD_READ, 0, &reader));
  works(read_some(reader, text, sizeof text, &count));
  require(count == 5 && memcmp(text, "late\n", 5) == 0);
  works(read_some(reader, text, sizeof text, &count));
  require(count == 0);
  works(__wasi_fd_close(reader));
  return 0;
}
