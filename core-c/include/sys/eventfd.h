// Counters that are descriptors: eventfd(2). EFD_NONBLOCK and EFD_CLOEXEC are the guest's O_ flags of the same name.
#ifndef ISTHMUS_SYS_EVENTFD_H
#define ISTHMUS_SYS_EVENTFD_H

#include <stdint.h>

#define EFD_SEMAPHORE 1
#define EFD_NONBLOCK 0x0004
#define EFD_CLOEXEC 0x0020

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t eventfd_t;

int eventfd(unsigned, int);
int eventfd_read(int, eventfd_t *);
int eventfd_write(int, eventfd_t);

#ifdef __cplusplus
}
#endif
#endif
