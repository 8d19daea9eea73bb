// What the preview1 programs share: calls are made directly, and each result is compared with the errno that must come.
// A difference is printed with its place and ends the program with status 1.
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

// The first preopened directory, which the runner names "/".
#define ROOT ((__wasi_fd_t)3)

#define BAD_POINTER ((void *)0xfffffff0)
#define ALL_RIGHTS ((__wasi_rights_t)0x3fffffff)
#define READ_WRITE (__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE)

static inline void expect_at(const char *file, int line, const char *what, int wanted, int got) {
  if (wanted == got)
    return;
  printf("%s:%d: %s gave %d, not %d\n", file, line, what, got, wanted);
  fflush(stdout);
  _Exit(1);
}

static inline void require_at(const char *file, int line, const char *what, int holds) {
  if (holds)
    return;
  printf("%s:%d: not so: %s\n", file, line, what);
  fflush(stdout);
  _Exit(1);
}

#define expect(errno, call) expect_at(__FILE__, __LINE__, #call, __WASI_ERRNO_##errno, call)
#define works(call) expect(SUCCESS, call)
#define require(condition) require_at(__FILE__, __LINE__, #condition, (condition) ? 1 : 0)

// Opens below ROOT without following a link at the end.
static inline __wasi_errno_t open_at(const char *path, __wasi_oflags_t oflags, __wasi_rights_t rights,
                                     __wasi_fd_t *fd) {
  return __wasi_path_open(ROOT, 0, path, oflags, rights, 0, 0, fd);
}

static inline __wasi_fd_t opened(const char *path, __wasi_oflags_t oflags, __wasi_rights_t rights) {
  __wasi_fd_t fd;
  expect_at(path, 0, "path_open", 0, open_at(path, oflags, rights, &fd));
  return fd;
}

static inline void create(const char *path) { works(__wasi_fd_close(opened(path, __WASI_OFLAGS_CREAT, 0))); }

static inline __wasi_errno_t write_text(__wasi_fd_t fd, const char *text, __wasi_size_t *count) {
  __wasi_ciovec_t buffer = {(const uint8_t *)text, strlen(text)};
  return __wasi_fd_write(fd, &buffer, 1, count);
}

static inline __wasi_errno_t read_some(__wasi_fd_t fd, char *into, size_t size, __wasi_size_t *count) {
  __wasi_iovec_t buffer = {(uint8_t *)into, size};
  return __wasi_fd_read(fd, &buffer, 1, count);
}

static inline __wasi_filestat_t status_of(const char *path) {
  __wasi_filestat_t status;
  works(__wasi_path_filestat_get(ROOT, 0, path, &status));
  return status;
}
