// Copying between descriptors in the kernel: sendfile(2).
#ifndef _SYS_SENDFILE_H
#define _SYS_SENDFILE_H

#define __NEED_off_t
#define __NEED_size_t
#define __NEED_ssize_t
#include <bits/alltypes.h>

#ifdef __cplusplus
extern "C" {
#endif

ssize_t sendfile(int, int, off_t *, size_t);

#if defined(_LARGEFILE64_SOURCE) || defined(_GNU_SOURCE)
#define sendfile64 sendfile
#endif

#ifdef __cplusplus
}
#endif
#endif
