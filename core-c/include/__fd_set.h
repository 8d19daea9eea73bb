// Replaces wasi-libc's macros on fd_set, for the bit set of __typedef_fd_set.h.
#ifndef ISTHMUS_FD_SET_H
#define ISTHMUS_FD_SET_H

#include <__typedef_fd_set.h>

#define NFDBITS (8 * (int)sizeof(unsigned long))
#define __ISTHMUS_FD_WORD(fd, set) ((set)->fds_bits[(unsigned)(fd) / NFDBITS])
#define __ISTHMUS_FD_BIT(fd) (1UL << ((unsigned)(fd) % NFDBITS))

#define FD_ZERO(set) ((void)__builtin_memset((set), 0, sizeof(fd_set)))
#define FD_SET(fd, set) ((void)(__ISTHMUS_FD_WORD(fd, set) |= __ISTHMUS_FD_BIT(fd)))
#define FD_CLR(fd, set) ((void)(__ISTHMUS_FD_WORD(fd, set) &= ~__ISTHMUS_FD_BIT(fd)))
#define FD_ISSET(fd, set) ((__ISTHMUS_FD_WORD(fd, set) & __ISTHMUS_FD_BIT(fd)) != 0)

typedef unsigned long fd_mask;

#endif
