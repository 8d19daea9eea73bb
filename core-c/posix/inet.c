// Addresses of IPv4 and IPv6 as text, and the parts of one of IPv4. Nobody is asked about names.
#include "internal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

/** Reads a number as C writes it: decimal, octal or hexadecimal. Returns where it ends, or NULL without one. */
static const char *read_number(const char *text, uint32_t *number) {
  if (!isdigit((unsigned char)*text))
    return NULL;
  char *end;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 0);
  if (value > UINT32_MAX || errno == ERANGE)
    return NULL;
  *number = (uint32_t)value;
  return end;
}

/** Reads up to four numbers with dots between; how many, and where they end. 0 when there is something else. */
static int read_numbers(const char *text, uint32_t numbers[4], const char **end) {
  int kept = errno, count = 0;
  do {
    if (count > 0)
      text++;
    text = count < 4 ? read_number(text, &numbers[count]) : NULL;
    count++;
  } while (text != NULL && *text == '.');
  errno = kept;
  *end = text;
  return text == NULL ? 0 : count;
}

/** The address that one to four numbers mean, of which the last takes the rest of it. Whatever follows a space is not
 * looked at. Source: inet_aton(3). */
int inet_aton(const char *text, struct in_addr *address) {
  uint32_t numbers[4];
  const char *end;
  int count = read_numbers(text, numbers, &end);
  if (count == 0 || (*end != '\0' && !isspace((unsigned char)*end)))
    return 0;
  uint32_t value = numbers[count - 1];
  if ((uint64_t)value >> (32 - 8 * (count - 1)) != 0)
    return 0;
  for (int i = 0; i < count - 1; i++) {
    if (numbers[i] > 255)
      return 0;
    value |= numbers[i] << (24 - 8 * i);
  }
  if (address != NULL)
    address->s_addr = htonl(value);
  return 1;
}

/** The same, INADDR_NONE for what is no address. Source: inet_addr(3). */
in_addr_t inet_addr(const char *text) {
  struct in_addr address;
  return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}

/** A network's number, in the byte order of the host: each number is one byte of it. Source: inet_network(3). */
in_addr_t inet_network(const char *text) {
  uint32_t numbers[4];
  const char *end;
  int count = read_numbers(text, numbers, &end);
  while (count > 0 && isspace((unsigned char)*end))
    end++;
  if (count == 0 || *end != '\0')
    return INADDR_NONE;
  in_addr_t network = 0;
  for (int i = 0; i < count; i++) {
    if (numbers[i] > 255)
      return INADDR_NONE;
    network = network << 8 | numbers[i];
  }
  return network;
}

/** Bits of an address that are the host's, by the class of the network. */
static int host_bits(in_addr_t address) { return IN_CLASSA(address) ? 24 : IN_CLASSB(address) ? 16 : 8; }

/** A network and a host in it. Source: inet_makeaddr(3). */
struct in_addr inet_makeaddr(in_addr_t network, in_addr_t host) {
  int shift = network < 128 ? 24 : network < 65536 ? 16 : network < 1 << 24 ? 8 : 0;
  in_addr_t mask = shift == 0 ? 0 : (1u << shift) - 1;
  return (struct in_addr){htonl(shift == 0 ? network | host : network << shift | (host & mask))};
}

/** The host's part. Source: inet_lnaof(3). */
in_addr_t inet_lnaof(struct in_addr address) {
  in_addr_t value = ntohl(address.s_addr);
  return value & ((1u << host_bits(value)) - 1);
}

/** The network's part. Source: inet_netof(3). */
in_addr_t inet_netof(struct in_addr address) {
  in_addr_t value = ntohl(address.s_addr);
  return value >> host_bits(value);
}

static void write_version_4(const unsigned char *bytes, char *text) {
  sprintf(text, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
}

/** An address of IPv4 as text, until the next call. Source: inet_ntoa(3). */
char *inet_ntoa(struct in_addr address) {
  static char text[INET_ADDRSTRLEN];
  write_version_4((const unsigned char *)&address, text);
  return text;
}

/** The first of the longest runs of zero words, at least two; its length is 0 without one. */
static void find_zeros(const uint16_t words[8], int *start, int *length) {
  *start = 8;
  *length = 0;
  for (int i = 0; i < 8;) {
    int end = i;
    while (end < 8 && words[end] == 0)
      end++;
    if (end - i > *length && end - i > 1) {
      *start = i;
      *length = end - i;
    }
    i = end + 1;
  }
}

static void write_version_6(const unsigned char *bytes, char *text) {
  uint16_t words[8];
  for (int i = 0; i < 8; i++)
    words[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  int start, length;
  find_zeros(words, &start, &length);
  /* Addresses of IPv4 in these forms end as such. */
  int is_version_4 = start == 0 && (length == 6 || (length == 5 && words[5] == 0xffff));
  int words_written = is_version_4 ? 6 : 8;
  char *end = text;
  for (int i = 0; i < words_written; i++) {
    if (i == start) {
      end += sprintf(end, i == 0 ? "::" : ":");
      i += length - 1;
    } else {
      end += sprintf(end, i == 7 ? "%x" : "%x:", words[i]);
    }
  }
  if (is_version_4)
    write_version_4(bytes + 12, end);
}

/** An address as text. Source: inet_ntop(3). */
const char *inet_ntop(int family, const void *restrict address, char *restrict text, socklen_t size) {
  char written[INET6_ADDRSTRLEN];
  if (family == AF_INET) {
    write_version_4(address, written);
  } else if (family == AF_INET6) {
    write_version_6(address, written);
  } else {
    errno = EAFNOSUPPORT;
    return NULL;
  }
  if (strlen(written) >= size) {
    errno = ENOSPC;
    return NULL;
  }
  return strcpy(text, written);
}

/** Four decimal numbers without leading zeros, which end the text. */
static int read_version_4(const char *text, unsigned char bytes[4]) {
  for (int i = 0; i < 4; i++) {
    if (i > 0 && *text++ != '.')
      return 0;
    int value = 0, digits = 0;
    for (; isdigit((unsigned char)*text); text++, digits++) {
      if (digits > 0 && value == 0)
        return 0;
      value = 10 * value + (*text - '0');
      if (value > 255)
        return 0;
    }
    if (digits == 0)
      return 0;
    bytes[i] = (unsigned char)value;
  }
  return *text == '\0';
}

static int digit_of(char character) {
  return isdigit((unsigned char)character) ? character - '0' : tolower((unsigned char)character) - 'a' + 10;
}

/** Words in hexadecimal between colons, once "::" for the zeros that are missing, at the end perhaps an address of
 * IPv4, which end the text. */
static int read_version_6(const char *text, unsigned char bytes[16]) {
  unsigned char read[16] = {0};
  int length = 0, gap = -1;
  if (text[0] == ':' && *++text != ':')
    return 0;
  while (*text != '\0') {
    if (*text == ':') {
      /* The second of two. */
      if (gap >= 0)
        return 0;
      gap = length;
      text++;
      continue;
    }
    const char *start = text;
    int value = 0, digits = 0;
    for (; isxdigit((unsigned char)*text); text++, digits++)
      value = digits < 4 ? value << 4 | digit_of(*text) : value;
    if (*text == '.' && length <= 12 && read_version_4(start, read + length)) {
      length += 4;
      break;
    }
    if (digits == 0 || digits > 4 || length > 14)
      return 0;
    read[length++] = (unsigned char)(value >> 8);
    read[length++] = (unsigned char)value;
    if (*text == '\0')
      break;
    if (*text++ != ':' || *text == '\0')
      return 0;
  }
  if (gap < 0 ? length != 16 : length == 16)
    return 0;
  if (gap >= 0) {
    memmove(read + 16 - (length - gap), read + gap, (size_t)(length - gap));
    memset(read + gap, 0, (size_t)(16 - length));
  }
  memcpy(bytes, read, 16);
  return 1;
}

/** An address from text: 1, or 0 for what is none. Source: inet_pton(3). */
int inet_pton(int family, const char *restrict text, void *restrict address) {
  unsigned char bytes[16];
  switch (family) {
  case AF_INET:
    if (!read_version_4(text, bytes))
      return 0;
    memcpy(address, bytes, 4);
    return 1;
  case AF_INET6:
    return read_version_6(text, address);
  default:
    errno = EAFNOSUPPORT;
    return -1;
  }
}
