// Addresses of endpoints, see address.h.
#include "address.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int address_transport(const char *name, enum transport *transport, const char **rest) {
  static const char *const names[] = {"tcp", "ipc", "inproc"};
  const char *separator = name == NULL ? NULL : strstr(name, "://");
  if (separator == NULL || separator == name || separator[3] == 0)
    return -EINVAL;
  *rest = separator + 3;
  for (int i = 0; i < 3; i++)
    if (strlen(names[i]) == (size_t)(separator - name) && strncmp(names[i], name, strlen(names[i])) == 0) {
      *transport = (enum transport)i;
      return 0;
    }
  return -EPROTONOSUPPORT;
}

/* Parts host:port; the host without brackets, and the port number (0 for * and 0 itself). */
static int split(const char *text, size_t size, char host[ENDPOINT_NAME_LARGEST], uint16_t *port) {
  const char *colon = NULL;
  for (size_t i = 0; i < size; i++)
    if (text[i] == ':')
      colon = text + i;
  if (colon == NULL || colon == text)
    return -EINVAL;
  const char *digits = colon + 1, *end = text + size;
  uint32_t number = 0;
  if (digits == end)
    return -EINVAL;
  if (!(end - digits == 1 && *digits == '*'))
    for (; digits < end; digits++) {
      if (*digits < '0' || *digits > '9' || (number = number * 10 + (uint32_t)(*digits - '0')) > UINT16_MAX)
        return -EINVAL;
    }
  *port = (uint16_t)number;
  size_t length = (size_t)(colon - text);
  if (text[0] == '[') {
    if (length < 3 || text[length - 1] != ']')
      return -EINVAL;
    text++;
    length -= 2;
  }
  if (length >= ENDPOINT_NAME_LARGEST)
    return -EINVAL;
  memcpy(host, text, length);
  host[length] = 0;
  return 0;
}

static void set_port(struct sockaddr_storage *storage, uint16_t port) {
  if (storage->ss_family == AF_INET6)
    ((struct sockaddr_in6 *)storage)->sin6_port = htons(port);
  else
    ((struct sockaddr_in *)storage)->sin_port = htons(port);
}

static socklen_t size_of(const struct sockaddr_storage *storage) {
  return storage->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

/* Looks a host up, by number only or by name too. With ZMQ_IPV6 all addresses are of IPv6, IPv4's mapped into it. */
static int look_up(struct sockaddr_storage *storage, socklen_t *size, const char *host, bool ipv6, bool names) {
  struct addrinfo hints = {.ai_family = ipv6 ? AF_INET6 : AF_INET,
                           .ai_socktype = SOCK_STREAM,
                           .ai_flags = (ipv6 ? AI_V4MAPPED : 0) | (names ? 0 : AI_NUMERICHOST)};
  struct addrinfo *found = NULL;
  if (getaddrinfo(host, NULL, &hints, &found) != 0)
    return -EHOSTUNREACH;
  memcpy(storage, found->ai_addr, found->ai_addrlen);
  *size = found->ai_addrlen;
  freeaddrinfo(found);
  return 0;
}

static int of_interface_name(struct sockaddr_storage *storage, socklen_t *size, const char *name, bool ipv6) {
  struct ifaddrs *interfaces;
  if (getifaddrs(&interfaces) != 0)
    return -errno;
  int result = -ENODEV;
  for (const struct ifaddrs *each = interfaces; each != NULL && result != 0; each = each->ifa_next) {
    if (each->ifa_addr == NULL || each->ifa_addr->sa_family != (ipv6 ? AF_INET6 : AF_INET) ||
        strcmp(each->ifa_name, name) != 0)
      continue;
    *size = ipv6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    memcpy(storage, each->ifa_addr, *size);
    result = 0;
  }
  freeifaddrs(interfaces);
  return result;
}

static int of_interface(struct sockaddr_storage *storage, socklen_t *size, const char *text, size_t length, bool ipv6) {
  char host[ENDPOINT_NAME_LARGEST];
  uint16_t port;
  int result = split(text, length, host, &port);
  if (result != 0)
    return result;
  memset(storage, 0, sizeof *storage);
  if (strcmp(host, "*") == 0) {
    /* All addresses are zeros. */
    storage->ss_family = ipv6 ? AF_INET6 : AF_INET;
    *size = size_of(storage);
  } else if (look_up(storage, size, host, ipv6, false) != 0 &&
             (result = of_interface_name(storage, size, host, ipv6)) != 0 &&
             (!ipv6 || (result = of_interface_name(storage, size, host, false)) != 0)) {
    return result;
  }
  set_port(storage, port);
  return 0;
}

int address_of_interface(struct address *address, const char *text, bool ipv6) {
  memset(address, 0, sizeof *address);
  return of_interface(&address->storage, &address->size, text, strlen(text), ipv6);
}

int address_split(const char *text, char host[ENDPOINT_NAME_LARGEST], uint16_t *port) {
  const char *semicolon = strchr(text, ';');
  const char *peer = semicolon == NULL ? text : semicolon + 1;
  return split(peer, strlen(peer), host, port);
}

int address_check_peer(const char *text) {
  char host[ENDPOINT_NAME_LARGEST];
  uint16_t port;
  if (address_split(text, host, &port) != 0 || port == 0)
    return -EINVAL;
  for (const char *each = host; *each != 0; each++)
    if (!isalnum((unsigned char)*each) && strchr("-._:%", *each) == NULL)
      return -EINVAL;
  return 0;
}

int address_of_peer(struct address *address, const char *text, bool ipv6) {
  char host[ENDPOINT_NAME_LARGEST];
  uint16_t port;
  memset(address, 0, sizeof *address);
  const char *semicolon = strchr(text, ';');
  if (semicolon != NULL) {
    size_t length = (size_t)(semicolon - text);
    int result = of_interface(&address->source, &address->source_size, text, length, ipv6);
    if (result != 0)
      return result;
  }
  int result = address_split(text, host, &port);
  if (result != 0)
    return result;
  result = look_up(&address->storage, &address->size, host, ipv6, true);
  if (result != 0)
    return result;
  set_port(&address->storage, port);
  return 0;
}

int address_of_path(struct address *address, const char *text) {
  size_t length = strlen(text);
  memset(address, 0, sizeof *address);
  if (length >= sizeof address->unix_domain.sun_path)
    return -ENAMETOOLONG;
  if (length == 0 || (text[0] == '@' && length == 1))
    return -EINVAL;
  address->unix_domain.sun_family = AF_UNIX;
  memcpy(address->unix_domain.sun_path, text, length + 1);
  address->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  /* An abstract name begins with a zero and has none at the end. */
  if (text[0] == '@')
    address->unix_domain.sun_path[0] = 0;
  else
    address->size++;
  return 0;
}

void address_name(char *name, size_t room, const struct sockaddr *address, socklen_t size, bool bare) {
  char text[INET6_ADDRSTRLEN];
  name[0] = 0;
  if (address->sa_family == AF_INET) {
    const struct sockaddr_in *in = (const struct sockaddr_in *)address;
    inet_ntop(AF_INET, &in->sin_addr, text, sizeof text);
    if (bare)
      snprintf(name, room, "%s", text);
    else
      snprintf(name, room, "tcp://%s:%u", text, ntohs(in->sin_port));
  } else if (address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)address;
    inet_ntop(AF_INET6, &in->sin6_addr, text, sizeof text);
    if (bare)
      snprintf(name, room, "%s", text);
    else
      snprintf(name, room, "tcp://[%s]:%u", text, ntohs(in->sin6_port));
  } else if (address->sa_family == AF_UNIX && !bare) {
    const struct sockaddr_un *in = (const struct sockaddr_un *)address;
    int length = (int)size - (int)offsetof(struct sockaddr_un, sun_path);
    if (length > 0 && in->sun_path[0] == 0)
      snprintf(name, room, "ipc://@%.*s", length - 1, in->sun_path + 1);
    else if (length > 0)
      snprintf(name, room, "ipc://%.*s", length, in->sun_path);
  }
}
