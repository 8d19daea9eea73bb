// <semaphore.h>: POSIX semaphores, unnamed and named. Replaces wasi-libc's, whose sem_t has another size than native
// programs give it.
#ifndef ISTHMUS_SEMAPHORE_H
#define ISTHMUS_SEMAPHORE_H

#include <features.h>

#define __NEED_time_t
#define __NEED_clockid_t
#define __NEED_mode_t
#define __NEED_struct_timespec
#include <bits/alltypes.h>

#include <fcntl.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef union {
  char __size[32];
  long long __align;
} sem_t;

#define SEM_FAILED ((sem_t *)0)
#ifndef SEM_VALUE_MAX
#define SEM_VALUE_MAX 0x7fffffff
#endif

int sem_init(sem_t *, int, unsigned);
int sem_destroy(sem_t *);
sem_t *sem_open(const char *, int, ...);
int sem_close(sem_t *);
int sem_unlink(const char *);
int sem_wait(sem_t *);
int sem_trywait(sem_t *);
int sem_timedwait(sem_t *__restrict, const struct timespec *__restrict);
#ifdef _GNU_SOURCE
int sem_clockwait(sem_t *__restrict, clockid_t, const struct timespec *__restrict);
#endif
int sem_post(sem_t *);
int sem_getvalue(sem_t *__restrict, int *__restrict);

#ifdef __cplusplus
}
#endif

#endif
