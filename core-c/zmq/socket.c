// Sockets, see socket.h: making, binding, connecting and closing them. Sending and receiving is in transfer.c.
#include "socket.h"
#include "address.h"
#include "background.h"
#include "context.h"
#include "endpoint.h"
#include "engine.h"
#include "include/zmq.h"
#include "monitor.h"
#include "notice.h"
#include "pattern.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SOCKET_TAG = 0x736f636b };

struct socket *socket_of(void *handle) {
  struct socket *socket = handle;
  if (socket == NULL || socket->tag != SOCKET_TAG) {
    errno = ENOTSOCK;
    return NULL;
  }
  background_enter();
  return socket;
}

static int answer(int result) {
  if (result >= 0)
    return result;
  errno = -result;
  return -1;
}

void *zmq_socket(void *handle, int type) {
  struct context *context = context_of(handle);
  const struct pattern *pattern = pattern_of(type);
  if (context == NULL)
    return NULL;
  if (pattern == NULL || context->terminated || context->socket_count >= context->max_sockets) {
    errno = context->terminated                                                ? ETERM
            : pattern != NULL || context->socket_count >= context->max_sockets ? EMFILE
                                                                               : EINVAL;
    return NULL;
  }
  struct socket *socket = calloc(1, sizeof *socket);
  if (socket == NULL)
    return NULL;
  socket->tag = SOCKET_TAG;
  socket->context = context;
  socket->pattern = pattern;
  socket->notice = (struct notice){.set = -1, .event = -1};
  options_init(&socket->options, type);
  socket->options.ipv6 = context->ipv6;
  if (!context->blocky)
    socket->options.linger = 0;
  socket->state = calloc(1, pattern->state_size > 0 ? pattern->state_size : 1);
  int result = socket->state == NULL ? -ENOMEM : pattern->init == NULL ? 0 : pattern->init(socket);
  if (result != 0) {
    free(socket->state);
    free(socket);
    errno = -result;
    return NULL;
  }
  socket->next = context->sockets;
  if (socket->next != NULL)
    socket->next->previous = socket;
  context->sockets = socket;
  context->socket_count++;
  return socket;
}

static void free_socket(struct socket *socket) {
  struct context *context = socket->context;
  if (socket->previous != NULL)
    socket->previous->next = socket->next;
  else
    context->sockets = socket->next;
  if (socket->next != NULL)
    socket->next->previous = socket->previous;
  context->socket_count--;
  options_destroy(&socket->options);
  free(socket->last_endpoint);
  free(socket);
}

void socket_pipe_freed(struct socket *socket) {
  if (socket->closed && socket->pipes == NULL)
    free_socket(socket);
}

int zmq_close(void *handle) {
  struct socket *socket = socket_of(handle);
  if (socket == NULL)
    return -1;
  socket->tag = 0;
  struct context *context = socket->context;
  if (context->foreign)
    return 0;
  int linger = socket->options.linger;
  context_pump(context, 0);
  struct endpoint *endpoint;
  do {
    endpoint = socket->endpoints;
    while (endpoint != NULL && endpoint->closing)
      endpoint = endpoint->next;
    if (endpoint != NULL)
      endpoint_close(endpoint, linger);
  } while (endpoint != NULL);
  for (struct pipe *pipe = socket->pipes, *next; pipe != NULL; pipe = next) {
    next = pipe->next;
    if (!pipe->closing)
      pipe_close(pipe, linger);
  }
  monitor_stop(socket);
  notice_close(socket);
  if (socket->pattern->destroy != NULL)
    socket->pattern->destroy(socket);
  free(socket->state);
  socket->state = NULL;
  socket->closed = true;
  if (socket->pipes == NULL)
    free_socket(socket);
  context_flush(context);
  return 0;
}

static void set_last_endpoint(struct socket *socket, const char *name) {
  char *copy = strdup(name);
  if (copy == NULL)
    return;
  free(socket->last_endpoint);
  socket->last_endpoint = copy;
}

static int check(struct socket *socket) { return socket->context->terminated || socket->context->foreign ? -ETERM : 0; }

static int bind_to(struct socket *socket, const char *name) {
  struct address address;
  enum transport transport;
  const char *rest;
  int result = check(socket);
  if (result == 0)
    result = address_transport(name, &transport, &rest);
  if (result == 0 && transport == TRANSPORT_INPROC)
    result = strlen(rest) > ENDPOINT_NAME_LARGEST ? -ENAMETOOLONG : inproc_bind(socket, name);
  else if (result == 0)
    result = transport == TRANSPORT_TCP ? address_of_interface(&address, rest, socket->options.ipv6)
                                        : address_of_path(&address, rest);
  if (result == 0 && transport != TRANSPORT_INPROC)
    result = listener_bind(socket, name, &address);
  if (result == 0)
    set_last_endpoint(socket, socket->endpoints->name);
  return result;
}

int zmq_bind(void *handle, const char *name) {
  struct socket *socket = socket_of(handle);
  return socket == NULL ? -1 : answer(bind_to(socket, name));
}

/* Of these types several connections to one peer would be of no use. */
static bool connects_once(int type) {
  return type == ZMQ_DEALER || type == ZMQ_SUB || type == ZMQ_PUB || type == ZMQ_REQ;
}

static struct endpoint *find(const struct socket *socket, const char *name, bool bound) {
  struct endpoint *each = socket->endpoints;
  for (; each != NULL; each = each->next) {
    bool is_bound = each->kind == ENDPOINT_LISTENER || each->kind == ENDPOINT_BOUND_NAME;
    if (is_bound == bound && !each->closing &&
        (strcmp(each->name, name) == 0 || (!bound && strcmp(each->given, name) == 0)))
      break;
  }
  return each;
}

static int connect_to(struct socket *socket, const char *name) {
  enum transport transport;
  const char *rest;
  struct address address;
  int result = check(socket);
  if (result == 0)
    result = address_transport(name, &transport, &rest);
  if (result == 0 && transport == TRANSPORT_TCP)
    result = address_check_peer(rest);
  else if (result == 0 && transport == TRANSPORT_IPC)
    result = address_of_path(&address, rest);
  if (result != 0)
    return result;
  if (transport == TRANSPORT_INPROC)
    result = strlen(rest) > ENDPOINT_NAME_LARGEST ? -ENAMETOOLONG : inproc_connect(socket, name);
  else if (!connects_once(socket->options.type) || find(socket, name, false) == NULL)
    result = connecter_connect(socket, name, transport);
  if (result == 0)
    set_last_endpoint(socket, name);
  return result;
}

int zmq_connect(void *handle, const char *name) {
  struct socket *socket = socket_of(handle);
  if (socket == NULL)
    return -1;
  int result = connect_to(socket, name);
  /* A message that follows closely is taken, whatever will become of the connection. */
  socket->context->pumped_at = clock_microseconds();
  return answer(result);
}

static int close_endpoint(struct socket *socket, const char *name, bool bound) {
  enum transport transport;
  const char *rest;
  int result = check(socket);
  if (result == 0)
    result = address_transport(name, &transport, &rest);
  if (result != 0)
    return result;
  context_pump(socket->context, 0);
  struct endpoint *endpoint = find(socket, name, bound);
  char resolved[ENDPOINT_NAME_LARGEST];
  struct address address;
  if (endpoint == NULL && bound && transport == TRANSPORT_TCP &&
      address_of_interface(&address, rest, socket->options.ipv6) == 0) {
    address_name(resolved, sizeof resolved, &address.any, address.size, false);
    endpoint = find(socket, resolved, bound);
  }
  if (endpoint == NULL)
    return -ENOENT;
  endpoint_close(endpoint, socket->options.linger);
  /* A name that was connected to several times is left as a whole. */
  while (!bound && (endpoint = find(socket, name, bound)) != NULL)
    endpoint_close(endpoint, socket->options.linger);
  context_run_scheduled(socket->context);
  return 0;
}

int zmq_unbind(void *handle, const char *name) {
  struct socket *socket = socket_of(handle);
  return socket == NULL ? -1 : answer(close_endpoint(socket, name, true));
}

int zmq_disconnect(void *handle, const char *name) {
  struct socket *socket = socket_of(handle);
  return socket == NULL ? -1 : answer(close_endpoint(socket, name, false));
}

int socket_events(struct socket *socket) {
  if (socket->context->terminated || socket->context->foreign)
    return -ETERM;
  context_pump(socket->context, 0);
  /* The program may be about to wait for the descriptor. */
  context_flush(socket->context);
  notice_lower(socket);
  return (socket->pattern->can_recv(socket) ? ZMQ_POLLIN : 0) | (socket->pattern->can_send(socket) ? ZMQ_POLLOUT : 0);
}
