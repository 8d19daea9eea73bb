// <setjmp.h> of wasi-libc, with the signal mask where POSIX wants it saved. setjmp must be called by that name in the
// function that comes back (LLVM rewrites the call), so its relatives are macros over it.
#ifndef ISTHMUS_SETJMP_H
#define ISTHMUS_SETJMP_H

#include_next <setjmp.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#define _setjmp(environment) setjmp(environment)
#endif

#if defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) ||            \
    defined(_BSD_SOURCE)
/* Saves the mask when asked to, and returns its first argument. */
struct __jmp_buf_tag *__isthmus_save_mask(sigjmp_buf, int);
#define sigsetjmp(environment, save_mask) setjmp(__isthmus_save_mask(environment, save_mask))
#endif

#ifdef __cplusplus
}
#endif

#endif
