// <linux/if_addrlabel.h>: labels of IPv6 addresses in messages of rtnetlink(7).
#ifndef ISTHMUS_LINUX_IF_ADDRLABEL_H
#define ISTHMUS_LINUX_IF_ADDRLABEL_H

#include <linux/types.h>

struct ifaddrlblmsg {
  __u8 ifal_family;
  __u8 __ifal_reserved;
  __u8 ifal_prefixlen;
  __u8 ifal_flags;
  __u32 ifal_index;
  __u32 ifal_seq;
};

enum { IFAL_ADDRESS = 1, IFAL_LABEL = 2, __IFAL_MAX };
#define IFAL_MAX (__IFAL_MAX - 1)

#endif
