// <asm/errno.h>: numbers of errors, which are the guest's own.
#ifndef ISTHMUS_ASM_ERRNO_H
#define ISTHMUS_ASM_ERRNO_H

#include <errno.h>

#endif
