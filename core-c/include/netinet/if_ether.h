// <netinet/if_ether.h>: ARP over Ethernet.
#ifndef ISTHMUS_NETINET_IF_ETHER_H
#define ISTHMUS_NETINET_IF_ETHER_H

#include <features.h>
#include <linux/if_ether.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <sys/types.h>

struct ether_arp {
  struct arphdr ea_hdr;
  uint8_t arp_sha[ETH_ALEN];
  uint8_t arp_spa[4];
  uint8_t arp_tha[ETH_ALEN];
  uint8_t arp_tpa[4];
};
#define arp_hrd ea_hdr.ar_hrd
#define arp_pro ea_hdr.ar_pro
#define arp_hln ea_hdr.ar_hln
#define arp_pln ea_hdr.ar_pln
#define arp_op ea_hdr.ar_op

/* The address that a group of IPv4 has on the wire. */
#define ETHER_MAP_IP_MULTICAST(group, address)                                                                         \
  {                                                                                                                    \
    (address)[0] = 0x01;                                                                                               \
    (address)[1] = 0x00;                                                                                               \
    (address)[2] = 0x5e;                                                                                               \
    (address)[3] = ((uint8_t *)(group))[1] & 0x7f;                                                                     \
    (address)[4] = ((uint8_t *)(group))[2];                                                                            \
    (address)[5] = ((uint8_t *)(group))[3];                                                                            \
  }

#endif
