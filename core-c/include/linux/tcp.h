// <linux/tcp.h>: <netinet/tcp.h>, and a header's flags as the kernel names them.
#ifndef ISTHMUS_LINUX_TCP_H
#define ISTHMUS_LINUX_TCP_H

#include <linux/types.h>
#include <netinet/tcp.h>

union tcp_word_hdr {
  struct tcphdr hdr;
  __be32 words[5];
};
#define tcp_flag_word(header) (((union tcp_word_hdr *)(header))->words[3])

#define TCP_FLAG_CWR 0x8000
#define TCP_FLAG_ECE 0x4000
#define TCP_FLAG_URG 0x2000
#define TCP_FLAG_ACK 0x1000
#define TCP_FLAG_PSH 0x800
#define TCP_FLAG_RST 0x400
#define TCP_FLAG_SYN 0x200
#define TCP_FLAG_FIN 0x100
#define TCP_RESERVED_BITS 0xf
#define TCP_DATA_OFFSET 0xf0

#endif
