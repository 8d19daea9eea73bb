// Replaces wasi-libc's placeholder for sigset_t by the kernel's 64 signals, bit N-1 for signal N.
#ifndef ISTHMUS_TYPEDEF_SIGSET_T_H
#define ISTHMUS_TYPEDEF_SIGSET_T_H

typedef struct {
  unsigned long long __bits;
} sigset_t;

#endif
