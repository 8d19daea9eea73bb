// Timers that are descriptors: timerfd_create(2). The flags of TFD_ are the guest's O_ flags of the same name.
#ifndef ISTHMUS_SYS_TIMERFD_H
#define ISTHMUS_SYS_TIMERFD_H

#include <time.h>

#define TFD_NONBLOCK 0x0004
#define TFD_CLOEXEC 0x0020

#define TFD_TIMER_ABSTIME 1
#define TFD_TIMER_CANCEL_ON_SET 2

#ifdef __cplusplus
extern "C" {
#endif

/* Where a program asks for plain C, <time.h> leaves out what these need. */
#if !defined(_POSIX_SOURCE) && !defined(_POSIX_C_SOURCE) && !defined(_XOPEN_SOURCE) && !defined(_GNU_SOURCE) &&        \
    !defined(_BSD_SOURCE)
struct itimerspec {
  struct timespec it_interval;
  struct timespec it_value;
};
#endif

int timerfd_create(int, int);
int timerfd_settime(int, int, const struct itimerspec *, struct itimerspec *);
int timerfd_gettime(int, struct itimerspec *);

#ifdef __cplusplus
}
#endif
#endif
