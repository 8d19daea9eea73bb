// <sys/times.h>: CPU times of the process and its children, in ticks of sysconf(_SC_CLK_TCK).
#ifndef ISTHMUS_SYS_TIMES_H
#define ISTHMUS_SYS_TIMES_H

#include <__struct_tms.h>

#ifdef __cplusplus
extern "C" {
#endif

clock_t times(struct tms *);

#ifdef __cplusplus
}
#endif

#endif
