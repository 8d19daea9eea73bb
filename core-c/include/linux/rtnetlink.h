// <linux/rtnetlink.h>: rtnetlink(7): messages about links, addresses, routes, neighbours, rules and queues; with the
// kernel's layout.
#ifndef ISTHMUS_LINUX_RTNETLINK_H
#define ISTHMUS_LINUX_RTNETLINK_H

#include <isthmus/rtnetlink-groups.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/types.h>

#define RTNL_FAMILY_IPMR 128
#define RTNL_FAMILY_IP6MR 129
#define RTNL_FAMILY_MAX 129

enum {
  RTM_BASE = 16,
  RTM_NEWLINK = 16,
  RTM_DELLINK,
  RTM_GETLINK,
  RTM_SETLINK,
  RTM_NEWADDR = 20,
  RTM_DELADDR,
  RTM_GETADDR,
  RTM_NEWROUTE = 24,
  RTM_DELROUTE,
  RTM_GETROUTE,
  RTM_NEWNEIGH = 28,
  RTM_DELNEIGH,
  RTM_GETNEIGH,
  RTM_NEWRULE = 32,
  RTM_DELRULE,
  RTM_GETRULE,
  RTM_NEWQDISC = 36,
  RTM_DELQDISC,
  RTM_GETQDISC,
  RTM_NEWTCLASS = 40,
  RTM_DELTCLASS,
  RTM_GETTCLASS,
  RTM_NEWTFILTER = 44,
  RTM_DELTFILTER,
  RTM_GETTFILTER,
  RTM_NEWACTION = 48,
  RTM_DELACTION,
  RTM_GETACTION,
  RTM_NEWPREFIX = 52,
  RTM_GETMULTICAST = 58,
  RTM_GETANYCAST = 62,
  RTM_NEWNEIGHTBL = 64,
  RTM_GETNEIGHTBL = 66,
  RTM_SETNEIGHTBL,
  RTM_NEWNDUSEROPT = 68,
  RTM_NEWADDRLABEL = 72,
  RTM_DELADDRLABEL,
  RTM_GETADDRLABEL,
  RTM_GETDCB = 78,
  RTM_SETDCB,
  RTM_NEWNETCONF = 80,
  RTM_DELNETCONF,
  RTM_GETNETCONF = 82,
  RTM_NEWMDB = 84,
  RTM_DELMDB = 85,
  RTM_GETMDB = 86,
  RTM_NEWNSID = 88,
  RTM_DELNSID = 89,
  RTM_GETNSID = 90,
  RTM_NEWSTATS = 92,
  RTM_GETSTATS = 94,
  RTM_SETSTATS,
  RTM_NEWCACHEREPORT = 96,
  RTM_NEWCHAIN = 100,
  RTM_DELCHAIN,
  RTM_GETCHAIN,
  RTM_NEWNEXTHOP = 104,
  RTM_DELNEXTHOP,
  RTM_GETNEXTHOP,
  RTM_NEWLINKPROP = 108,
  RTM_DELLINKPROP,
  RTM_GETLINKPROP,
  RTM_NEWVLAN = 112,
  RTM_DELVLAN,
  RTM_GETVLAN,
  RTM_NEWNEXTHOPBUCKET = 116,
  RTM_DELNEXTHOPBUCKET,
  RTM_GETNEXTHOPBUCKET,
  RTM_NEWTUNNEL = 120,
  RTM_DELTUNNEL,
  RTM_GETTUNNEL,
  __RTM_MAX
};
#define RTM_MAX (((__RTM_MAX + 3) & ~3) - 1)
#define RTM_NR_MSGTYPES (RTM_MAX + 1 - RTM_BASE)
#define RTM_NR_FAMILIES (RTM_NR_MSGTYPES >> 2)
#define RTM_FAM(type) (((type)-RTM_BASE) >> 2)

struct rtattr {
  unsigned short rta_len;
  unsigned short rta_type;
};

#define RTA_ALIGNTO 4U
#define RTA_ALIGN(length) (((length) + (RTA_ALIGNTO - 1)) & ~(RTA_ALIGNTO - 1))
#define RTA_OK(attribute, left)                                                                                        \
  ((left) >= (int)sizeof(struct rtattr) && (attribute)->rta_len >= sizeof(struct rtattr) &&                            \
   (attribute)->rta_len <= (left))
#define RTA_NEXT(attribute, left)                                                                                      \
  ((left) -= RTA_ALIGN((attribute)->rta_len), (struct rtattr *)((char *)(attribute) + RTA_ALIGN((attribute)->rta_len)))
#define RTA_LENGTH(payload) (RTA_ALIGN(sizeof(struct rtattr)) + (payload))
#define RTA_SPACE(payload) RTA_ALIGN(RTA_LENGTH(payload))
#define RTA_DATA(attribute) ((void *)((char *)(attribute) + RTA_LENGTH(0)))
#define RTA_PAYLOAD(attribute) ((int)(attribute)->rta_len - RTA_LENGTH(0))

struct rtmsg {
  unsigned char rtm_family;
  unsigned char rtm_dst_len;
  unsigned char rtm_src_len;
  unsigned char rtm_tos;
  unsigned char rtm_table;
  unsigned char rtm_protocol;
  unsigned char rtm_scope;
  unsigned char rtm_type;
  unsigned rtm_flags;
};

enum {
  RTN_UNSPEC,
  RTN_UNICAST,
  RTN_LOCAL,
  RTN_BROADCAST,
  RTN_ANYCAST,
  RTN_MULTICAST,
  RTN_BLACKHOLE,
  RTN_UNREACHABLE,
  RTN_PROHIBIT,
  RTN_THROW,
  RTN_NAT,
  RTN_XRESOLVE,
  __RTN_MAX
};
#define RTN_MAX (__RTN_MAX - 1)
#define RTPROT_UNSPEC 0
#define RTPROT_REDIRECT 1
#define RTPROT_KERNEL 2
#define RTPROT_BOOT 3
#define RTPROT_STATIC 4
#define RTPROT_GATED 8
#define RTPROT_RA 9
#define RTPROT_MRT 10
#define RTPROT_ZEBRA 11
#define RTPROT_BIRD 12
#define RTPROT_DNROUTED 13
#define RTPROT_XORP 14
#define RTPROT_NTK 15
#define RTPROT_DHCP 16
#define RTPROT_MROUTED 17
#define RTPROT_KEEPALIVED 18
#define RTPROT_BABEL 42
#define RTPROT_OPENR 99
#define RTPROT_BGP 186
#define RTPROT_ISIS 187
#define RTPROT_OSPF 188
#define RTPROT_RIP 189
#define RTPROT_EIGRP 192

enum rt_scope_t {
  RT_SCOPE_UNIVERSE = 0,
  RT_SCOPE_SITE = 200,
  RT_SCOPE_LINK = 253,
  RT_SCOPE_HOST = 254,
  RT_SCOPE_NOWHERE = 255
};

#define RTM_F_NOTIFY 0x100
#define RTM_F_CLONED 0x200
#define RTM_F_EQUALIZE 0x400
#define RTM_F_PREFIX 0x800
#define RTM_F_LOOKUP_TABLE 0x1000
#define RTM_F_FIB_MATCH 0x2000
#define RTM_F_OFFLOAD 0x4000
#define RTM_F_TRAP 0x8000
#define RTM_F_OFFLOAD_FAILED 0x20000000

enum rt_class_t {
  RT_TABLE_UNSPEC = 0,
  RT_TABLE_COMPAT = 252,
  RT_TABLE_DEFAULT = 253,
  RT_TABLE_MAIN = 254,
  RT_TABLE_LOCAL = 255,
  RT_TABLE_MAX = 0xFFFFFFFF
};

enum rtattr_type_t {
  RTA_UNSPEC,
  RTA_DST,
  RTA_SRC,
  RTA_IIF,
  RTA_OIF,
  RTA_GATEWAY,
  RTA_PRIORITY,
  RTA_PREFSRC,
  RTA_METRICS,
  RTA_MULTIPATH,
  RTA_PROTOINFO,
  RTA_FLOW,
  RTA_CACHEINFO,
  RTA_SESSION,
  RTA_MP_ALGO,
  RTA_TABLE,
  RTA_MARK,
  RTA_MFC_STATS,
  RTA_VIA,
  RTA_NEWDST,
  RTA_PREF,
  RTA_ENCAP_TYPE,
  RTA_ENCAP,
  RTA_EXPIRES,
  RTA_PAD,
  RTA_UID,
  RTA_TTL_PROPAGATE,
  RTA_IP_PROTO,
  RTA_SPORT,
  RTA_DPORT,
  RTA_NH_ID,
  __RTA_MAX
};
#define RTA_MAX (__RTA_MAX - 1)
#define RTM_RTA(message) ((struct rtattr *)((char *)(message) + NLMSG_ALIGN(sizeof(struct rtmsg))))
#define RTM_PAYLOAD(header) NLMSG_PAYLOAD(header, sizeof(struct rtmsg))

struct rtnexthop {
  unsigned short rtnh_len;
  unsigned char rtnh_flags;
  unsigned char rtnh_hops;
  int rtnh_ifindex;
};

#define RTNH_F_DEAD 1
#define RTNH_F_PERVASIVE 2
#define RTNH_F_ONLINK 4
#define RTNH_F_OFFLOAD 8
#define RTNH_F_LINKDOWN 16
#define RTNH_F_UNRESOLVED 32
#define RTNH_F_TRAP 64
#define RTNH_COMPARE_MASK (RTNH_F_DEAD | RTNH_F_LINKDOWN | RTNH_F_OFFLOAD | RTNH_F_TRAP)
#define RTNH_ALIGNTO 4
#define RTNH_ALIGN(length) (((length) + (RTNH_ALIGNTO - 1)) & ~(RTNH_ALIGNTO - 1))
#define RTNH_OK(hop, left) ((hop)->rtnh_len >= sizeof(struct rtnexthop) && (int)(hop)->rtnh_len <= (left))
#define RTNH_NEXT(hop) ((struct rtnexthop *)((char *)(hop) + RTNH_ALIGN((hop)->rtnh_len)))
#define RTNH_LENGTH(payload) (RTNH_ALIGN(sizeof(struct rtnexthop)) + (payload))
#define RTNH_SPACE(payload) RTNH_ALIGN(RTNH_LENGTH(payload))
#define RTNH_DATA(hop) ((struct rtattr *)((char *)(hop) + RTNH_LENGTH(0)))

struct rtvia {
  __kernel_sa_family_t rtvia_family;
  __u8 rtvia_addr[];
};

struct rta_cacheinfo {
  __u32 rta_clntref;
  __u32 rta_lastuse;
  __s32 rta_expires;
  __u32 rta_error;
  __u32 rta_used;
  __u32 rta_id;
  __u32 rta_ts;
  __u32 rta_tsage;
};

#define RTNETLINK_HAVE_PEERINFO 1

enum {
  RTAX_UNSPEC,
  RTAX_LOCK,
  RTAX_MTU,
  RTAX_WINDOW,
  RTAX_RTT,
  RTAX_RTTVAR,
  RTAX_SSTHRESH,
  RTAX_CWND,
  RTAX_ADVMSS,
  RTAX_REORDERING,
  RTAX_HOPLIMIT,
  RTAX_INITCWND,
  RTAX_FEATURES,
  RTAX_RTO_MIN,
  RTAX_INITRWND,
  RTAX_QUICKACK,
  RTAX_CC_ALGO,
  RTAX_FASTOPEN_NO_COOKIE,
  __RTAX_MAX
};
#define RTAX_MAX (__RTAX_MAX - 1)
#define RTAX_FEATURE_ECN (1 << 0)
#define RTAX_FEATURE_SACK (1 << 1)
#define RTAX_FEATURE_TIMESTAMP (1 << 2)
#define RTAX_FEATURE_ALLFRAG (1 << 3)
#define RTAX_FEATURE_MASK (RTAX_FEATURE_ECN | RTAX_FEATURE_SACK | RTAX_FEATURE_TIMESTAMP | RTAX_FEATURE_ALLFRAG)

struct rta_session {
  __u8 proto;
  __u8 pad1;
  __u16 pad2;
  union {
    struct {
      __u16 sport;
      __u16 dport;
    } ports;
    struct {
      __u8 type;
      __u8 code;
      __u16 ident;
    } icmpt;
    __u32 spi;
  } u;
};

struct rta_mfc_stats {
  __u64 mfcs_packets;
  __u64 mfcs_bytes;
  __u64 mfcs_wrong_if;
};

struct rtgenmsg {
  unsigned char rtgen_family;
};

struct ifinfomsg {
  unsigned char ifi_family;
  unsigned char __ifi_pad;
  unsigned short ifi_type;
  int ifi_index;
  unsigned ifi_flags;
  unsigned ifi_change;
};

struct prefixmsg {
  unsigned char prefix_family;
  unsigned char prefix_pad1;
  unsigned short prefix_pad2;
  int prefix_ifindex;
  unsigned char prefix_type;
  unsigned char prefix_len;
  unsigned char prefix_flags;
  unsigned char prefix_pad3;
};

enum { PREFIX_UNSPEC, PREFIX_ADDRESS, PREFIX_CACHEINFO, __PREFIX_MAX };
#define PREFIX_MAX (__PREFIX_MAX - 1)

struct prefix_cacheinfo {
  __u32 preferred_time;
  __u32 valid_time;
};

struct tcmsg {
  unsigned char tcm_family;
  unsigned char tcm__pad1;
  unsigned short tcm__pad2;
  int tcm_ifindex;
  __u32 tcm_handle;
  __u32 tcm_parent;
  __u32 tcm_info;
};

#define tcm_block_index tcm_parent
#define TCM_IFINDEX_MAGIC_BLOCK (0xFFFFFFFFU)

enum {
  TCA_UNSPEC,
  TCA_KIND,
  TCA_OPTIONS,
  TCA_STATS,
  TCA_XSTATS,
  TCA_RATE,
  TCA_FCNT,
  TCA_STATS2,
  TCA_STAB,
  TCA_PAD,
  TCA_DUMP_INVISIBLE,
  TCA_CHAIN,
  TCA_HW_OFFLOAD,
  TCA_INGRESS_BLOCK,
  TCA_EGRESS_BLOCK,
  TCA_DUMP_FLAGS,
  TCA_EXT_WARN_MSG,
  __TCA_MAX
};
#define TCA_MAX (__TCA_MAX - 1)
#define TCA_DUMP_FLAGS_TERSE (1 << 0)
#define TCA_RTA(message) ((struct rtattr *)((char *)(message) + NLMSG_ALIGN(sizeof(struct tcmsg))))
#define TCA_PAYLOAD(header) NLMSG_PAYLOAD(header, sizeof(struct tcmsg))

struct nduseroptmsg {
  unsigned char nduseropt_family;
  unsigned char nduseropt_pad1;
  unsigned short nduseropt_opts_len;
  int nduseropt_ifindex;
  __u8 nduseropt_icmp_type;
  __u8 nduseropt_icmp_code;
  unsigned short nduseropt_pad2;
  unsigned int nduseropt_pad3;
};

enum { NDUSEROPT_UNSPEC, NDUSEROPT_SRCADDR, __NDUSEROPT_MAX };
#define NDUSEROPT_MAX (__NDUSEROPT_MAX - 1)

struct tcamsg {
  unsigned char tca_family;
  unsigned char tca__pad1;
  unsigned short tca__pad2;
};

enum {
  TCA_ROOT_UNSPEC,
  TCA_ROOT_TAB,
  TCA_ROOT_FLAGS,
  TCA_ROOT_COUNT,
  TCA_ROOT_TIME_DELTA,
  TCA_ROOT_EXT_WARN_MSG,
  __TCA_ROOT_MAX
};

#define TCA_ACT_TAB TCA_ROOT_TAB
#define TCAA_MAX TCA_ROOT_TAB
#define TCA_ROOT_MAX (__TCA_ROOT_MAX - 1)
#define TA_RTA(message) ((struct rtattr *)((char *)(message) + NLMSG_ALIGN(sizeof(struct tcamsg))))
#define TA_PAYLOAD(header) NLMSG_PAYLOAD(header, sizeof(struct tcamsg))
#define TCA_FLAG_LARGE_DUMP_ON (1 << 0)
#define TCA_ACT_FLAG_LARGE_DUMP_ON TCA_FLAG_LARGE_DUMP_ON
#define TCA_ACT_FLAG_TERSE_DUMP (1 << 1)
#define RTEXT_FILTER_VF (1 << 0)
#define RTEXT_FILTER_BRVLAN (1 << 1)
#define RTEXT_FILTER_BRVLAN_COMPRESSED (1 << 2)
#define RTEXT_FILTER_SKIP_STATS (1 << 3)
#define RTEXT_FILTER_MRP (1 << 4)
#define RTEXT_FILTER_CFM_CONFIG (1 << 5)
#define RTEXT_FILTER_CFM_STATUS (1 << 6)
#define RTEXT_FILTER_MST (1 << 7)

#endif
