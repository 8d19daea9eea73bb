// <linux/ioctl.h>: how requests of ioctl(2) are numbered.
#ifndef ISTHMUS_LINUX_IOCTL_H
#define ISTHMUS_LINUX_IOCTL_H

#include <asm/ioctl.h>

#endif
