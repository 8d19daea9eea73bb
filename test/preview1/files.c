// Reading, writing, seeking, sizes and times of a regular file, and the same calls on what can't do them.
#include "check.h"

static void offsets(void) {
  __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL, ALL_RIGHTS);
  __wasi_filesize_t at;
  __wasi_size_t count;
  char text[64];
  works(__wasi_fd_tell(fd, &at));
  require(at == 0);
  works(write_text(fd, "0123456789", &count));
  require(count == 10);
  works(__wasi_fd_tell(fd, &at));
  require(at == 10);
  works(__wasi_fd_seek(fd, -4, __WASI_WHENCE_CUR, &at));
  require(at == 6);
  works(read_some(fd, text, sizeof text, &count));
  require(count == 4 && memcmp(text, "6789", 4) == 0);
  works(read_some(fd, text, sizeof text, &count));
  require(count == 0);
  works(__wasi_fd_seek(fd, 5, __WASI_WHENCE_END, &at));
  require(at == 15);
  expect(INVAL, __wasi_fd_seek(fd, -16, __WASI_WHENCE_CUR, &at));
  expect(INVAL, __wasi_fd_seek(fd, -1, __WASI_WHENCE_SET, &at));
  expect(INVAL, __wasi_fd_seek(fd, 0, 3, &at));
  works(__wasi_fd_tell(fd, &at));
  require(at == 15);

  // Several buffers, one of them empty, at an offset that doesn't move.
  __wasi_ciovec_t out[3] = {{(const uint8_t *)"ab", 2}, {NULL, 0}, {(const uint8_t *)"cde", 3}};
  works(__wasi_fd_pwrite(fd, out, 3, 2, &count));
  require(count == 5);
  __wasi_iovec_t in[2] = {{(uint8_t *)text, 3}, {(uint8_t *)text + 8, 10}};
  works(__wasi_fd_pread(fd, in, 2, 1, &count));
  require(count == 9 && memcmp(text, "1ab", 3) == 0 && memcmp(text + 8, "cde789", 6) == 0);
  works(__wasi_fd_pread(fd, in, 2, 100, &count));
  require(count == 0);
  works(__wasi_fd_tell(fd, &at));
  require(at == 15);
  works(__wasi_fd_write(fd, out, 0, &count));
  require(count == 0);
  expect(INVAL, __wasi_fd_pread(fd, in, 2, (__wasi_filesize_t)-1, &count));
  expect(INVAL, __wasi_fd_pwrite(fd, out, 3, (__wasi_filesize_t)1 << 63, &count));

  in[0].buf = BAD_POINTER;
  expect(FAULT, __wasi_fd_pread(fd, in, 1, 0, &count));
  expect(FAULT, __wasi_fd_read(fd, BAD_POINTER, 1, &count));
  expect(FAULT, __wasi_fd_tell(fd, BAD_POINTER));
  works(__wasi_fd_close(fd));
  expect(BADF, __wasi_fd_close(fd));
  expect(BADF, __wasi_fd_tell(fd, &at));
  expect(BADF, write_text(fd, "x", &count));
  expect(BADF, write_text(0xffffffff, "x", &count));
  expect(BADF, write_text(12345, "x", &count));
}

static void many_buffers(void) {
  static __wasi_ciovec_t out[3000];
  for (int i = 0; i < 3000; i++)
    out[i] = (__wasi_ciovec_t){(const uint8_t *)"x", 1};
  __wasi_fd_t fd = opened("many", __WASI_OFLAGS_CREAT, READ_WRITE);
  __wasi_size_t count, total = 0;
  while (total < 3000) {
    works(__wasi_fd_write(fd, out + total, 3000 - total, &count));
    require(count > 0);
    total += count;
  }
  works(__wasi_fd_close(fd));
  require(status_of("many").size == 3000);
  works(__wasi_path_unlink_file(ROOT, "many"));
}

static void sizes(void) {
  __wasi_fd_t fd = opened("file", __WASI_OFLAGS_TRUNC, READ_WRITE);
  __wasi_filestat_t status;
  works(__wasi_fd_filestat_get(fd, &status));
  require(status.size == 0 && status.filetype == __WASI_FILETYPE_REGULAR_FILE && status.nlink == 1);
  works(__wasi_fd_filestat_set_size(fd, 100));
  works(__wasi_fd_advise(fd, 10, 50, __WASI_ADVICE_NORMAL));
  works(__wasi_fd_advise(fd, 0, 0, __WASI_ADVICE_NOREUSE));
  expect(INVAL, __wasi_fd_advise(fd, 0, 0, 6));
  works(__wasi_fd_filestat_get(fd, &status));
  require(status.size == 100);
  works(__wasi_fd_allocate(fd, 0, 100));
  works(__wasi_fd_allocate(fd, 20, 20));
  works(__wasi_fd_filestat_get(fd, &status));
  require(status.size == 100);
  works(__wasi_fd_allocate(fd, 90, 30));
  works(__wasi_fd_filestat_get(fd, &status));
  require(status.size == 120);
  expect(INVAL, __wasi_fd_allocate(fd, 0, 0));
  works(__wasi_fd_filestat_set_size(fd, 7));
  works(__wasi_fd_filestat_get(fd, &status));
  require(status.size == 7);
  expect(INVAL, __wasi_fd_filestat_set_size(fd, (__wasi_filesize_t)1 << 63));
  works(__wasi_fd_sync(fd));
  works(__wasi_fd_datasync(fd));
  works(__wasi_fd_close(fd));

  fd = opened("file", 0, __WASI_RIGHTS_FD_READ);
  expect(INVAL, __wasi_fd_filestat_set_size(fd, 0));
  works(__wasi_fd_close(fd));
  require(status_of("file").size == 7);
}

static void times(void) {
  __wasi_fd_t fd = opened("file", 0, READ_WRITE);
  __wasi_filestat_t before, after;
  works(__wasi_fd_filestat_get(fd, &before));
  works(__wasi_fd_filestat_set_times(fd, 1, before.mtim - 100, __WASI_FSTFLAGS_MTIM));
  works(__wasi_fd_filestat_get(fd, &after));
  require(after.mtim == before.mtim - 100 && after.atim == before.atim && after.size == before.size);
  works(__wasi_fd_filestat_set_times(fd, 1234567890123456789ull, 0, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM_NOW));
  works(__wasi_fd_filestat_get(fd, &after));
  require(after.atim == 1234567890123456789ull && after.mtim > before.mtim - 100);
  works(__wasi_fd_filestat_set_times(fd, 1, 1, 0));
  works(__wasi_fd_filestat_get(fd, &before));
  require(before.atim == after.atim && before.mtim == after.mtim);
  expect(INVAL, __wasi_fd_filestat_set_times(fd, 1, 2, __WASI_FSTFLAGS_MTIM | __WASI_FSTFLAGS_MTIM_NOW));
  expect(INVAL, __wasi_fd_filestat_set_times(fd, 1, 2, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
  expect(INVAL, __wasi_fd_filestat_set_times(fd, 1, 2, 16));
  works(__wasi_fd_close(fd));

  // Times before 1970 would be times in the far future: preview1 has no sign. A path's times are set the same way.
  works(__wasi_path_filestat_set_times(ROOT, 0, "file", 5000000001ull, 6, __WASI_FSTFLAGS_ATIM));
  require(status_of("file").atim == 5000000001ull && status_of("file").mtim == before.mtim);
  expect(INVAL, __wasi_path_filestat_set_times(ROOT, 0, "file", 0, 0, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
  expect(INVAL, __wasi_path_filestat_set_times(ROOT, 2, "file", 0, 0, 0));
  expect(NOENT, __wasi_path_filestat_set_times(ROOT, 0, "nothing", 0, 0, __WASI_FSTFLAGS_ATIM));
  expect(BADF, __wasi_path_filestat_set_times(99, 0, "file", 0, 0, __WASI_FSTFLAGS_ATIM));
}

static void appending(void) {
  __wasi_fd_t fd;
  __wasi_size_t count;
  __wasi_filesize_t at;
  char text[16];
  __wasi_fdstat_t status;
  works(__wasi_path_open(ROOT, 0, "log", __WASI_OFLAGS_CREAT, READ_WRITE, 0, __WASI_FDFLAGS_APPEND, &fd));
  works(__wasi_fd_fdstat_get(fd, &status));
  require(status.fs_flags == __WASI_FDFLAGS_APPEND);
  works(write_text(fd, "ab", &count));
  works(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
  works(write_text(fd, "cd", &count));
  works(__wasi_fd_tell(fd, &at));
  require(at == 4);
  works(__wasi_fd_fdstat_set_flags(fd, 0));
  works(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
  works(write_text(fd, "X", &count));
  works(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
  works(read_some(fd, text, sizeof text, &count));
  require(count == 4 && memcmp(text, "Xbcd", 4) == 0);
  works(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_APPEND | __WASI_FDFLAGS_NONBLOCK));
  works(__wasi_fd_fdstat_get(fd, &status));
  require(status.fs_flags == (__WASI_FDFLAGS_APPEND | __WASI_FDFLAGS_NONBLOCK));
  // The kernel can't make an open file synchronous, and an unknown flag is an error.
  expect(INVAL, __wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_SYNC));
  expect(INVAL, __wasi_fd_fdstat_set_flags(fd, 32));
  works(__wasi_fd_close(fd));

  works(__wasi_path_open(ROOT, 0, "log", 0, READ_WRITE, 0, __WASI_FDFLAGS_DSYNC, &fd));
  works(__wasi_fd_fdstat_get(fd, &status));
  require(status.fs_flags == __WASI_FDFLAGS_DSYNC);
  works(__wasi_fd_close(fd));
  works(__wasi_path_open(ROOT, 0, "log", 0, READ_WRITE, 0, __WASI_FDFLAGS_SYNC | __WASI_FDFLAGS_APPEND, &fd));
  works(__wasi_fd_fdstat_get(fd, &status));
  require(status.fs_flags == (__WASI_FDFLAGS_SYNC | __WASI_FDFLAGS_APPEND));
  works(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_SYNC));
  works(__wasi_fd_close(fd));
  works(__wasi_path_unlink_file(ROOT, "log"));
}

int main(void) {
  offsets();
  many_buffers();
  sizes();
  times();
  appending();
  works(__wasi_path_unlink_file(ROOT, "file"));
  return 0;
}
