// Extends wasi-libc's string.h with the GNU versions that <string.h> has on Linux, and texts of errors and signals.
#ifndef ISTHMUS_STRING_H
#define ISTHMUS_STRING_H

/* Declared below: the feature macros choose between POSIX's version and GNU's. */
#define strerror_r __xpg_strerror_r
#include_next <string.h>
#undef strerror_r

#ifdef __cplusplus
extern "C" {
#endif

#ifdef _GNU_SOURCE
char *strerror_r(int, char *, size_t) __asm__("__isthmus_gnu_strerror_r");
#ifndef basename
char *basename(const char *) __asm__("__isthmus_gnu_basename");
#endif
const char *strerrorname_np(int);
const char *strerrordesc_np(int);
const char *sigabbrev_np(int);
const char *sigdescr_np(int);
void *rawmemchr(const void *, int);
#ifndef strndupa
#define strndupa(string, size)                                                                                         \
  (__extension__({                                                                                                     \
    const char *__string = (string);                                                                                   \
    size_t __length = strnlen(__string, (size));                                                                       \
    char *__copy = (char *)__builtin_alloca(__length + 1);                                                             \
    __copy[__length] = '\0';                                                                                           \
    (char *)memcpy(__copy, __string, __length);                                                                        \
  }))
#endif
#undef strdupa
#define strdupa(string)                                                                                                \
  (__extension__({                                                                                                     \
    const char *__string = (string);                                                                                   \
    size_t __size = strlen(__string) + 1;                                                                              \
    (char *)memcpy(__builtin_alloca(__size), __string, __size);                                                        \
  }))
#elif defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_BSD_SOURCE)
int strerror_r(int, char *, size_t) __asm__("__xpg_strerror_r");
#endif

#ifdef __cplusplus
}
#endif
#endif
