// Interfaces: their names, numbers and addresses, as the host has them. Only guests that may use the network are told.
#include "netdb-entries.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <sys/socket.h>

/* One address as it comes; the address, mask, broadcast address or peer, statistics and the name follow. */
struct wire_interface {
  uint32_t size;
  uint32_t flags;
  uint32_t lengths[4];
};

static int32_t call_getifaddrs(const void *context, void *buffer, size_t size) {
  (void)context;
  return __isthmus_getifaddrs(BUFFER(buffer, size));
}

/** Points to the next part, of which there may be none. */
static void *part(char **at, uint32_t length) {
  void *start = length == 0 ? NULL : *at;
  *at += (length + 3) & ~3u;
  return start;
}

static void fill(struct ifaddrs *entry, char *bytes) {
  const struct wire_interface *wire = (const struct wire_interface *)bytes;
  char *at = bytes + sizeof *wire;
  entry->ifa_flags = wire->flags;
  entry->ifa_addr = part(&at, wire->lengths[0]);
  entry->ifa_netmask = part(&at, wire->lengths[1]);
  entry->ifa_broadaddr = part(&at, wire->lengths[2]);
  entry->ifa_data = part(&at, wire->lengths[3]);
  entry->ifa_name = at;
}

/** The addresses of all interfaces: the list and what it points to are one piece of memory. Source: getifaddrs(3). */
int getifaddrs(struct ifaddrs **list) {
  struct netdb_answer answer;
  int32_t called = __isthmus_netdb_ask(call_getifaddrs, NULL, &answer);
  const struct netdb_status *status = (const struct netdb_status *)answer.bytes;
  if (called < 0)
    return __isthmus_fail(-called);
  if (status->error != 0) {
    int error = status->error;
    free(answer.bytes);
    return __isthmus_fail(error);
  }
  size_t count = 0;
  for (size_t at = sizeof *status; at < answer.size; at += *(uint32_t *)(answer.bytes + at))
    count++;
  size_t head = count * sizeof(struct ifaddrs);
  struct ifaddrs *entries = malloc(head + answer.size);
  if (entries != NULL) {
    char *bytes = (char *)entries + head;
    memcpy(bytes, answer.bytes, answer.size);
    bytes += sizeof *status;
    for (size_t i = 0; i < count; i++, bytes += *(uint32_t *)bytes) {
      fill(&entries[i], bytes);
      entries[i].ifa_next = i + 1 < count ? &entries[i + 1] : NULL;
    }
    *list = count == 0 ? NULL : entries;
  }
  free(answer.bytes);
  return entries == NULL ? __isthmus_fail(LINUX_ENOMEM) : 0;
}

/** Frees such a list. Source: freeifaddrs(3). */
void freeifaddrs(struct ifaddrs *list) { free(list); }

static const struct sockaddr_ll *link_of(const struct ifaddrs *entry) {
  int is_link = entry->ifa_addr != NULL && entry->ifa_addr->sa_family == AF_PACKET;
  return is_link ? (const struct sockaddr_ll *)entry->ifa_addr : NULL;
}

/** The number of an interface's name, or 0. Source: if_nametoindex(3). */
unsigned if_nametoindex(const char *name) {
  struct ifaddrs *list;
  unsigned index = 0;
  if (getifaddrs(&list) != 0)
    return 0;
  for (const struct ifaddrs *entry = list; entry != NULL && index == 0; entry = entry->ifa_next)
    if (link_of(entry) != NULL && strcmp(entry->ifa_name, name) == 0)
      index = (unsigned)link_of(entry)->sll_ifindex;
  freeifaddrs(list);
  if (index == 0)
    errno = ENODEV;
  return index;
}

/** The name of an interface's number, or NULL. Source: if_indextoname(3). */
char *if_indextoname(unsigned index, char *name) {
  struct ifaddrs *list;
  char *found = NULL;
  if (getifaddrs(&list) != 0)
    return NULL;
  for (const struct ifaddrs *entry = list; entry != NULL && found == NULL; entry = entry->ifa_next)
    if (link_of(entry) != NULL && (unsigned)link_of(entry)->sll_ifindex == index)
      found = strncpy(name, entry->ifa_name, IF_NAMESIZE);
  freeifaddrs(list);
  if (found == NULL)
    errno = ENXIO;
  return found;
}

/** The names and numbers of all interfaces, the last one 0. Source: if_nameindex(3). */
struct if_nameindex *if_nameindex(void) {
  struct ifaddrs *list;
  if (getifaddrs(&list) != 0)
    return NULL;
  size_t count = 0;
  for (const struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next)
    count += link_of(entry) != NULL;
  struct if_nameindex *all = malloc((count + 1) * sizeof *all + count * IF_NAMESIZE);
  if (all != NULL) {
    char *names = (char *)(all + count + 1);
    struct if_nameindex *next = all;
    for (const struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next) {
      if (link_of(entry) == NULL)
        continue;
      *next++ = (struct if_nameindex){(unsigned)link_of(entry)->sll_ifindex, strcpy(names, entry->ifa_name)};
      names += IF_NAMESIZE;
    }
    *next = (struct if_nameindex){0, NULL};
  }
  freeifaddrs(list);
  return all;
}

/** Frees such an array. Source: if_freenameindex(3). */
void if_freenameindex(struct if_nameindex *all) { free(all); }
