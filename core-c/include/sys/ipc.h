// What System V's three mechanisms share: keys, permissions, commands. wasi-libc has no such header.
// Values are x86-64 Linux's, field names glibc's.
#ifndef ISTHMUS_SYS_IPC_H
#define ISTHMUS_SYS_IPC_H

#include <features.h>

#define __NEED_uid_t
#define __NEED_gid_t
#define __NEED_mode_t
#define __NEED_key_t
#include <bits/alltypes.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000

#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#ifdef _GNU_SOURCE
#define IPC_INFO 3
#endif

#define IPC_PRIVATE ((key_t)0)

struct ipc_perm {
  key_t __key;
  uid_t uid;
  gid_t gid;
  uid_t cuid;
  gid_t cgid;
  mode_t mode;
  unsigned short __seq;
  unsigned short __pad2;
};

key_t ftok(const char *, int);

#ifdef __cplusplus
}
#endif
#endif
