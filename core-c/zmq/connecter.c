// Connecters of tcp and ipc: one connection, made again after a while whenever it is lost or can't be had.
#include "endpoint.h"
#include "engine.h"
#include "include/zmq.h"
#include "monitor.h"
#include "pipe.h"
#include "socket.h"
#include "socks.h"
#include "stream-options.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static void retry_due(struct timer *timer);

static struct endpoint *of_timer(struct timer *timer) {
  return (struct endpoint *)((char *)timer - offsetof(struct endpoint, timer));
}

/* Closes the descriptor that isn't connected yet. */
static void close_descriptor(struct endpoint *endpoint) {
  int fd = endpoint->watch.fd;
  if (fd < 0)
    return;
  context_unwatch(endpoint->socket->context, &endpoint->watch);
  endpoint->watch.fd = -1;
  close(fd);
  monitor_event(endpoint->socket, ZMQ_EVENT_CLOSED, fd, endpoint->name);
}

void connecter_stop(struct endpoint *endpoint) {
  timer_stop(&endpoint->socket->context->timers, &endpoint->timer);
  close_descriptor(endpoint);
}

/* So that peers that lost the same server don't come back in the same moment. */
static int spread(int interval) { return (int)(clock_microseconds() * 7919 / 16 % (interval / 4 + 1)); }

static void retry(struct endpoint *endpoint) {
  const struct options *options = &endpoint->socket->options;
  struct timers *timers = &endpoint->socket->context->timers;
  connecter_stop(endpoint);
  if (options->reconnect_interval < 0)
    return;
  int interval = endpoint->interval;
  if (options->reconnect_interval_max > options->reconnect_interval) {
    bool over = interval > options->reconnect_interval_max / 2;
    endpoint->interval = over ? options->reconnect_interval_max : interval * 2;
  }
  interval += spread(interval);
  if (interval < 1)
    interval = 1;
  monitor_event(endpoint->socket, ZMQ_EVENT_CONNECT_RETRIED, interval, endpoint->name);
  timer_start(timers, &endpoint->timer, clock_milliseconds() + interval, retry_due);
}

/* The peer is connected. */
static void connected(struct endpoint *endpoint) {
  struct socket *socket = endpoint->socket;
  int fd = endpoint->watch.fd;
  timer_stop(&socket->context->timers, &endpoint->timer);
  /* The engine has a watch of its own for it. */
  context_unwatch(socket->context, &endpoint->watch);
  monitor_event(socket, ZMQ_EVENT_CONNECTED, fd, endpoint->name);
  if (engine_start(socket, endpoint, fd, endpoint->pipe) == 0)
    endpoint->watch.fd = -1;
  else
    retry(endpoint);
}

/* What it is to be connected to, without the transport. */
static const char *peer_of(const struct endpoint *endpoint) { return strstr(endpoint->given, "://") + 3; }

static void advance(struct endpoint *endpoint) {
  uint32_t events;
  int result = socks_advance(endpoint->socks, endpoint->watch.fd, peer_of(endpoint), &events);
  if (result == 0)
    result = context_watch(endpoint->socket->context, &endpoint->watch, events);
  else if (result > 0)
    connected(endpoint);
  if (result < 0)
    retry(endpoint);
}

static void proxy_ready(struct watch *watch, uint32_t events) {
  (void)events;
  advance((struct endpoint *)((char *)watch - offsetof(struct endpoint, watch)));
}

/* The descriptor is connected, to the peer or to the proxy. */
static void reached(struct endpoint *endpoint) {
  if (endpoint->socks == NULL) {
    connected(endpoint);
    return;
  }
  endpoint->watch.ready = proxy_ready;
  socks_begin(endpoint->socks);
  advance(endpoint);
}

static void connect_ready(struct watch *watch, uint32_t events) {
  struct endpoint *endpoint = (struct endpoint *)((char *)watch - offsetof(struct endpoint, watch));
  int error = 0;
  socklen_t size = sizeof error;
  (void)events;
  if (getsockopt(watch->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
    error = errno;
  if (error == 0)
    reached(endpoint);
  else
    retry(endpoint);
}

static void connect_due(struct timer *timer) { retry(of_timer(timer)); }

static int find_address(const struct endpoint *endpoint, struct address *address) {
  const char *peer = peer_of(endpoint);
  if (endpoint->transport == TRANSPORT_IPC)
    return address_of_path(address, peer);
  return address_of_peer(address, endpoint->socks == NULL ? peer : endpoint->socks->proxy,
                         endpoint->socket->options.ipv6);
}

static int open_connection(struct endpoint *endpoint) {
  struct socket *owner = endpoint->socket;
  struct address address;
  int result = find_address(endpoint, &address);
  if (result != 0)
    return result;
  int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return -errno;
  endpoint->watch.fd = fd;
  result = stream_prepare_connecter(&owner->options, fd, endpoint->transport);
  if (result != 0)
    return result;
  /* One source port may lead to several peers, and to one again right after a connection has ended. */
  if (address.source_size > 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) != 0 ||
                                  bind(fd, (struct sockaddr *)&address.source, address.source_size) != 0))
    return -errno;
  return connect(fd, &address.any, address.size) != 0 ? -errno : 0;
}

/* Tries once; 0, or the -errno of a failure after which it will be tried again. */
static int attempt(struct endpoint *endpoint) {
  struct socket *socket = endpoint->socket;
  struct context *context = socket->context;
  endpoint->watch.ready = connect_ready;
  int result = open_connection(endpoint);
  if (result == 0) {
    reached(endpoint);
    return 0;
  }
  if (result == -EINPROGRESS && (result = context_watch(context, &endpoint->watch, EPOLLOUT)) == 0) {
    monitor_event(socket, ZMQ_EVENT_CONNECT_DELAYED, EINPROGRESS, endpoint->name);
    if (socket->options.connect_timeout > 0)
      timer_start(&context->timers, &endpoint->timer, clock_milliseconds() + socket->options.connect_timeout,
                  connect_due);
    return 0;
  }
  retry(endpoint);
  return result;
}

static void retry_due(struct timer *timer) { attempt(of_timer(timer)); }

static int is_denied(int result) { return result == -EACCES || result == -EPERM; }

int connecter_connect(struct socket *socket, const char *name, enum transport transport) {
  struct options *options = &socket->options;
  struct endpoint *endpoint = endpoint_new(socket, ENDPOINT_CONNECTER, name);
  if (endpoint == NULL)
    return -ENOMEM;
  endpoint->transport = transport;
  endpoint->interval = options->reconnect_interval;
  endpoint->name = strdup(name);
  memcpy(endpoint->connect_routing_id, options->connect_routing_id, options->connect_routing_id_size);
  endpoint->connect_routing_id_size = options->connect_routing_id_size;
  options->connect_routing_id_size = 0;
  bool proxied = transport == TRANSPORT_TCP && options->socks_proxy != NULL;
  if (proxied)
    endpoint->socks = socks_new(options->socks_proxy);
  if (endpoint->name == NULL || (proxied && endpoint->socks == NULL) ||
      (!options->immediate && (endpoint->pipe = pipe_new(socket, endpoint, true)) == NULL)) {
    endpoint_free(endpoint);
    return -ENOMEM;
  }
  if (endpoint->pipe != NULL)
    pipe_attach(endpoint->pipe);
  int result = attempt(endpoint);
  /* What isn't allowed won't be allowed later either. */
  if (is_denied(result)) {
    endpoint_close(endpoint, 0);
    return result;
  }
  return 0;
}

void connecter_connected(struct endpoint *endpoint, struct pipe *pipe) {
  endpoint->pipe = pipe;
  endpoint->interval = endpoint->socket->options.reconnect_interval;
}

void connecter_lost(struct endpoint *endpoint) {
  struct pipe *pipe = endpoint->pipe;
  endpoint->engine = NULL;
  /* With ZMQ_IMMEDIATE there is a pipe only while there is a peer. */
  if (pipe != NULL && !pipe->closing && endpoint->socket->options.immediate) {
    endpoint->pipe = NULL;
    pipe->endpoint = NULL;
    pipe_finish(pipe);
  }
  retry(endpoint);
}
