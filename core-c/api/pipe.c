// core.wasm: making pipes and asking for their size. What goes through them is core.c's.
#include "core.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* pipe2(2), close-on-exec; leaves the two descriptors in the buffer, the reading one first. */
CORE_EXPORT(core_pipe) int core_pipe(int nonblocking, int packets) {
  int ends[2];
  int result = pipe2(ends, O_CLOEXEC | (nonblocking ? O_NONBLOCK : 0) | (packets ? O_DIRECT : 0));
  if (result == 0)
    memcpy(core_scratch, ends, sizeof ends);
  return core_result(result);
}

/* A pipe's capacity in bytes. */
CORE_EXPORT(core_capacity) int core_capacity(int fd) { return core_result(fcntl(fd, F_GETPIPE_SZ)); }

/* Sets a pipe's capacity; what the kernel rounded it up to. */
CORE_EXPORT(core_set_capacity) int core_set_capacity(int fd, int bytes) {
  return core_result(fcntl(fd, F_SETPIPE_SZ, bytes));
}
