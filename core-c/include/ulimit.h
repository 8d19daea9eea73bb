// <ulimit.h>: the limit of a file's length in blocks of 512 bytes, as System V had it; getrlimit is its successor.
#ifndef ISTHMUS_ULIMIT_H
#define ISTHMUS_ULIMIT_H

#define UL_GETFSIZE 1
#define UL_SETFSIZE 2
#define __UL_GETOPENMAX 4

#ifdef __cplusplus
extern "C" {
#endif

long ulimit(int, ...);

#ifdef __cplusplus
}
#endif

#endif
