// From whom a socket hears a multicast group: the whole list of senders at once, over the options of ip(7) and ipv6(7).
#include "internal.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

/* More senders than the kernel takes, whose list's size can be told. */
enum { MOST = 1 << 20 };

/* The level of a group's options: by its family, or else by its address's length; -1 for what is neither. */
static int level_of(const struct sockaddr *group, socklen_t length) {
  sa_family_t family = length < sizeof group->sa_family ? AF_UNSPEC : group->sa_family;
  if (family == AF_INET || family == AF_INET6)
    return family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
  return length == sizeof(struct sockaddr_in) ? IPPROTO_IP : length == sizeof(struct sockaddr_in6) ? IPPROTO_IPV6 : -1;
}

static void *list_for(uint32_t count, size_t head, size_t each) {
  if (count > MOST) {
    errno = ENOBUFS;
    return NULL;
  }
  return calloc(1, head + (count == 0 ? 1 : count) * each);
}

static int done(void *list, int result) {
  int error = errno;
  free(list);
  errno = error;
  return result;
}

/** Sets the senders that are heard (MCAST_INCLUDE), or not (MCAST_EXCLUDE). Source: RFC 3678, 4.2.1. */
int setipv4sourcefilter(int fd, struct in_addr interface, struct in_addr group, uint32_t mode, uint32_t count,
                        const struct in_addr *senders) {
  struct ip_msfilter *filter = list_for(count, offsetof(struct ip_msfilter, imsf_slist), sizeof *senders);
  if (filter == NULL)
    return -1;
  filter->imsf_multiaddr = group;
  filter->imsf_interface = interface;
  filter->imsf_fmode = mode;
  filter->imsf_numsrc = count;
  if (count > 0)
    memcpy(filter->imsf_slist, senders, count * sizeof *senders);
  return done(filter, setsockopt(fd, IPPROTO_IP, IP_MSFILTER, filter, IP_MSFILTER_SIZE(count)));
}

/** Reads them: as many as there is room for, and how many there are. Source: RFC 3678, 4.2.2. */
int getipv4sourcefilter(int fd, struct in_addr interface, struct in_addr group, uint32_t *mode, uint32_t *count,
                        struct in_addr *senders) {
  struct ip_msfilter *filter = list_for(*count, offsetof(struct ip_msfilter, imsf_slist), sizeof *senders);
  if (filter == NULL)
    return -1;
  socklen_t size = IP_MSFILTER_SIZE(*count);
  filter->imsf_multiaddr = group;
  filter->imsf_interface = interface;
  filter->imsf_numsrc = *count;
  int result = getsockopt(fd, IPPROTO_IP, IP_MSFILTER, filter, &size);
  if (result == 0) {
    uint32_t given = filter->imsf_numsrc < *count ? filter->imsf_numsrc : *count;
    *mode = filter->imsf_fmode;
    if (given > 0)
      memcpy(senders, filter->imsf_slist, given * sizeof *senders);
    *count = filter->imsf_numsrc;
  }
  return done(filter, result);
}

/* A filter for a group, of either family; NULL and errno. */
static struct group_filter *group_filter(uint32_t interface, const struct sockaddr *group, socklen_t length,
                                         uint32_t count) {
  if (level_of(group, length) < 0 || length > sizeof(struct sockaddr_storage)) {
    errno = EINVAL;
    return NULL;
  }
  struct group_filter *filter =
      list_for(count, offsetof(struct group_filter, gf_slist), sizeof(struct sockaddr_storage));
  if (filter == NULL)
    return NULL;
  filter->gf_interface = interface;
  memcpy(&filter->gf_group, group, length);
  filter->gf_numsrc = count;
  return filter;
}

/** The same for both families, the interface by its number. Source: RFC 3678, 5.2.1. */
int setsourcefilter(int fd, uint32_t interface, const struct sockaddr *group, socklen_t length, uint32_t mode,
                    uint32_t count, const struct sockaddr_storage *senders) {
  struct group_filter *filter = group_filter(interface, group, length, count);
  if (filter == NULL)
    return -1;
  filter->gf_fmode = mode;
  if (count > 0)
    memcpy(filter->gf_slist, senders, count * sizeof *senders);
  return done(filter, setsockopt(fd, level_of(group, length), MCAST_MSFILTER, filter, GROUP_FILTER_SIZE(count)));
}

/** Reads them. Source: RFC 3678, 5.2.2. */
int getsourcefilter(int fd, uint32_t interface, const struct sockaddr *group, socklen_t length, uint32_t *mode,
                    uint32_t *count, struct sockaddr_storage *senders) {
  struct group_filter *filter = group_filter(interface, group, length, *count);
  if (filter == NULL)
    return -1;
  socklen_t size = GROUP_FILTER_SIZE(*count);
  int result = getsockopt(fd, level_of(group, length), MCAST_MSFILTER, filter, &size);
  if (result == 0) {
    uint32_t given = filter->gf_numsrc < *count ? filter->gf_numsrc : *count;
    *mode = filter->gf_fmode;
    if (given > 0)
      memcpy(senders, filter->gf_slist, given * sizeof *senders);
    *count = filter->gf_numsrc;
  }
  return done(filter, result);
}
