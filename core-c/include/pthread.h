// <pthread.h> of wasi-libc (one thread: locks work, pthread_create fails with EAGAIN), with fork handlers added.
#ifndef ISTHMUS_PTHREAD_H
#define ISTHMUS_PTHREAD_H

#include_next <pthread.h>
#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

void pthread_exit(void *) __attribute__((__noreturn__));
int pthread_atfork(void (*)(void), void (*)(void), void (*)(void));

#ifdef __cplusplus
}
#endif

#endif
