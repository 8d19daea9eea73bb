// Replaces wasi-libc's 64-bit clock_t by long, as it is on every Linux, so that "%ld" prints one.
#ifndef ISTHMUS_TYPEDEF_CLOCK_T_H
#define ISTHMUS_TYPEDEF_CLOCK_T_H

typedef long clock_t;

#endif
