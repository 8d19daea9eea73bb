// <linux/errno.h>: numbers of errors, which are the guest's own.
#ifndef ISTHMUS_LINUX_ERRNO_H
#define ISTHMUS_LINUX_ERRNO_H

#include <errno.h>

#endif
