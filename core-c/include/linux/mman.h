// <linux/mman.h>: what <sys/mman.h> has of maps and their flags.
#ifndef ISTHMUS_LINUX_MMAN_H
#define ISTHMUS_LINUX_MMAN_H

#include <sys/mman.h>

#endif
