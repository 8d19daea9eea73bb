// <time.h> of wasi-libc with Linux's clocks (see __header_time.h) and what it leaves out: setting clocks, CPU clocks of
// other processes, timers, time zones. Interval timers are in <sys/time.h>.
#ifndef ISTHMUS_TIME_H
#define ISTHMUS_TIME_H

/* Without it wasi-libc marks clock() as deprecated; ours reads the process's own clock. */
#ifndef _WASI_EMULATED_PROCESS_CLOCKS
#define _WASI_EMULATED_PROCESS_CLOCKS
#endif
#include_next <time.h>

#if defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) ||            \
    defined(_BSD_SOURCE)
#ifdef __cplusplus
extern "C" {
#endif

int clock_settime(clockid_t, const struct timespec *);
int clock_getcpuclockid(pid_t, clockid_t *);

struct sigevent;
int timer_create(clockid_t, struct sigevent *__restrict, timer_t *__restrict);
int timer_delete(timer_t);
int timer_settime(timer_t, int, const struct itimerspec *__restrict, struct itimerspec *__restrict);
int timer_gettime(timer_t, struct itimerspec *);
int timer_getoverrun(timer_t);

void tzset(void);
extern char *tzname[2];
#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
extern int daylight;
extern long timezone;
#endif

#ifdef __cplusplus
}
#endif
#endif

#endif
