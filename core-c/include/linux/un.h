// <linux/un.h>: what <sys/un.h> has, and the room for a path.
#ifndef ISTHMUS_LINUX_UN_H
#define ISTHMUS_LINUX_UN_H

#include <linux/socket.h>
#include <sys/un.h>

#define UNIX_PATH_MAX 108

#endif
