// core.wasm: the names of FIFOs, made, opened without waiting and removed. Opening that waits for the other end is the
// bridge's (it needs a thread). Paths stand in the buffer, ended by NUL.
#include "core.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

CORE_EXPORT(core_mkfifo) int core_mkfifo(unsigned mode) {
  return core_result(mkfifo((const char *)core_scratch, (mode_t)mode));
}

/* open(2) of a FIFO with O_NONBLOCK; access is 0 to read, 1 to write, 2 for both. */
CORE_EXPORT(core_open_fifo) int core_open_fifo(int access) {
  static const int modes[] = {O_RDONLY, O_WRONLY, O_RDWR};
  return core_result(open((const char *)core_scratch, modes[access] | O_NONBLOCK | O_CLOEXEC));
}

CORE_EXPORT(core_unlink) int core_unlink(void) { return core_result(unlink((const char *)core_scratch)); }
