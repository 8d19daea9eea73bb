// <linux/ip.h>: what <netinet/ip.h> has, the headers of IPsec and the settings of an interface.
#ifndef ISTHMUS_LINUX_IP_H
#define ISTHMUS_LINUX_IP_H

#include <asm/byteorder.h>
#include <linux/types.h>
#include <netinet/ip.h>

#define IPV4_BEET_PHMAXLEN 8

struct ip_auth_hdr {
  __u8 nexthdr;
  __u8 hdrlen;
  __be16 reserved;
  __be32 spi;
  __be32 seq_no;
  __u8 auth_data[];
};

struct ip_esp_hdr {
  __be32 spi;
  __be32 seq_no;
  __u8 enc_data[];
};

struct ip_comp_hdr {
  __u8 nexthdr;
  __u8 flags;
  __be16 cpi;
};

struct ip_beet_phdr {
  __u8 nexthdr;
  __u8 hdrlen;
  __u8 padlen;
  __u8 reserved;
};

#define IPOPT_CONTROL 0x0
#define IPOPT_CIPSO 134
#define IPOPT_RA 148
#define IPV4_DEVCONF_FORWARDING 1
#define IPV4_DEVCONF_MC_FORWARDING 2
#define IPV4_DEVCONF_PROXY_ARP 3
#define IPV4_DEVCONF_ACCEPT_REDIRECTS 4
#define IPV4_DEVCONF_SECURE_REDIRECTS 5
#define IPV4_DEVCONF_SEND_REDIRECTS 6
#define IPV4_DEVCONF_SHARED_MEDIA 7
#define IPV4_DEVCONF_RP_FILTER 8
#define IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE 9
#define IPV4_DEVCONF_BOOTP_RELAY 10
#define IPV4_DEVCONF_LOG_MARTIANS 11
#define IPV4_DEVCONF_TAG 12
#define IPV4_DEVCONF_ARPFILTER 13
#define IPV4_DEVCONF_MEDIUM_ID 14
#define IPV4_DEVCONF_NOXFRM 15
#define IPV4_DEVCONF_NOPOLICY 16
#define IPV4_DEVCONF_FORCE_IGMP_VERSION 17
#define IPV4_DEVCONF_ARP_ANNOUNCE 18
#define IPV4_DEVCONF_ARP_IGNORE 19
#define IPV4_DEVCONF_PROMOTE_SECONDARIES 20
#define IPV4_DEVCONF_ARP_ACCEPT 21
#define IPV4_DEVCONF_ARP_NOTIFY 22
#define IPV4_DEVCONF_ACCEPT_LOCAL 23
#define IPV4_DEVCONF_SRC_VMARK 24
#define IPV4_DEVCONF_PROXY_ARP_PVLAN 25
#define IPV4_DEVCONF_ROUTE_LOCALNET 26
#define IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL 27
#define IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL 28
#define IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN 29
#define IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST 30
#define IPV4_DEVCONF_DROP_GRATUITOUS_ARP 31
#define IPV4_DEVCONF_BC_FORWARDING 32
#define IPV4_DEVCONF_ARP_EVICT_NOCARRIER 33
#define IPV4_DEVCONF_MAX 33

#endif
