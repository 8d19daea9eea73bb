// The kernel's limits.
#ifndef ISTHMUS_LINUX_LIMITS_H
#define ISTHMUS_LINUX_LIMITS_H
#include <limits.h>
#ifndef PIPE_BUF
#define PIPE_BUF 4096
#define PATH_MAX 4096
#define ARG_MAX 131072
#define NGROUPS_MAX 65536
#endif
#ifndef NAME_MAX
#define NAME_MAX 255
#endif
#define NR_OPEN 1024
#define LINK_MAX 127
#define MAX_CANON 255
#define MAX_INPUT 255
#define XATTR_NAME_MAX 255
#define XATTR_SIZE_MAX 65536
#define XATTR_LIST_MAX 65536
#endif
