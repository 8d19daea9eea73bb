// <linux/if_arp.h>: what <net/if_arp.h> has, with the kernel's types beside it.
#ifndef ISTHMUS_LINUX_IF_ARP_H
#define ISTHMUS_LINUX_IF_ARP_H

#include <linux/types.h>
#include <net/if_arp.h>

#endif
