// System V message queues. A message's type is a long, which has 32 bits in a guest and 64 in the kernel: a type that a
// native program sent and a guest can't hold gives EOVERFLOW.
#ifndef ISTHMUS_SYS_MSG_H
#define ISTHMUS_SYS_MSG_H

#include <features.h>
#include <sys/ipc.h>

#define __NEED_size_t
#define __NEED_ssize_t
#define __NEED_pid_t
#define __NEED_time_t
#include <bits/alltypes.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned long msgqnum_t;
typedef unsigned long msglen_t;

#define MSG_NOERROR 010000

struct msqid_ds {
  struct ipc_perm msg_perm;
  time_t msg_stime;
  time_t msg_rtime;
  time_t msg_ctime;
  unsigned long __msg_cbytes;
  msgqnum_t msg_qnum;
  msglen_t msg_qbytes;
  pid_t msg_lspid;
  pid_t msg_lrpid;
};

int msgctl(int, int, struct msqid_ds *);
int msgget(key_t, int);
ssize_t msgrcv(int, void *, size_t, long, int);
int msgsnd(int, const void *, size_t, int);

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#define msg_cbytes __msg_cbytes

#define MSG_STAT 11
#define MSG_INFO 12
#define MSG_STAT_ANY 13

struct msginfo {
  int msgpool;
  int msgmap;
  int msgmax;
  int msgmnb;
  int msgmni;
  int msgssz;
  int msgtql;
  unsigned short msgseg;
};
#endif

#ifdef _GNU_SOURCE
#define MSG_EXCEPT 020000
#define MSG_COPY 040000

struct msgbuf {
  long mtype;
  char mtext[1];
};
#endif

#ifdef __cplusplus
}
#endif
#endif
