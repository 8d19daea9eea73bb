// <asm/ioctls.h>: requests of ioctl(2), which <sys/ioctl.h> has.
#ifndef ISTHMUS_ASM_IOCTLS_H
#define ISTHMUS_ASM_IOCTLS_H

#include <sys/ioctl.h>

#endif
