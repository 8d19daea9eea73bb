// Extends wasi-libc's limits.h with the limits that it lacks for want of pipes, users, queues and semaphores.
// clang's own limits.h may include this file a second time on its way to wasi-libc's, so the guard is only around ours.
#include_next <limits.h>
#ifndef ISTHMUS_LIMITS_H
#define ISTHMUS_LIMITS_H

#if defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) ||            \
    defined(_BSD_SOURCE)
#define PIPE_BUF 4096
#ifndef LOGIN_NAME_MAX
#define LOGIN_NAME_MAX 256
#endif
#ifndef SEM_VALUE_MAX
#define SEM_VALUE_MAX 0x7fffffff
#define SEM_NSEMS_MAX 256
#endif
#ifndef MQ_PRIO_MAX
#define MQ_PRIO_MAX 32768
#endif
#ifndef LINE_MAX
#define BC_BASE_MAX 99
#define BC_DIM_MAX 2048
#define BC_SCALE_MAX 99
#define BC_STRING_MAX 1000
#define EXPR_NEST_MAX 32
#define LINE_MAX 2048
#endif
#define AIO_PRIO_DELTA_MAX 20
#undef PTHREAD_KEYS_MAX
#define PTHREAD_KEYS_MAX 1024
#undef PTHREAD_STACK_MIN
#define PTHREAD_STACK_MIN 16384
#undef HOST_NAME_MAX
#define HOST_NAME_MAX 64
#undef NGROUPS_MAX
#define NGROUPS_MAX 65536
#define MAX_CANON 255
#define MAX_INPUT 255
#define XATTR_NAME_MAX 255
#define XATTR_SIZE_MAX 65536
#define RTSIG_MAX 32
#endif
#endif
