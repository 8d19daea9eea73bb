// Extends wasi-libc's stdlib.h with what it hides: temporary files, a child's status, GNU's qsort_r and allocation.
#ifndef ISTHMUS_STDLIB_H
#define ISTHMUS_STDLIB_H
#include_next <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) ||            \
    defined(_BSD_SOURCE)
int mkstemp(char *);
char *mkdtemp(char *);
#endif

#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#include <isthmus/wait-status.h>
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
char *mktemp(char *);
int mkstemps(char *, int);
void *valloc(size_t);
void *memalign(size_t, size_t);
int getloadavg(double *, int);
int on_exit(void (*)(int, void *), void *);
int rpmatch(const char *);
#endif

#ifdef _GNU_SOURCE
int mkostemp(char *, int);
int mkostemps(char *, int, int);
char *canonicalize_file_name(const char *);
void qsort_r(void *, size_t, size_t, int (*)(const void *, const void *, void *), void *);
#define mkstemp64 mkstemp
#define mkostemp64 mkostemp
#define mkstemps64 mkstemps
#define mkostemps64 mkostemps
#endif

#ifdef __cplusplus
}
#endif
#endif
