// <linux/socket.h>: what <sys/socket.h> has, and the kernel's name of an address's room.
#ifndef ISTHMUS_LINUX_SOCKET_H
#define ISTHMUS_LINUX_SOCKET_H

#include <linux/posix_types.h>
#include <sys/socket.h>

#define __kernel_sockaddr_storage sockaddr_storage

#endif
