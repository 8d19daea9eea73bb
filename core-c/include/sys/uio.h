// Extends wasi-libc's sys/uio.h with the calls at an offset that take flags.
#ifndef ISTHMUS_SYS_UIO_H
#define ISTHMUS_SYS_UIO_H
#include_next <sys/uio.h>

#ifdef _GNU_SOURCE
#define RWF_HIPRI 0x00000001
#define RWF_DSYNC 0x00000002
#define RWF_SYNC 0x00000004
#define RWF_NOWAIT 0x00000008
#define RWF_APPEND 0x00000010

#ifdef __cplusplus
extern "C" {
#endif

ssize_t preadv2(int, const struct iovec *, int, off_t, int);
ssize_t pwritev2(int, const struct iovec *, int, off_t, int);

#ifdef __cplusplus
}
#endif
#endif
#endif
