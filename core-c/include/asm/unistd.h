// <asm/unistd.h>: the numbers of calls, which <sys/syscall.h> has.
#ifndef ISTHMUS_ASM_UNISTD_H
#define ISTHMUS_ASM_UNISTD_H

#include <sys/syscall.h>

#endif
