// SOCKS, see socks.h.
#include "socks.h"
#include "address.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { VERSION = 5, NO_AUTHENTICATION = 0, CONNECT = 1, IPV4 = 1, NAME = 3, IPV6 = 4, SUCCEEDED = 0, PORT_SIZE = 2 };

struct socks *socks_new(const char *proxy) {
  struct socks *socks = calloc(1, sizeof *socks);
  if (socks != NULL && (socks->proxy = strdup(proxy)) == NULL) {
    free(socks);
    return NULL;
  }
  return socks;
}

void socks_free(struct socks *socks) {
  if (socks == NULL)
    return;
  free(socks->proxy);
  free(socks);
}

static void begin_phase(struct socks *socks, int phase, size_t size) {
  socks->phase = phase;
  socks->size = size;
  socks->done = 0;
}

void socks_begin(struct socks *socks) {
  const uint8_t greeting[] = {VERSION, 1, NO_AUTHENTICATION};
  memcpy(socks->buffer, greeting, sizeof greeting);
  begin_phase(socks, SOCKS_GREETING, sizeof greeting);
}

static int request(struct socks *socks, const char *peer) {
  char host[ENDPOINT_NAME_LARGEST];
  uint16_t port;
  int result = address_split(peer, host, &port);
  if (result != 0)
    return result;
  uint8_t *to = socks->buffer, address[sizeof(struct in6_addr)];
  *to++ = VERSION;
  *to++ = CONNECT;
  *to++ = 0;
  if (inet_pton(AF_INET, host, address) == 1) {
    *to++ = IPV4;
    memcpy(to, address, sizeof(struct in_addr));
    to += sizeof(struct in_addr);
  } else if (inet_pton(AF_INET6, host, address) == 1) {
    *to++ = IPV6;
    memcpy(to, address, sizeof(struct in6_addr));
    to += sizeof(struct in6_addr);
  } else {
    size_t length = strlen(host);
    *to++ = NAME;
    *to++ = (uint8_t)length;
    memcpy(to, host, length);
    to += length;
  }
  *to++ = (uint8_t)(port >> 8);
  *to++ = (uint8_t)port;
  begin_phase(socks, SOCKS_REQUEST, (size_t)(to - socks->buffer));
  return 0;
}

/* The rest of the answer: the address that the proxy connects from, of which the first byte is here. A refusal has one
 * too. */
static int await_bound(struct socks *socks) {
  const uint8_t *answer = socks->buffer;
  size_t size;
  if (answer[0] != VERSION || answer[2] != 0)
    return -EPROTO;
  if (answer[3] == IPV4)
    size = sizeof(struct in_addr);
  else if (answer[3] == IPV6)
    size = sizeof(struct in6_addr);
  else if (answer[3] == NAME)
    size = 1 + answer[4];
  else
    return -EPROTO;
  socks->phase = SOCKS_BOUND;
  socks->size += size - 1 + PORT_SIZE;
  return 0;
}

/* All of a phase has been sent or received. */
static int next_phase(struct socks *socks, const char *peer) {
  switch (socks->phase) {
  case SOCKS_GREETING:
    begin_phase(socks, SOCKS_METHOD, 2);
    return 0;
  case SOCKS_METHOD:
    if (socks->buffer[0] != VERSION || socks->buffer[1] != NO_AUTHENTICATION)
      return -ECONNREFUSED;
    return request(socks, peer);
  case SOCKS_REQUEST:
    begin_phase(socks, SOCKS_ANSWER, 5);
    return 0;
  case SOCKS_ANSWER:
    return await_bound(socks);
  default:
    return socks->buffer[1] == SUCCEEDED ? 1 : -ECONNREFUSED;
  }
}

int socks_advance(struct socks *socks, int fd, const char *peer, uint32_t *events) {
  for (;;) {
    bool sends = socks->phase == SOCKS_GREETING || socks->phase == SOCKS_REQUEST;
    uint8_t *at = socks->buffer + socks->done;
    size_t left = socks->size - socks->done;
    ssize_t count = sends ? send(fd, at, left, MSG_NOSIGNAL) : recv(fd, at, left, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
      *events = sends ? EPOLLOUT : EPOLLIN;
      return 0;
    }
    if (count <= 0)
      return count == 0 ? -ECONNRESET : -errno;
    socks->done += (size_t)count;
    if (socks->done < socks->size)
      continue;
    int result = next_phase(socks, peer);
    if (result != 0)
      return result;
  }
}
