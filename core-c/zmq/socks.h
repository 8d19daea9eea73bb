// SOCKS version 5 (RFC 1928): what a connecter says to a proxy before the engine has the connection.
#ifndef ISTHMUS_ZMQ_SOCKS_H
#define ISTHMUS_ZMQ_SOCKS_H

#include <stddef.h>
#include <stdint.h>

struct socks {
  /* host:port of the proxy. */
  char *proxy;
  enum { SOCKS_GREETING, SOCKS_METHOD, SOCKS_REQUEST, SOCKS_ANSWER, SOCKS_BOUND } phase;
  /* What is being sent, or received: never more than belongs to the phase, as what follows is the engine's. */
  uint8_t buffer[4 + 1 + 255 + 2];
  size_t size;
  size_t done;
};

/** For connections through a proxy; NULL when memory is out. */
struct socks *socks_new(const char *proxy);
void socks_free(struct socks *socks);

/** A connection to the proxy has just been made. */
void socks_begin(struct socks *socks);

/** Goes on, as far as the descriptor lets it, asking for a connection to `peer` (host:port, where a name is left to the
 * proxy). 1: there it is; 0: `events` of epoll have to be awaited; or -errno: the proxy is gone, has refused, or
 * doesn't speak SOCKS 5 without authentication. */
int socks_advance(struct socks *socks, int fd, const char *peer, uint32_t *events);

#endif
