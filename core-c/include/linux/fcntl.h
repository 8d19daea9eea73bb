// <linux/fcntl.h>: what <fcntl.h> has of flags and commands.
#ifndef ISTHMUS_LINUX_FCNTL_H
#define ISTHMUS_LINUX_FCNTL_H

#include <fcntl.h>

#endif
