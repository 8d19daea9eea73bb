// <linux/in.h>: what <netinet/in.h> has, with the kernel's types and orders of bytes beside it.
#ifndef ISTHMUS_LINUX_IN_H
#define ISTHMUS_LINUX_IN_H

#include <asm/byteorder.h>
#include <linux/socket.h>
#include <linux/types.h>
#include <netinet/in.h>

#endif
