// Replaces wasi-libc's page size, the 64 KiB step of memory.grow, by the kernel's, which is what mapping works in.
#ifndef ISTHMUS_MACRO_PAGESIZE_H
#define ISTHMUS_MACRO_PAGESIZE_H

#define PAGESIZE 4096

#endif
