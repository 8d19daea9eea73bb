// A guest of two hosts: a file and standard output by preview1 functions, which another WASI host serves; a pipe by
// ours. It calls preview1 by name, since the C library's own open, read and write are ours too.
#include <isthmus/imports.h>
#include <string.h>
#include <wasi/api.h>

static void print(const char *text) {
  __wasi_ciovec_t piece = {.buf = (const uint8_t *)text, .buf_len = strlen(text)};
  __wasi_size_t written;
  if (__wasi_fd_write(1, &piece, 1, &written) != 0)
    __builtin_trap();
}

int main(void) {
  char text[64] = "";
  __wasi_iovec_t room = {.buf = (uint8_t *)text, .buf_len = sizeof text};
  __wasi_fd_t directory = 3, file;
  __wasi_size_t size;
  int ends[2];
  // Hosts differ in what else they preopen.
  while (__wasi_path_open(directory, 0, "greeting", 0, __WASI_RIGHTS_FD_READ, 0, 0, &file) != 0)
    if (++directory == 10)
      return 100;
  if (__wasi_fd_read(file, &room, 1, &size) != 0)
    return 101;
  // The descriptors of the two hosts are different things, though their numbers may be the same.
  if (__isthmus_pipe2(ends, 0) < 0 || ends[0] != 3)
    return 102;
  if (__isthmus_write(ends[1], text, size) != (int)size)
    return 103;
  memset(text, 0, sizeof text);
  if (__isthmus_read(ends[0], text, sizeof text) != (int)size)
    return 104;
  print("through a pipe: ");
  print(text);
  // In a program that embeds a guest there are no processes to make.
  return __isthmus_fork() == -38 ? 7 : 105;
}
