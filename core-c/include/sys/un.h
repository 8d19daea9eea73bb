// <sys/un.h>: addresses of Unix sockets, with the kernel's layout.
#ifndef ISTHMUS_SYS_UN_H
#define ISTHMUS_SYS_UN_H

#include <features.h>

#define __NEED_sa_family_t
#include <bits/alltypes.h>

struct sockaddr_un {
  sa_family_t sun_family;
  char sun_path[108];
};

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#include <string.h>
#define SUN_LEN(address) (__builtin_offsetof(struct sockaddr_un, sun_path) + strlen((address)->sun_path))
#endif

#endif
