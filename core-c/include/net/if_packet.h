// <net/if_packet.h>: the old addresses of packet sockets.
#ifndef ISTHMUS_NET_IF_PACKET_H
#define ISTHMUS_NET_IF_PACKET_H

#include <linux/if_packet.h>

#endif
