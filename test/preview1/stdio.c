// The standard descriptors as they are given: pipes and files here. Renumbered away, each leaves its number free.
#include "check.h"
#include <unistd.h>

int main(void) {
  char text[16];
  __wasi_size_t count;
  __wasi_fdstat_t status;
  for (__wasi_fd_t fd = 0; fd < 3; fd++) {
    works(__wasi_fd_fdstat_get(fd, &status));
    require(!isatty(fd));
  }
  works(read_some(0, text, sizeof text, &count));
  require(count == 6 && memcmp(text, "input\n", 6) == 0);
  works(read_some(0, text, sizeof text, &count));
  require(count == 0);
  // The second preopened directory is /dev.
  __wasi_fd_t null;
  works(__wasi_path_open(ROOT + 1, 0, "null", 0, READ_WRITE, 0, 0, &null));
  works(__wasi_fd_fdstat_get(null, &status));
  require(status.fs_filetype == __WASI_FILETYPE_CHARACTER_DEVICE && !isatty(null));
  works(__wasi_fd_close(null));
  works(write_text(1, "output\n", &count));
  works(write_text(2, "error\n", &count));
  for (__wasi_fd_t fd = 0; fd < 3; fd++) {
    __wasi_fd_t to = opened("file", __WASI_OFLAGS_CREAT, 0);
    works(__wasi_fd_renumber(fd, to));
    works(__wasi_fd_fdstat_get(to, &status));
    expect(BADF, __wasi_fd_fdstat_get(fd, &status));
    works(__wasi_path_unlink_file(ROOT, "file"));
  }
  return 0;
}
