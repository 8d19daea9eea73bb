// <ucontext.h>: the types, and functions that are refused with ENOSYS, since WebAssembly shows its stack to nobody.
#ifndef ISTHMUS_UCONTEXT_H
#define ISTHMUS_UCONTEXT_H

#include <sys/ucontext.h>

#ifdef __cplusplus
extern "C" {
#endif

int getcontext(ucontext_t *);
int setcontext(const ucontext_t *);
int swapcontext(ucontext_t *__restrict, const ucontext_t *__restrict);
void makecontext(ucontext_t *, void (*)(void), int, ...);

#ifdef __cplusplus
}
#endif

#endif
