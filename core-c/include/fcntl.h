// Extends wasi-libc's fcntl.h with what it hides: locks, splice and its kin, fallocate (constants: __header_fcntl.h).
#ifndef ISTHMUS_FCNTL_H
#define ISTHMUS_FCNTL_H
#include <features.h>

#include_next <fcntl.h>

#include <__struct_iovec.h>
#define __NEED_size_t
#define __NEED_ssize_t
#include <bits/alltypes.h>

#ifndef S_ISVTX
#define S_ISVTX 0x200
#define S_ISGID 0x400
#define S_ISUID 0x800
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#ifndef F_LOCK
#define F_ULOCK 0
#define F_LOCK 1
#define F_TLOCK 2
#define F_TEST 3
#endif
#ifndef F_OK
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
#endif
int lockf(int, int, off_t);
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#ifndef LOCK_SH
#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8
#endif
#endif

#ifdef _GNU_SOURCE
/* Mandatory locks, which Linux no longer has: flock gives EINVAL. */
#define LOCK_MAND 32
#define LOCK_READ 64
#define LOCK_WRITE 128
#define LOCK_RW 192

struct f_owner_ex {
  int type;
  pid_t pid;
};
int fallocate(int, int, off_t, off_t);
ssize_t readahead(int, off_t, size_t);
int sync_file_range(int, off_t, off_t, unsigned);
ssize_t vmsplice(int, const struct iovec *, size_t, unsigned);
ssize_t splice(int, off_t *, int, off_t *, size_t, unsigned);
ssize_t tee(int, int, size_t, unsigned);
#define fallocate64 fallocate
#endif

#if defined(_LARGEFILE64_SOURCE) || defined(_GNU_SOURCE)
#define F_GETLK64 F_GETLK
#define F_SETLK64 F_SETLK
#define F_SETLKW64 F_SETLKW
#define flock64 flock
#define lockf64 lockf
#endif

#ifdef __cplusplus
}
#endif
#endif
