// core.wasm: files that are to be mapped: opened, asked for their size, cut or lengthened. Mapping for JavaScript is
// the bridge's, for the core itself placement.c's. Paths stand in the buffer, ended by NUL.
#include "core.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int core_open_flags(int how) {
  int flags = O_CLOEXEC;
  flags |= how & CORE_READ_ONLY ? O_RDONLY : how & CORE_WRITE_ONLY ? O_WRONLY : O_RDWR;
  flags |= (how & CORE_CREATE ? O_CREAT : 0) | (how & CORE_EXCLUSIVE ? O_EXCL : 0);
  return flags | (how & CORE_NONBLOCKING ? O_NONBLOCK : 0);
}

/* Opens a file without ever waiting, as it may be a FIFO's name by mistake. */
CORE_EXPORT(core_open_file) int core_open_file(int how, unsigned mode) {
  int fd = open((const char *)core_scratch, core_open_flags(how | CORE_NONBLOCKING), (mode_t)mode);
  return core_result(fd);
}

/* A file's bytes. */
CORE_EXPORT(core_file_size) double core_file_size(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? (double)status.st_size : core_result(-1);
}

/* Cuts or lengthens a file. */
CORE_EXPORT(core_set_file_size) int core_set_file_size(int fd, double size) {
  return core_result(ftruncate(fd, (off_t)size));
}

/* Whether a descriptor may be read and written, 1, or read only, 0. */
CORE_EXPORT(core_may_write) int core_may_write(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags == -1 ? core_result(-1) : (flags & O_ACCMODE) == O_RDWR;
}
