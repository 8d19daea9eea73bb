// <linux/icmp.h>: what <netinet/ip_icmp.h> has, and a raw socket's filter.
#ifndef ISTHMUS_LINUX_ICMP_H
#define ISTHMUS_LINUX_ICMP_H

#include <linux/types.h>
#include <netinet/ip_icmp.h>

#define ICMP_FILTER 1

struct icmp_filter {
  __u32 data;
};

#endif
