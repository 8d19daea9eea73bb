// Extends wasi-libc's stdio.h with what it hides: temporary files, popen, locking, renames.
#ifndef ISTHMUS_STDIO_H
#define ISTHMUS_STDIO_H

/* wasi-libc declares these two deprecated, so its declarations get other names. */
#define tmpnam __isthmus_absent_tmpnam
#define tmpfile __isthmus_absent_tmpfile
#include_next <stdio.h>
#undef tmpnam
#undef tmpfile

#undef BUFSIZ
#define BUFSIZ 8192
#define TMP_MAX 238328
#define L_tmpnam 20
#undef FOPEN_MAX
#define FOPEN_MAX 16

#ifdef __cplusplus
extern "C" {
#endif

char *tmpnam(char *);
FILE *tmpfile(void);

#if defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) ||            \
    defined(_BSD_SOURCE)
FILE *popen(const char *, const char *);
int pclose(FILE *);
void flockfile(FILE *);
int ftrylockfile(FILE *);
void funlockfile(FILE *);
#endif

#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#define P_tmpdir "/tmp"
char *tempnam(const char *, const char *);
#endif

#ifdef _GNU_SOURCE
#define SEEK_DATA 3
#define SEEK_HOLE 4
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#define RENAME_WHITEOUT 4
int renameat2(int, const char *, int, const char *, unsigned);
int fcloseall(void);
#define tmpfile64 tmpfile
#endif
#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
char *tmpnam_r(char *);
#endif

#ifdef __cplusplus
}
#endif
#endif
