// Listeners of tcp and ipc: bind, accept, and hand each connection to an engine.
#include "endpoint.h"
#include "engine.h"
#include "include/zmq.h"
#include "monitor.h"
#include "socket.h"
#include "stream-options.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* How long to accept nothing after descriptors or memory ran out, ms; and how many to accept before others get a turn.
 */
enum { ACCEPT_PAUSE = 100, ACCEPT_AT_ONCE = 16 };

static struct endpoint *of_watch(struct watch *watch) {
  return (struct endpoint *)((char *)watch - offsetof(struct endpoint, watch));
}

static void accept_again(struct timer *timer) {
  struct endpoint *endpoint = (struct endpoint *)((char *)timer - offsetof(struct endpoint, timer));
  context_watch(endpoint->socket->context, &endpoint->watch, EPOLLIN);
}

static void listener_ready(struct watch *watch, uint32_t events) {
  (void)events;
  struct endpoint *endpoint = of_watch(watch);
  struct socket *socket = endpoint->socket;
  struct context *context = socket->context;
  /* The program's own descriptor may be one that blocks. */
  int most = watch->fd == socket->options.use_descriptor ? 1 : ACCEPT_AT_ONCE;
  for (int i = 0; i < most; i++) {
    int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
        return;
      monitor_event(socket, ZMQ_EVENT_ACCEPT_FAILED, errno, endpoint->name);
      context_watch(context, watch, 0);
      timer_start(&context->timers, &endpoint->timer, clock_milliseconds() + ACCEPT_PAUSE, accept_again);
      return;
    }
    int result = accept_filters_let_in(&socket->options.accept_filters, fd) ? 0 : -EACCES;
    if (result == 0)
      result = stream_prepare_accepted(&socket->options, fd, endpoint->transport);
    if (result == 0) {
      monitor_event(socket, ZMQ_EVENT_ACCEPTED, fd, endpoint->name);
      result = engine_start(socket, endpoint, fd, NULL);
    }
    if (result != 0) {
      monitor_event(socket, ZMQ_EVENT_ACCEPT_FAILED, -result, endpoint->name);
      close(fd);
    }
  }
}

/* For the wildcard of ipc: a name of its own, in a folder of its own. */
static int make_path(struct endpoint *endpoint, struct address *address) {
  const char *base = getenv("TMPDIR");
  char folder[sizeof address->unix_domain.sun_path - 8];
  char path[sizeof folder + 8];
  int length = snprintf(folder, sizeof folder, "%s/zmqXXXXXX", base == NULL || *base == 0 ? "/tmp" : base);
  if (length < 0 || (size_t)length >= sizeof folder)
    return -ENAMETOOLONG;
  if (mkdtemp(folder) == NULL)
    return -errno;
  snprintf(path, sizeof path, "%s/socket", folder);
  endpoint->folder = strdup(folder);
  if (endpoint->folder == NULL) {
    rmdir(folder);
    return -ENOMEM;
  }
  return address_of_path(address, path);
}

static int open_listener(struct endpoint *endpoint, const struct address *address) {
  struct options *options = &endpoint->socket->options;
  bool path = endpoint->transport == TRANSPORT_IPC && address->unix_domain.sun_path[0] != 0;
  int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return -errno;
  endpoint->watch.fd = fd;
  int result = stream_prepare_listener(options, fd, address->any.sa_family);
  if (result != 0)
    return result;
  /* The last one to bind a path gets it, as the manual says. */
  if (path)
    unlink(address->unix_domain.sun_path);
  if (bind(fd, &address->any, address->size) != 0)
    return -errno;
  if (path && (endpoint->path = strdup(address->unix_domain.sun_path)) == NULL) {
    unlink(address->unix_domain.sun_path);
    return -ENOMEM;
  }
  return listen(fd, options->backlog) != 0 ? -errno : 0;
}

int listener_bind(struct socket *socket, const char *name, struct address *address) {
  struct endpoint *endpoint = endpoint_new(socket, ENDPOINT_LISTENER, name);
  if (endpoint == NULL)
    return -ENOMEM;
  endpoint->transport = address->any.sa_family == AF_UNIX ? TRANSPORT_IPC : TRANSPORT_TCP;
  endpoint->watch.ready = listener_ready;
  int result = 0;
  if (endpoint->transport == TRANSPORT_IPC && strcmp(address->unix_domain.sun_path, "*") == 0)
    result = make_path(endpoint, address);
  if (result == 0 && socket->options.use_descriptor >= 0)
    endpoint->watch.fd = socket->options.use_descriptor;
  else if (result == 0)
    result = open_listener(endpoint, address);
  /* A path is called as it was given, which need not be what the descriptor is really bound to. */
  struct address bound = *address;
  bool asks = endpoint->transport == TRANSPORT_TCP || socket->options.use_descriptor >= 0;
  if (asks)
    bound.size = sizeof bound.storage;
  if (result == 0 && asks && getsockname(endpoint->watch.fd, &bound.any, &bound.size) != 0)
    result = -errno;
  if (result == 0) {
    char text[ENDPOINT_NAME_LARGEST];
    address_name(text, sizeof text, &bound.any, bound.size, false);
    endpoint->name = strdup(text);
    result = endpoint->name == NULL ? -ENOMEM : context_watch(socket->context, &endpoint->watch, EPOLLIN);
  }
  if (result != 0) {
    monitor_event(socket, ZMQ_EVENT_BIND_FAILED, -result, name);
    endpoint_close(endpoint, 0);
    return result;
  }
  monitor_event(socket, ZMQ_EVENT_LISTENING, endpoint->watch.fd, endpoint->name);
  return 0;
}

void listener_close(struct endpoint *endpoint) {
  struct context *context = endpoint->socket->context;
  int fd = endpoint->watch.fd;
  timer_stop(&context->timers, &endpoint->timer);
  if (fd >= 0) {
    context_unwatch(context, &endpoint->watch);
    /* A name that the program gave stays, as it may be another's by now. */
    if (endpoint->folder != NULL)
      unlink(endpoint->path);
    endpoint->watch.fd = -1;
    if (close(fd) != 0)
      monitor_event(endpoint->socket, ZMQ_EVENT_CLOSE_FAILED, errno, endpoint->name);
    else if (endpoint->name != NULL)
      monitor_event(endpoint->socket, ZMQ_EVENT_CLOSED, fd, endpoint->name);
  }
  if (endpoint->folder != NULL)
    rmdir(endpoint->folder);
  free(endpoint->path);
  free(endpoint->folder);
  endpoint->path = endpoint->folder = NULL;
}
