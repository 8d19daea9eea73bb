// setvbuf(3) in the middle of output: wasi-libc forgets what is in the buffer, glibc writes it. The driver links with
// --wrap=setvbuf, so that setbuf, setlinebuf and setbuffer come here too.
#include <stdio.h>
#include <stdio_ext.h>

int __real_setvbuf(FILE *stream, char *buffer, int mode, size_t size);

/** Sets how a stream is buffered, and writes what it holds first. setvbuf(3). */
int __wrap_setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size) {
  if (__fpending(stream) > 0)
    fflush(stream);
  return __real_setvbuf(stream, buffer, mode, size);
}
