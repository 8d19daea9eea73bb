// <netinet/in.h>: addresses, protocols and options of IPv4 and IPv6, with Linux's values and the kernel's layouts.
#ifndef ISTHMUS_NETINET_IN_H
#define ISTHMUS_NETINET_IN_H

#include <__in_options.h>
#include <endian.h>
#include <features.h>
#include <inttypes.h>
#include <sys/socket.h>

typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;

/* wasi-libc's parts of this header stay away. */
#define __wasilibc___struct_in_addr_h
#define __wasilibc___struct_in6_addr_h
#define __wasilibc___struct_sockaddr_in_h
#define __wasilibc___struct_sockaddr_in6_h
#define __wasilibc___header_netinet_in_h

struct in_addr {
  in_addr_t s_addr;
};

struct sockaddr_in {
  sa_family_t sin_family;
  in_port_t sin_port;
  struct in_addr sin_addr;
  unsigned char sin_zero[8];
};

struct in6_addr {
  union {
    uint8_t __bytes[16];
    uint16_t __halves[8];
    uint32_t __words[4];
  } __in6;
};
#define s6_addr __in6.__bytes
#define s6_addr16 __in6.__halves
#define s6_addr32 __in6.__words

struct sockaddr_in6 {
  sa_family_t sin6_family;
  in_port_t sin6_port;
  uint32_t sin6_flowinfo;
  struct in6_addr sin6_addr;
  uint32_t sin6_scope_id;
};

/* Addresses of IPv4, in the byte order of the host. */
#define INADDR_ANY ((in_addr_t)0x00000000)
#define INADDR_BROADCAST ((in_addr_t)0xffffffff)
#define INADDR_NONE ((in_addr_t)0xffffffff)
#define INADDR_DUMMY ((in_addr_t)0xc0000008)
#define INADDR_LOOPBACK ((in_addr_t)0x7f000001)
#define INADDR_UNSPEC_GROUP ((in_addr_t)0xe0000000)
#define INADDR_ALLHOSTS_GROUP ((in_addr_t)0xe0000001)
#define INADDR_ALLRTRS_GROUP ((in_addr_t)0xe0000002)
#define INADDR_ALLSNOOPERS_GROUP ((in_addr_t)0xe000006a)
#define INADDR_MAX_LOCAL_GROUP ((in_addr_t)0xe00000ff)
#define IN_LOOPBACKNET 127
#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46

#define IN_CLASSA(address) (((in_addr_t)(address) >> 31) == 0)
#define IN_CLASSA_NET 0xff000000
#define IN_CLASSA_NSHIFT 24
#define IN_CLASSA_HOST 0x00ffffff
#define IN_CLASSA_MAX 128
#define IN_CLASSB(address) (((in_addr_t)(address) >> 30) == 2)
#define IN_CLASSB_NET 0xffff0000
#define IN_CLASSB_NSHIFT 16
#define IN_CLASSB_HOST 0x0000ffff
#define IN_CLASSB_MAX 65536
#define IN_CLASSC(address) (((in_addr_t)(address) >> 29) == 6)
#define IN_CLASSC_NET 0xffffff00
#define IN_CLASSC_NSHIFT 8
#define IN_CLASSC_HOST 0x000000ff
#define IN_CLASSD(address) (((in_addr_t)(address) >> 28) == 14)
#define IN_MULTICAST(address) IN_CLASSD(address)
#define IN_EXPERIMENTAL(address) (((in_addr_t)(address) >> 29) == 7)
#define IN_BADCLASS(address) (((in_addr_t)(address) >> 28) == 15)

struct ip_opts {
  struct in_addr ip_dst;
  char ip_opts[40];
};

struct ip_mreq {
  struct in_addr imr_multiaddr;
  struct in_addr imr_interface;
};

struct ip_mreqn {
  struct in_addr imr_multiaddr;
  struct in_addr imr_address;
  int imr_ifindex;
};

struct ip_mreq_source {
  struct in_addr imr_multiaddr;
  struct in_addr imr_interface;
  struct in_addr imr_sourceaddr;
};

struct ip_msfilter {
  struct in_addr imsf_multiaddr;
  struct in_addr imsf_interface;
  uint32_t imsf_fmode;
  uint32_t imsf_numsrc;
  struct in_addr imsf_slist[1];
};
#define IP_MSFILTER_SIZE(count) (sizeof(struct ip_msfilter) - sizeof(struct in_addr) + (count) * sizeof(struct in_addr))

struct in_pktinfo {
  int ipi_ifindex;
  struct in_addr ipi_spec_dst;
  struct in_addr ipi_addr;
};

struct group_req {
  uint32_t gr_interface;
  struct sockaddr_storage gr_group;
};

struct group_source_req {
  uint32_t gsr_interface;
  struct sockaddr_storage gsr_group;
  struct sockaddr_storage gsr_source;
};

struct group_filter {
  uint32_t gf_interface;
  struct sockaddr_storage gf_group;
  uint32_t gf_fmode;
  uint32_t gf_numsrc;
  struct sockaddr_storage gf_slist[1];
};
#define GROUP_FILTER_SIZE(count)                                                                                       \
  (sizeof(struct group_filter) - sizeof(struct sockaddr_storage) + (count) * sizeof(struct sockaddr_storage))

struct ipv6_mreq {
  struct in6_addr ipv6mr_multiaddr;
  unsigned ipv6mr_interface;
};

struct in6_pktinfo {
  struct in6_addr ipi6_addr;
  unsigned ipi6_ifindex;
};

struct ip6_mtuinfo {
  struct sockaddr_in6 ip6m_addr;
  uint32_t ip6m_mtu;
};

#define IN6ADDR_ANY_INIT                                                                                               \
  {                                                                                                                    \
    {                                                                                                                  \
      { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }                                                               \
    }                                                                                                                  \
  }
#define IN6ADDR_LOOPBACK_INIT                                                                                          \
  {                                                                                                                    \
    {                                                                                                                  \
      { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }                                                               \
    }                                                                                                                  \
  }

#ifdef __cplusplus
extern "C" {
#endif

extern const struct in6_addr in6addr_any;
extern const struct in6_addr in6addr_loopback;

uint32_t htonl(uint32_t);
uint16_t htons(uint16_t);
uint32_t ntohl(uint32_t);
uint16_t ntohs(uint16_t);

int getipv4sourcefilter(int, struct in_addr, struct in_addr, uint32_t *, uint32_t *, struct in_addr *);
int setipv4sourcefilter(int, struct in_addr, struct in_addr, uint32_t, uint32_t, const struct in_addr *);
int getsourcefilter(int, uint32_t, const struct sockaddr *, socklen_t, uint32_t *, uint32_t *,
                    struct sockaddr_storage *);
int setsourcefilter(int, uint32_t, const struct sockaddr *, socklen_t, uint32_t, uint32_t,
                    const struct sockaddr_storage *);

#ifdef _GNU_SOURCE
int inet6_opt_init(void *, socklen_t);
int inet6_opt_append(void *, socklen_t, int, uint8_t, socklen_t, uint8_t, void **);
int inet6_opt_finish(void *, socklen_t, int);
int inet6_opt_set_val(void *, int, void *, socklen_t);
int inet6_opt_next(void *, socklen_t, int, uint8_t *, socklen_t *, void **);
int inet6_opt_find(void *, socklen_t, int, uint8_t, socklen_t *, void **);
int inet6_opt_get_val(void *, int, void *, socklen_t);
socklen_t inet6_rth_space(int, int);
void *inet6_rth_init(void *, socklen_t, int, int);
int inet6_rth_add(void *, const struct in6_addr *);
int inet6_rth_reverse(const void *, void *);
int inet6_rth_segments(const void *);
struct in6_addr *inet6_rth_getaddr(const void *, int);
#endif

#ifdef __cplusplus
}
#endif

/* The names stay those of functions; that the compiler knows what they do makes constants of constants. */
static __inline uint32_t __network_long(uint32_t value) { return __builtin_bswap32(value); }
static __inline uint16_t __network_short(uint16_t value) { return __builtin_bswap16(value); }
#ifdef __OPTIMIZE__
#define htonl(value) __network_long(value)
#define ntohl(value) __network_long(value)
#define htons(value) __network_short(value)
#define ntohs(value) __network_short(value)
#endif

/* Whether the words of an address of IPv6, with a mask over the first, are these. */
static __inline int __in6_is(const void *address, uint32_t mask, uint32_t first, uint32_t second, uint32_t third,
                             uint32_t fourth) {
  const uint32_t *words = ((const struct in6_addr *)address)->s6_addr32;
  return (words[0] & __network_long(mask)) == __network_long(first) && words[1] == __network_long(second) &&
         words[2] == __network_long(third) && words[3] == __network_long(fourth);
}

static __inline int __in6_begins(const void *address, uint32_t mask, uint32_t first) {
  return (((const struct in6_addr *)address)->s6_addr32[0] & __network_long(mask)) == __network_long(first);
}

static __inline int __in6_begins_like_version_4(const void *address, uint32_t third) {
  const uint32_t *words = ((const struct in6_addr *)address)->s6_addr32;
  return words[0] == 0 && words[1] == 0 && words[2] == __network_long(third);
}

static __inline int __in6_equal(const void *one, const void *other) {
  const uint32_t *left = ((const struct in6_addr *)one)->s6_addr32;
  const uint32_t *right = ((const struct in6_addr *)other)->s6_addr32;
  return left[0] == right[0] && left[1] == right[1] && left[2] == right[2] && left[3] == right[3];
}

static __inline int __in6_is_group(const void *address, int scope) {
  const uint8_t *bytes = (const uint8_t *)address;
  return bytes[0] == 0xff && (bytes[1] & 0xf) == scope;
}

#define IN6_IS_ADDR_UNSPECIFIED(address) __in6_is(address, 0xffffffff, 0, 0, 0, 0)
#define IN6_IS_ADDR_LOOPBACK(address) __in6_is(address, 0xffffffff, 0, 0, 0, 1)
#define IN6_IS_ADDR_LINKLOCAL(address) __in6_begins(address, 0xffc00000, 0xfe800000)
#define IN6_IS_ADDR_SITELOCAL(address) __in6_begins(address, 0xffc00000, 0xfec00000)
#define IN6_IS_ADDR_MULTICAST(address) __in6_begins(address, 0xff000000, 0xff000000)
#define IN6_IS_ADDR_V4MAPPED(address) __in6_begins_like_version_4(address, 0xffff)
#define IN6_IS_ADDR_V4COMPAT(address)                                                                                  \
  (__in6_begins_like_version_4(address, 0) && __network_long(((const struct in6_addr *)(address))->s6_addr32[3]) > 1)
#define IN6_ARE_ADDR_EQUAL(one, other) __in6_equal(one, other)
#define IN6_IS_ADDR_MC_NODELOCAL(address) __in6_is_group(address, 0x1)
#define IN6_IS_ADDR_MC_LINKLOCAL(address) __in6_is_group(address, 0x2)
#define IN6_IS_ADDR_MC_SITELOCAL(address) __in6_is_group(address, 0x5)
#define IN6_IS_ADDR_MC_ORGLOCAL(address) __in6_is_group(address, 0x8)
#define IN6_IS_ADDR_MC_GLOBAL(address) __in6_is_group(address, 0xe)

#endif
