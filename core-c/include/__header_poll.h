// Replaces wasi-libc's leaf header of this name: poll(2) with Linux's events, so that a struct pollfd goes to the
// kernel as it is. wasi-libc's events are few, and no other function of it takes them.
#ifndef ISTHMUS_HEADER_POLL_H
#define ISTHMUS_HEADER_POLL_H

#include <__struct_pollfd.h>
#include <__typedef_nfds_t.h>

#define POLLIN 0x001
#define POLLPRI 0x002
#define POLLOUT 0x004
#define POLLERR 0x008
#define POLLHUP 0x010
#define POLLNVAL 0x020
#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) || defined(_BSD_SOURCE) || defined(_POSIX_C_SOURCE)
#define POLLRDNORM 0x040
#define POLLRDBAND 0x080
#define POLLWRNORM 0x100
#define POLLWRBAND 0x200
#endif
#ifdef _GNU_SOURCE
#define POLLMSG 0x400
#define POLLREMOVE 0x1000
#define POLLRDHUP 0x2000
#endif

#endif
