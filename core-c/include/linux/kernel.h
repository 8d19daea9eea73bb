// <linux/kernel.h>: natively what sysinfo(2) tells, by way of which programs come to the kernel's names of integers.
#ifndef ISTHMUS_LINUX_KERNEL_H
#define ISTHMUS_LINUX_KERNEL_H

#include <linux/types.h>

#endif
