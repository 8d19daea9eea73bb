// <linux/errqueue.h>: what a socket's queue of errors holds.
#ifndef ISTHMUS_LINUX_ERRQUEUE_H
#define ISTHMUS_LINUX_ERRQUEUE_H

#include <linux/types.h>
#include <sys/socket.h>
#include <time.h>

#define SO_EE_ORIGIN_NONE 0
#define SO_EE_ORIGIN_LOCAL 1
#define SO_EE_ORIGIN_ICMP 2
#define SO_EE_ORIGIN_ICMP6 3
#define SO_EE_ORIGIN_TXSTATUS 4
#define SO_EE_ORIGIN_ZEROCOPY 5
#define SO_EE_ORIGIN_TXTIME 6
#define SO_EE_ORIGIN_TIMESTAMPING 4
#define SO_EE_CODE_ZEROCOPY_COPIED 1
#define SO_EE_CODE_TXTIME_INVALID_PARAM 1
#define SO_EE_CODE_TXTIME_MISSED 2
#define SO_EE_RFC4884_FLAG_INVALID 1
#define SCM_TSTAMP_SND 0
#define SCM_TSTAMP_SCHED 1
#define SCM_TSTAMP_ACK 2

struct sock_ee_data_rfc4884 {
  __u16 len;
  __u8 flags;
  __u8 reserved;
};

struct sock_extended_err {
  __u32 ee_errno;
  __u8 ee_origin;
  __u8 ee_type;
  __u8 ee_code;
  __u8 ee_pad;
  __u32 ee_info;
  __extension__ union {
    __u32 ee_data;
    struct sock_ee_data_rfc4884 ee_rfc4884;
  };
};
#define SO_EE_OFFENDER(error) ((struct sockaddr *)((error) + 1))

struct scm_timestamping {
  struct timespec ts[3];
};

struct scm_timestamping64 {
  struct {
    __s64 tv_sec;
    __s64 tv_nsec;
  } ts[3];
};

#endif
