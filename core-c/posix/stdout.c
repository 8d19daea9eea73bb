// The buffers of stdin and stdout as glibc has them. wasi-libc writes stdout's first line at once, terminal or not,
// which a fork would show: glibc's first line stays in the buffer, and so goes out twice.
// wasi-libc's stdout refers to the function at the end, so this is linked with it and with nothing else.
#include "internal.h"

#include <stdio.h>
#include <unistd.h>

/* The block size of pipes and files, and what ungetc may put before it. */
enum { BLOCK = 4096, PUSHBACK = 8 };

extern FILE __stdin_FILE __attribute__((weak));

size_t __stdio_write(FILE *, const unsigned char *, size_t);

/* Before the program's own constructors, which may print already. */
__attribute__((constructor(101))) static void prepare(void) {
  static char input[BLOCK + PUSHBACK], output[BLOCK + PUSHBACK];
  int saved = errno;
  setvbuf(stdout, output, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, sizeof output);
  if (&__stdin_FILE != NULL)
    setvbuf(&__stdin_FILE, input, _IOFBF, sizeof input);
  errno = saved;
}

/** Writes stdout's buffer and more; how it is buffered has been settled above. */
size_t __stdout_write(FILE *stream, const unsigned char *text, size_t length) {
  return __stdio_write(stream, text, length);
}
