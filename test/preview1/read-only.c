// A read-only preopened directory, with a file, a directory, a link to the file and a FIFO in it: as a read-only mount.
#include "check.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

int main(void) {
  __wasi_fd_t fd, dir;
  __wasi_size_t count;
  __wasi_filestat_t status;
  char text[16];
  fd = opened("file", 0, __WASI_RIGHTS_FD_READ);
  works(read_some(fd, text, sizeof text, &count));
  require(count == 5 && memcmp(text, "text\n", 5) == 0);
  expect(BADF, write_text(fd, "x", &count));
  expect(ROFS, __wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_MTIM));
  works(__wasi_fd_close(fd));
  works(open_at("file", __WASI_OFLAGS_CREAT, 0, &fd));
  works(__wasi_fd_close(fd));
  expect(ROFS, open_at("file", 0, __WASI_RIGHTS_FD_WRITE, &fd));
  expect(ROFS, open_at("file", 0, READ_WRITE, &fd));
  expect(ROFS, open_at("file", __WASI_OFLAGS_TRUNC, 0, &fd));
  expect(EXIST, open_at("file", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL, READ_WRITE, &fd));
  expect(ROFS, __wasi_path_open(ROOT, FOLLOW, "link", 0, READ_WRITE, 0, 0, &fd));
  expect(ROFS, open_at("new", __WASI_OFLAGS_CREAT, READ_WRITE, &fd));
  expect(NOENT, open_at("new", 0, READ_WRITE, &fd));
  expect(ISDIR, open_at("dir", 0, READ_WRITE, &fd));
  expect(ROFS, __wasi_path_create_directory(ROOT, "new"));
  expect(EXIST, __wasi_path_create_directory(ROOT, "dir"));
  expect(NOENT, __wasi_path_create_directory(ROOT, "none/new"));
  expect(ROFS, __wasi_path_remove_directory(ROOT, "dir"));
  expect(ROFS, __wasi_path_unlink_file(ROOT, "file"));
  expect(ROFS, __wasi_path_rename(ROOT, "file", ROOT, "other"));
  expect(ROFS, __wasi_path_link(ROOT, 0, "file", ROOT, "other"));
  expect(EXIST, __wasi_path_link(ROOT, 0, "file", ROOT, "link"));
  expect(ROFS, __wasi_path_symlink("x", ROOT, "other"));
  expect(EXIST, __wasi_path_symlink("x", ROOT, "file"));
  expect(ROFS, __wasi_path_filestat_set_times(ROOT, 0, "file", 0, 0, __WASI_FSTFLAGS_MTIM));
  works(__wasi_path_filestat_get(ROOT, FOLLOW, "link", &status));
  require(status.filetype == __WASI_FILETYPE_REGULAR_FILE);
  // What was opened below is read-only too.
  dir = opened("dir", __WASI_OFLAGS_DIRECTORY, 0);
  expect(ROFS, __wasi_path_open(dir, 0, "new", __WASI_OFLAGS_CREAT, READ_WRITE, 0, 0, &fd));
  expect(ROFS, __wasi_path_create_directory(dir, "new"));
  // A FIFO's content is none of the file system's.
  __wasi_fd_t reader;
  works(__wasi_path_open(ROOT, 0, "fifo", 0, __WASI_RIGHTS_FD_READ, 0, __WASI_FDFLAGS_NONBLOCK, &reader));
  works(open_at("fifo", 0, __WASI_RIGHTS_FD_WRITE, &fd));
  works(write_text(fd, "x", &count));
  works(read_some(reader, text, sizeof text, &count));
  require(count == 1);
  works(__wasi_fd_renumber(dir, ROOT));
  expect(ROFS, __wasi_path_create_directory(ROOT, "new"));
  return 0;
}
