// Replaces wasi-libc's fd_set, a list, by Linux's: one bit a descriptor, so that any number below 1024 fits.
#ifndef ISTHMUS_TYPEDEF_FD_SET_H
#define ISTHMUS_TYPEDEF_FD_SET_H

#include <__macro_FD_SETSIZE.h>

typedef struct {
  unsigned long fds_bits[FD_SETSIZE / (8 * sizeof(unsigned long))];
} fd_set;

#endif
