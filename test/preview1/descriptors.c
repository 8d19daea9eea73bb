// Descriptor numbers, preopened directories, rights, and what a directory's descriptor can't do.
#include "check.h"

static void preopens(void) {
  __wasi_prestat_t prestat;
  works(__wasi_fd_prestat_get(ROOT, &prestat));
  require(prestat.tag == __WASI_PREOPENTYPE_DIR && prestat.u.dir.pr_name_len == 1);
  uint8_t name[8] = {'.', '.', '.', '.', '.', '.', '.', '.'};
  expect(NAMETOOLONG, __wasi_fd_prestat_dir_name(ROOT, name, 0));
  works(__wasi_fd_prestat_dir_name(ROOT, name, 4));
  require(memcmp(name, "/.......", 8) == 0);
  expect(BADF, __wasi_fd_prestat_get(0, &prestat));
  expect(BADF, __wasi_fd_prestat_get(99, &prestat));
  expect(BADF, __wasi_fd_prestat_get(0xffffffff, &prestat));
  expect(BADF, __wasi_fd_prestat_dir_name(1, name, 4));
  expect(FAULT, __wasi_fd_prestat_get(ROOT, BAD_POINTER));
  expect(FAULT, __wasi_fd_prestat_dir_name(ROOT, BAD_POINTER, 64));
}

static void numbers(void) {
  __wasi_fdstat_t before, after;
  __wasi_filestat_t one, other;
  __wasi_fd_t low = opened("a", __WASI_OFLAGS_CREAT, READ_WRITE);
  __wasi_fd_t high = opened("b", __WASI_OFLAGS_CREAT, READ_WRITE);
  require(high == low + 1);
  works(__wasi_fd_fdstat_get(low, &before));
  works(__wasi_fd_filestat_get(low, &one));
  works(__wasi_fd_renumber(low, high));
  works(__wasi_fd_fdstat_get(high, &after));
  works(__wasi_fd_filestat_get(high, &other));
  require(memcmp(&before, &after, sizeof before) == 0);
  require(one.dev == other.dev && one.ino == other.ino);
  expect(BADF, __wasi_fd_fdstat_get(low, &after));
  expect(BADF, __wasi_fd_close(low));
  expect(BADF, __wasi_fd_renumber(high, low));
  expect(BADF, __wasi_fd_renumber(low, high));
  works(__wasi_fd_renumber(high, high));
  works(__wasi_fd_filestat_get(high, &other));
  // The lowest free number is next.
  require(opened("b", 0, 0) == low);
  works(__wasi_fd_close(low));
  works(__wasi_fd_close(high));
  works(__wasi_path_unlink_file(ROOT, "a"));
  works(__wasi_path_unlink_file(ROOT, "b"));
}

static void directories(void) {
  works(__wasi_path_create_directory(ROOT, "dir"));
  __wasi_fd_t dir = opened("dir", __WASI_OFLAGS_DIRECTORY, ALL_RIGHTS & ~__WASI_RIGHTS_FD_WRITE);
  __wasi_fdstat_t status;
  works(__wasi_fd_fdstat_get(dir, &status));
  require(status.fs_filetype == __WASI_FILETYPE_DIRECTORY && status.fs_flags == 0);
  require((status.fs_rights_base & (READ_WRITE | __WASI_RIGHTS_FD_SEEK | __WASI_RIGHTS_FD_FILESTAT_SET_SIZE)) == 0);
  require((status.fs_rights_base & __WASI_RIGHTS_FD_READDIR) != 0);
  require((status.fs_rights_inheriting & (READ_WRITE | __WASI_RIGHTS_FD_SEEK)) != 0);
  __wasi_filesize_t at;
  __wasi_size_t count;
  char text[8];
  expect(ISDIR, read_some(dir, text, sizeof text, &count));
  __wasi_iovec_t buffer = {(uint8_t *)text, sizeof text};
  expect(ISDIR, __wasi_fd_pread(dir, &buffer, 1, 0, &count));
  expect(BADF, write_text(dir, "x", &count));
  __wasi_ciovec_t out = {(const uint8_t *)"x", 1};
  expect(BADF, __wasi_fd_pwrite(dir, &out, 1, 0, &count));
  expect(BADF, __wasi_fd_seek(dir, 0, __WASI_WHENCE_SET, &at));
  expect(BADF, __wasi_fd_seek(dir, 0, __WASI_WHENCE_CUR, &at));
  expect(BADF, __wasi_fd_seek(dir, 0, __WASI_WHENCE_END, &at));
  expect(BADF, __wasi_fd_tell(dir, &at));
  expect(BADF, __wasi_fd_allocate(dir, 0, 1));
  expect(INVAL, __wasi_fd_filestat_set_size(dir, 0));

  // A directory can be opened again with what it has, with nothing, and for reading, but not for writing.
  __wasi_fd_t again;
  works(__wasi_path_open(dir, 0, ".", 0, status.fs_rights_base, status.fs_rights_inheriting, 0, &again));
  works(__wasi_fd_close(again));
  works(__wasi_path_open(dir, 0, ".", 0, 0, 0, __WASI_FDFLAGS_NONBLOCK, &again));
  works(__wasi_fd_close(again));
  works(__wasi_path_open(dir, 0, ".", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READ, 0, 0, &again));
  works(__wasi_fd_close(again));
  expect(ISDIR, __wasi_path_open(dir, 0, ".", __WASI_OFLAGS_DIRECTORY, READ_WRITE, 0, 0, &again));
  expect(ISDIR, __wasi_path_open(dir, 0, ".", 0, __WASI_RIGHTS_FD_WRITE, 0, 0, &again));

  // Removed while it is open.
  works(__wasi_path_remove_directory(ROOT, "dir"));
  works(__wasi_fd_fdstat_get(dir, &status));
  expect(NOENT, __wasi_path_open(dir, 0, "x", __WASI_OFLAGS_CREAT, 0, 0, 0, &again));
  works(__wasi_fd_close(dir));
}

static void rights(void) {
  __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT, READ_WRITE | __WASI_RIGHTS_FD_SEEK);
  __wasi_fdstat_t status;
  __wasi_size_t count;
  char text[8];
  works(write_text(fd, "text", &count));
  works(__wasi_fd_fdstat_get(fd, &status));
  require((status.fs_rights_base & READ_WRITE) == READ_WRITE);
  __wasi_rights_t base = status.fs_rights_base;
  works(__wasi_fd_fdstat_set_rights(fd, base & ~READ_WRITE, status.fs_rights_inheriting));
  works(__wasi_fd_fdstat_get(fd, &status));
  require(status.fs_rights_base == (base & ~READ_WRITE));
  expect(BADF, read_some(fd, text, sizeof text, &count));
  expect(BADF, write_text(fd, "x", &count));
  expect(NOTCAPABLE, __wasi_fd_fdstat_set_rights(fd, base, 0));
  // They go with the number, and are gone when it is reused.
  __wasi_fd_t other = opened("file", 0, READ_WRITE);
  works(__wasi_fd_renumber(fd, other));
  expect(BADF, read_some(other, text, sizeof text, &count));
  works(__wasi_fd_close(other));
  require(opened("file", 0, READ_WRITE) == fd);
  require(opened("file", 0, READ_WRITE) == other);
  works(read_some(fd, text, sizeof text, &count));
  works(read_some(other, text, sizeof text, &count));
  works(__wasi_fd_close(other));
  works(__wasi_fd_close(fd));

  // What a file was opened without it can't do.
  fd = opened("file", 0, __WASI_RIGHTS_FD_READ);
  works(__wasi_fd_fdstat_get(fd, &status));
  require((status.fs_rights_base & READ_WRITE) == __WASI_RIGHTS_FD_READ && status.fs_rights_inheriting == 0);
  works(read_some(fd, text, sizeof text, &count));
  expect(BADF, write_text(fd, "x", &count));
  works(__wasi_fd_close(fd));
  fd = opened("file", 0, __WASI_RIGHTS_FD_WRITE);
  works(__wasi_fd_fdstat_get(fd, &status));
  require((status.fs_rights_base & READ_WRITE) == __WASI_RIGHTS_FD_WRITE);
  expect(BADF, read_some(fd, text, sizeof text, &count));
  works(write_text(fd, "x", &count));
  works(__wasi_fd_close(fd));
  fd = opened("file", 0, 0);
  works(__wasi_fd_fdstat_get(fd, &status));
  require((status.fs_rights_base & READ_WRITE) == 0);
  expect(BADF, read_some(fd, text, sizeof text, &count));
  expect(BADF, write_text(fd, "x", &count));
  works(__wasi_fd_close(fd));

  // Rights that a directory gave up don't come back below it.
  __wasi_fd_t dir;
  works(__wasi_path_open(ROOT, 0, ".", __WASI_OFLAGS_DIRECTORY, ALL_RIGHTS & ~READ_WRITE, ALL_RIGHTS, 0, &dir));
  works(__wasi_fd_fdstat_get(dir, &status));
  works(__wasi_fd_fdstat_set_rights(dir, status.fs_rights_base, status.fs_rights_inheriting & ~__WASI_RIGHTS_FD_READ));
  works(__wasi_path_open(dir, 0, "file", __WASI_OFLAGS_TRUNC, READ_WRITE, 0, 0, &fd));
  expect(BADF, read_some(fd, text, sizeof text, &count));
  works(write_text(fd, "x", &count));
  works(__wasi_fd_close(fd));
  base = status.fs_rights_base & ~(__WASI_RIGHTS_PATH_FILESTAT_SET_SIZE | __WASI_RIGHTS_PATH_CREATE_DIRECTORY);
  works(__wasi_fd_fdstat_set_rights(dir, base, 0));
  expect(NOTCAPABLE, __wasi_path_open(dir, 0, "file", __WASI_OFLAGS_TRUNC, 0, 0, 0, &fd));
  expect(NOTCAPABLE, __wasi_path_create_directory(dir, "new"));
  works(__wasi_path_open(dir, 0, "file", 0, 0, 0, 0, &fd));
  works(__wasi_fd_close(fd));
  works(__wasi_fd_close(dir));
  works(__wasi_path_unlink_file(ROOT, "file"));
}

static void closed_preopen(void) {
  __wasi_fd_t dir;
  __wasi_filestat_t one, other;
  __wasi_fdstat_t status;
  __wasi_prestat_t prestat;
  works(__wasi_path_create_directory(ROOT, "sub"));
  dir = opened("sub", __WASI_OFLAGS_DIRECTORY, 0);
  works(__wasi_fd_filestat_get(dir, &one));
  works(__wasi_fd_renumber(dir, ROOT));
  works(__wasi_fd_filestat_get(ROOT, &other));
  require(one.ino == other.ino);
  expect(BADF, __wasi_fd_fdstat_get(dir, &status));
  expect(BADF, __wasi_fd_prestat_get(ROOT, &prestat));
  works(__wasi_fd_close(ROOT));
  expect(BADF, __wasi_fd_fdstat_get(ROOT, &status));
  expect(BADF, __wasi_path_create_directory(ROOT, "x"));
}

int main(void) {
  preopens();
  numbers();
  directories();
  rights();
  closed_preopen();
  return 0;
}
