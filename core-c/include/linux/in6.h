// <linux/in6.h>: what <netinet/in.h> has of IPv6, flow labels and the priorities of traffic.
#ifndef ISTHMUS_LINUX_IN6_H
#define ISTHMUS_LINUX_IN6_H

#include <linux/types.h>
#include <netinet/in.h>

struct in6_flowlabel_req {
  struct in6_addr flr_dst;
  __be32 flr_label;
  __u8 flr_action;
  __u8 flr_share;
  __u16 flr_flags;
  __u16 flr_expires;
  __u16 flr_linger;
  __u32 __flr_pad;
};

#define IPV6_FL_A_GET 0
#define IPV6_FL_A_PUT 1
#define IPV6_FL_A_RENEW 2
#define IPV6_FL_F_CREATE 1
#define IPV6_FL_F_EXCL 2
#define IPV6_FL_F_REFLECT 4
#define IPV6_FL_F_REMOTE 8
#define IPV6_FL_S_NONE 0
#define IPV6_FL_S_EXCL 1
#define IPV6_FL_S_PROCESS 2
#define IPV6_FL_S_USER 3
#define IPV6_FL_S_ANY 255
#define IPV6_FLOWINFO_FLOWLABEL 0xfffff
#define IPV6_FLOWINFO_PRIORITY 0xff00000
#define IPV6_PRIORITY_UNCHARACTERIZED 0x0
#define IPV6_PRIORITY_FILLER 0x100
#define IPV6_PRIORITY_UNATTENDED 0x200
#define IPV6_PRIORITY_RESERVED1 0x300
#define IPV6_PRIORITY_BULK 0x400
#define IPV6_PRIORITY_RESERVED2 0x500
#define IPV6_PRIORITY_INTERACTIVE 0x600
#define IPV6_PRIORITY_CONTROL 0x700
#define IPV6_PRIORITY_8 0x800
#define IPV6_PRIORITY_9 0x900
#define IPV6_PRIORITY_10 0xa00
#define IPV6_PRIORITY_11 0xb00
#define IPV6_PRIORITY_12 0xc00
#define IPV6_PRIORITY_13 0xd00
#define IPV6_PRIORITY_14 0xe00
#define IPV6_PRIORITY_15 0xf00
#define IPV6_TLV_PAD1 0
#define IPV6_TLV_PADN 1
#define IPV6_TLV_ROUTERALERT 5
#define IPV6_TLV_CALIPSO 7
#define IPV6_TLV_IOAM 49
#define IPV6_TLV_JUMBO 194
#define IPV6_TLV_HAO 201
#define IPV6_FLOWINFO 11
#define IPV6_PMTUDISC_DONT 0
#define IPV6_PMTUDISC_WANT 1
#define IPV6_PMTUDISC_DO 2
#define IPV6_PMTUDISC_PROBE 3
#define IPV6_PMTUDISC_INTERFACE 4
#define IPV6_PMTUDISC_OMIT 5
#define IPV6_FLOWLABEL_MGR 32
#define IPV6_FLOWINFO_SEND 33
#define IPV6_PREFER_SRC_TMP 0x1
#define IPV6_PREFER_SRC_PUBLIC 0x2
#define IPV6_PREFER_SRC_PUBTMP_DEFAULT 0x100
#define IPV6_PREFER_SRC_COA 0x4
#define IPV6_PREFER_SRC_HOME 0x400
#define IPV6_PREFER_SRC_CGA 0x8
#define IPV6_PREFER_SRC_NONCGA 0x800

#endif
