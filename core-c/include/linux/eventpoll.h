// <linux/eventpoll.h>: events and operations of epoll(7), which <sys/epoll.h> has.
#ifndef ISTHMUS_LINUX_EVENTPOLL_H
#define ISTHMUS_LINUX_EVENTPOLL_H

#include <sys/epoll.h>

#endif
