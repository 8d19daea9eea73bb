// <linux/inotify.h>: what <sys/inotify.h> has, with the kernel's types beside it.
#ifndef ISTHMUS_LINUX_INOTIFY_H
#define ISTHMUS_LINUX_INOTIFY_H

#include <linux/types.h>
#include <sys/inotify.h>

#endif
