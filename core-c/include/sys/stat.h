// Extends wasi-libc's sys/stat.h with what it hides: umask, FIFOs and nodes, statx, the mode bits by their old names.
#ifndef ISTHMUS_SYS_STAT_H
#define ISTHMUS_SYS_STAT_H
#include_next <sys/stat.h>

#define S_TYPEISMQ(status) 0
#define S_TYPEISSEM(status) 0
#define S_TYPEISSHM(status) 0

#ifdef __cplusplus
extern "C" {
#endif

mode_t umask(mode_t);
int mkfifo(const char *, mode_t);
int mkfifoat(int, const char *, mode_t);
int mknod(const char *, mode_t, dev_t);
int mknodat(int, const char *, mode_t, dev_t);

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
int lchmod(const char *, mode_t);
#define ACCESSPERMS (S_IRWXU | S_IRWXG | S_IRWXO)
#define ALLPERMS (S_ISUID | S_ISGID | S_ISVTX | ACCESSPERMS)
#define DEFFILEMODE (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)
#define S_BLKSIZE 512
#endif

#ifdef _GNU_SOURCE
#include <isthmus/statx.h>
#endif

#ifdef __cplusplus
}
#endif
#endif
