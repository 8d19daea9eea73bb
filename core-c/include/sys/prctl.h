// <sys/prctl.h>: operations on the own process and thread.
#ifndef ISTHMUS_SYS_PRCTL_H
#define ISTHMUS_SYS_PRCTL_H

#include <linux/prctl.h>

#ifdef __cplusplus
extern "C" {
#endif

int prctl(int, ...);

#ifdef __cplusplus
}
#endif

#endif
