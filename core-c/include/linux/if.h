// <linux/if.h>: what <net/if.h> has, and the states of an interface.
#ifndef ISTHMUS_LINUX_IF_H
#define ISTHMUS_LINUX_IF_H

#include <linux/socket.h>
#include <linux/types.h>
#include <net/if.h>

#define IFF_VOLATILE                                                                                                   \
  (IFF_LOOPBACK | IFF_POINTOPOINT | IFF_BROADCAST | IFF_ECHO | IFF_MASTER | IFF_SLAVE | IFF_RUNNING | IFF_LOWER_UP |   \
   IFF_DORMANT)
#define IF_GET_IFACE 0x1
#define IF_GET_PROTO 0x2
#define IF_IFACE_V35 0x1000
#define IF_IFACE_V24 0x1001
#define IF_IFACE_X21 0x1002
#define IF_IFACE_T1 0x1003
#define IF_IFACE_E1 0x1004
#define IF_IFACE_SYNC_SERIAL 0x1005
#define IF_IFACE_X21D 0x1006
#define IF_PROTO_HDLC 0x2000
#define IF_PROTO_PPP 0x2001
#define IF_PROTO_CISCO 0x2002
#define IF_PROTO_FR 0x2003
#define IF_PROTO_FR_ADD_PVC 0x2004
#define IF_PROTO_FR_DEL_PVC 0x2005
#define IF_PROTO_X25 0x2006
#define IF_PROTO_HDLC_ETH 0x2007
#define IF_PROTO_FR_ADD_ETH_PVC 0x2008
#define IF_PROTO_FR_DEL_ETH_PVC 0x2009
#define IF_PROTO_FR_PVC 0x200a
#define IF_PROTO_FR_ETH_PVC 0x200b
#define IF_PROTO_RAW 0x200c
#define IF_OPER_UNKNOWN 0
#define IF_OPER_NOTPRESENT 1
#define IF_OPER_DOWN 2
#define IF_OPER_LOWERLAYERDOWN 3
#define IF_OPER_TESTING 4
#define IF_OPER_DORMANT 5
#define IF_OPER_UP 6
#define IF_LINK_MODE_DEFAULT 0
#define IF_LINK_MODE_DORMANT 1
#define IF_LINK_MODE_TESTING 2

#endif
