// Options of stream descriptors, see stream-options.h.
#include "stream-options.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

static int set(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof value) != 0 ? -errno : 0;
}

/* What who listens and who connects set alike; accepted descriptors inherit it (and may not be bound to a device
 * again, which asks for CAP_NET_RAW). */
static int prepare(const struct options *options, int fd, bool tcp) {
  int result = 0;
  if (options->send_buffer >= 0)
    result = set(fd, SOL_SOCKET, SO_SNDBUF, options->send_buffer);
  if (result == 0 && options->receive_buffer >= 0)
    result = set(fd, SOL_SOCKET, SO_RCVBUF, options->receive_buffer);
  if (result == 0 && tcp && options->tos != 0) {
    result = set(fd, IPPROTO_IP, IP_TOS, options->tos);
    /* Of an IPv6 socket both may apply. */
    if (options->ipv6 && set(fd, IPPROTO_IPV6, IPV6_TCLASS, options->tos) == 0)
      result = 0;
  }
  if (result == 0 && options->bind_to_device != NULL)
    result = setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, options->bind_to_device,
                        (socklen_t)strlen(options->bind_to_device) + 1) != 0
                 ? -errno
                 : 0;
  return result;
}

int stream_prepare_listener(const struct options *options, int fd, int family) {
  int result = prepare(options, fd, family != AF_UNIX);
  if (result == 0 && family != AF_UNIX)
    result = set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (result == 0 && family == AF_INET6)
    result = set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  return result;
}

int stream_prepare_accepted(const struct options *options, int fd, enum transport transport) {
  if (transport != TRANSPORT_TCP)
    return 0;
  int result = set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (result == 0 && options->tcp_keepalive != -1)
    result = set(fd, SOL_SOCKET, SO_KEEPALIVE, options->tcp_keepalive);
  if (result == 0 && options->tcp_keepalive == 1) {
    if (options->tcp_keepalive_count != -1)
      result = set(fd, IPPROTO_TCP, TCP_KEEPCNT, options->tcp_keepalive_count);
    if (result == 0 && options->tcp_keepalive_idle != -1)
      result = set(fd, IPPROTO_TCP, TCP_KEEPIDLE, options->tcp_keepalive_idle);
    if (result == 0 && options->tcp_keepalive_interval != -1)
      result = set(fd, IPPROTO_TCP, TCP_KEEPINTVL, options->tcp_keepalive_interval);
  }
  if (result == 0 && options->tcp_max_retransmit > 0)
    result = set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, options->tcp_max_retransmit);
  return result;
}

int stream_prepare_connecter(const struct options *options, int fd, enum transport transport) {
  int result = prepare(options, fd, transport == TRANSPORT_TCP);
  return result != 0 ? result : stream_prepare_accepted(options, fd, transport);
}
