// Extends wasi-libc's sys/types.h with the types that only Linux's has.
#ifndef ISTHMUS_SYS_TYPES_H
#define ISTHMUS_SYS_TYPES_H
#include_next <sys/types.h>

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#ifndef loff_t
typedef off_t loff_t;
#endif
typedef int daddr_t;
#endif

#endif
