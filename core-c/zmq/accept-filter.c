// Filters of connections by address (tcp) and by who is at the other end (ipc).
#include "accept-filter.h"
#include "include/zmq.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* "ADDRESS" or "ADDRESS/BITS", without names. */
static int read_block(struct accept_filter *filter, const char *text, size_t size) {
  char address[INET6_ADDRSTRLEN + 1];
  const char *slash = memchr(text, '/', size);
  size_t length = slash == NULL ? size : (size_t)(slash - text);
  if (length >= sizeof address)
    return -EINVAL;
  memcpy(address, text, length);
  address[length] = 0;
  filter->family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
  if (inet_pton(filter->family, address, filter->address) != 1)
    return -EINVAL;
  unsigned most = filter->family == AF_INET6 ? 128 : 32;
  filter->bits = most;
  if (slash == NULL)
    return 0;
  const char *digit = slash + 1, *end = text + size;
  if (digit == end)
    return -EINVAL;
  for (filter->bits = 0; digit < end; digit++) {
    if (*digit < '0' || *digit > '9' || (filter->bits = filter->bits * 10 + (unsigned)(*digit - '0')) > most)
      return -EINVAL;
  }
  return 0;
}

static void clear(struct accept_filters *filters, int option) {
  size_t kept = 0;
  for (size_t i = 0; i < filters->count; i++)
    if (filters->list[i].option != option)
      filters->list[kept++] = filters->list[i];
  filters->count = kept;
}

int accept_filters_add(struct accept_filters *filters, int option, const void *value, size_t size) {
  struct accept_filter filter = {.option = option};
  if (value == NULL && size == 0) {
    clear(filters, option);
    return 0;
  }
  if (value == NULL || size == 0)
    return -EINVAL;
  if (option == ZMQ_TCP_ACCEPT_FILTER) {
    int result = read_block(&filter, value, size);
    if (result != 0)
      return result;
  } else if (size == sizeof filter.number) {
    memcpy(&filter.number, value, size);
  } else {
    return -EINVAL;
  }
  struct accept_filter *list = realloc(filters->list, (filters->count + 1) * sizeof *list);
  if (list == NULL)
    return -ENOMEM;
  list[filters->count++] = filter;
  filters->list = list;
  return 0;
}

static bool begins_equal(const uint8_t *one, const uint8_t *other, unsigned bits) {
  unsigned bytes = bits / 8, rest = bits % 8;
  return memcmp(one, other, bytes) == 0 && (rest == 0 || ((one[bytes] ^ other[bytes]) >> (8 - rest)) == 0);
}

static bool has_address(const struct accept_filter *filter, const struct sockaddr_storage *peer) {
  const uint8_t *address = (const uint8_t *)&((const struct sockaddr_in *)peer)->sin_addr;
  int family = peer->ss_family;
  if (family == AF_INET6) {
    const struct in6_addr *wide = &((const struct sockaddr_in6 *)peer)->sin6_addr;
    /* An IPv4 peer of a socket for both. */
    bool mapped = IN6_IS_ADDR_V4MAPPED(wide) && filter->family == AF_INET;
    address = wide->s6_addr + (mapped ? 12 : 0);
    family = mapped ? AF_INET : AF_INET6;
  }
  return family == filter->family && begins_equal(address, filter->address, filter->bits);
}

static bool is_who(const struct accept_filter *filter, const struct ucred *peer) {
  switch (filter->option) {
  case ZMQ_IPC_FILTER_PID:
    return peer->pid == (pid_t)filter->number;
  case ZMQ_IPC_FILTER_UID:
    return peer->uid == (uid_t)filter->number;
  default:
    return peer->gid == (gid_t)filter->number;
  }
}

bool accept_filters_let_in(const struct accept_filters *filters, int fd) {
  if (filters->count == 0)
    return true;
  struct sockaddr_storage address = {0};
  struct ucred who = {0};
  socklen_t size = sizeof address, who_size = sizeof who;
  if (getpeername(fd, (struct sockaddr *)&address, &size) != 0)
    return false;
  bool local = address.ss_family == AF_UNIX, concerned = false;
  if (local && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &who_size) != 0)
    return false;
  for (size_t i = 0; i < filters->count; i++) {
    const struct accept_filter *filter = &filters->list[i];
    if (local != (filter->option != ZMQ_TCP_ACCEPT_FILTER))
      continue;
    concerned = true;
    if (local ? is_who(filter, &who) : has_address(filter, &address))
      return true;
  }
  return !concerned;
}

void accept_filters_destroy(struct accept_filters *filters) { free(filters->list); }
