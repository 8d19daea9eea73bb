// Extension headers of IPv6 as bytes: hop-by-hop and destination options, and routing headers of type 0. Sending them
// is sendmsg's and setsockopt's.
#include "internal.h"

#include <netinet/in.h>
#include <netinet/ip6.h>
#include <stdbool.h>

enum {
  /* Bytes of struct ip6_hbh and ip6_dest, and of an option's type and length. */
  HEADER = 2,
  OPTION = 2,
  /* Extension headers are multiples of this long, and have one byte for their length. */
  UNIT = 8,
  MOST_OPTIONS = 256 * UNIT,
  MOST_VALUE = 255,
  MOST_SEGMENTS = 127,
};

/* Padding, at most 7 bytes of it. */
static void pad(uint8_t *at, int count) {
  if (count == 1)
    *at = IP6OPT_PAD1;
  if (count < 2)
    return;
  memset(at, 0, (size_t)count);
  at[0] = IP6OPT_PADN;
  at[1] = (uint8_t)(count - OPTION);
}

/** Begins a header in a buffer, a multiple of 8 bytes long; without a buffer, or with one: where the first option goes;
 * or -1. Source: RFC 3542, 10.1. */
int inet6_opt_init(void *buffer, socklen_t size) {
  if (buffer == NULL)
    return HEADER;
  if (size == 0 || size % UNIT != 0 || size > MOST_OPTIONS)
    return -1;
  ((struct ip6_hbh *)buffer)->ip6h_len = (uint8_t)(size / UNIT - 1);
  return HEADER;
}

/** Adds an option of a length whose value stands at a multiple of `align`: where the next one goes, and where the value
 * does; or -1. Source: RFC 3542, 10.2. */
int inet6_opt_append(void *buffer, socklen_t size, int offset, uint8_t type, socklen_t length, uint8_t align,
                     void **value) {
  if (offset < HEADER || type == IP6OPT_PAD1 || type == IP6OPT_PADN || length > MOST_VALUE || align == 0 ||
      align > UNIT || (align & (align - 1)) != 0 || align > length)
    return -1;
  int padding = -(offset + OPTION) & (align - 1);
  int end = offset + padding + OPTION + (int)length;
  if (buffer == NULL)
    return end;
  if ((socklen_t)end > size)
    return -1;
  uint8_t *at = (uint8_t *)buffer + offset;
  pad(at, padding);
  at[padding] = type;
  at[padding + 1] = (uint8_t)length;
  *value = at + padding + OPTION;
  return end;
}

/** Ends the header: its length, or -1 when there is no room for padding. Source: RFC 3542, 10.3. */
int inet6_opt_finish(void *buffer, socklen_t size, int offset) {
  if (offset < HEADER)
    return -1;
  int padding = -offset & (UNIT - 1);
  if (buffer == NULL)
    return offset + padding;
  if ((socklen_t)(offset + padding) > size)
    return -1;
  pad((uint8_t *)buffer + offset, padding);
  return offset + padding;
}

/** Puts a part of an option's value: where the next one goes. Source: RFC 3542, 10.4. */
int inet6_opt_set_val(void *value, int offset, void *part, socklen_t length) {
  memcpy((uint8_t *)value + offset, part, length);
  return offset + (int)length;
}

/* Looks from an offset on for an option, of a type or (below 0) any but padding: the offset behind it, or -1. */
static int find(void *buffer, socklen_t size, int offset, int wanted, uint8_t *type, socklen_t *length, void **value) {
  if (offset == 0)
    offset = HEADER;
  if (offset < HEADER)
    return -1;
  while ((socklen_t)offset < size) {
    uint8_t *at = (uint8_t *)buffer + offset;
    bool is_single = at[0] == IP6OPT_PAD1;
    if (!is_single && (socklen_t)offset + OPTION > size)
      return -1;
    int behind = offset + (is_single ? 1 : OPTION + at[1]);
    if ((socklen_t)behind > size)
      return -1;
    if (wanted < 0 ? !is_single && at[0] != IP6OPT_PADN : at[0] == wanted) {
      *type = at[0];
      *length = is_single ? 0 : at[1];
      *value = at + (is_single ? 1 : OPTION);
      return behind;
    }
    offset = behind;
  }
  return -1;
}

/** The next option after an offset, which is 0 at first: the offset for the one after it, or -1. Source: RFC
 * 3542, 10.5. */
int inet6_opt_next(void *buffer, socklen_t size, int offset, uint8_t *type, socklen_t *length, void **value) {
  return find(buffer, size, offset, -1, type, length, value);
}

/** The next option of a type. Source: RFC 3542, 10.6. */
int inet6_opt_find(void *buffer, socklen_t size, int offset, uint8_t type, socklen_t *length, void **value) {
  uint8_t found;
  return find(buffer, size, offset, type, &found, length, value);
}

/** Takes a part of an option's value: where the next one stands. Source: RFC 3542, 10.7. */
int inet6_opt_get_val(void *value, int offset, void *part, socklen_t length) {
  memcpy(part, (uint8_t *)value + offset, length);
  return offset + (int)length;
}

/** Bytes of a routing header for so many addresses; 0 for types that there aren't. Source: RFC 3542, 7.1. */
socklen_t inet6_rth_space(int type, int segments) {
  if (type != IPV6_RTHDR_TYPE_0 || segments < 0 || segments > MOST_SEGMENTS)
    return 0;
  return sizeof(struct ip6_rthdr0) + (socklen_t)segments * sizeof(struct in6_addr);
}

/** Begins one: the buffer, or NULL. Source: RFC 3542, 7.2. */
void *inet6_rth_init(void *buffer, socklen_t size, int type, int segments) {
  socklen_t length = inet6_rth_space(type, segments);
  if (length == 0 || length > size)
    return NULL;
  memset(buffer, 0, length);
  struct ip6_rthdr *header = buffer;
  header->ip6r_len = (uint8_t)(length / UNIT - 1);
  header->ip6r_type = (uint8_t)type;
  return buffer;
}

/** How many addresses it has room for; -1 for other types. Source: RFC 3542, 7.5. */
int inet6_rth_segments(const void *buffer) {
  const struct ip6_rthdr *header = buffer;
  return header->ip6r_type == IPV6_RTHDR_TYPE_0 ? header->ip6r_len * UNIT / (int)sizeof(struct in6_addr) : -1;
}

/** Adds an address; -1 when there is no room. Source: RFC 3542, 7.3. */
int inet6_rth_add(void *buffer, const struct in6_addr *address) {
  struct ip6_rthdr0 *header = buffer;
  if (header->ip6r0_segleft >= inet6_rth_segments(buffer))
    return -1;
  header->ip6r0_addr[header->ip6r0_segleft++] = *address;
  return 0;
}

/** The way back, from the one there, which may be the same buffer; 0 or -1. Source: RFC 3542, 7.4. */
int inet6_rth_reverse(const void *there, void *back) {
  int segments = inet6_rth_segments(there);
  if (segments < 0)
    return -1;
  const struct ip6_rthdr0 *from = there;
  struct ip6_rthdr0 *to = back;
  memmove(to, from, sizeof *to);
  for (int i = 0; i < (segments + 1) / 2; i++) {
    struct in6_addr first = from->ip6r0_addr[i];
    to->ip6r0_addr[i] = from->ip6r0_addr[segments - 1 - i];
    to->ip6r0_addr[segments - 1 - i] = first;
  }
  to->ip6r0_segleft = (uint8_t)segments;
  return 0;
}

/** One of its addresses, or NULL. Source: RFC 3542, 7.6. */
struct in6_addr *inet6_rth_getaddr(const void *buffer, int index) {
  struct ip6_rthdr0 *header = (void *)(uintptr_t)buffer;
  return index < 0 || index >= inet6_rth_segments(buffer) ? NULL : &header->ip6r0_addr[index];
}
