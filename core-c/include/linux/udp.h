// <linux/udp.h>: what <netinet/udp.h> has, with the kernel's types beside it.
#ifndef ISTHMUS_LINUX_UDP_H
#define ISTHMUS_LINUX_UDP_H

#include <linux/types.h>
#include <netinet/udp.h>

#endif
