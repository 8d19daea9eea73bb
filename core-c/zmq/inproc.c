// inproc: sockets of one context tied to each other by a name, which may be connected to before it is bound.
#include "context.h"
#include "endpoint.h"
#include "pipe.h"
#include "socket.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct endpoint *find(struct context *context, const char *name, enum endpoint_kind kind) {
  struct endpoint *each = context->names;
  while (each != NULL && (each->kind != kind || strcmp(each->name, name) != 0))
    each = each->next_name;
  return each;
}

/* Gives the bound socket a pipe and ties it to this one. */
static int tie(struct pipe *pipe, struct endpoint *bound) {
  const struct options *own = &pipe->socket->options, *other = &bound->socket->options;
  struct pipe *peer = pipe_new(bound->socket, bound, false);
  if (peer == NULL)
    return -ENOMEM;
  if (pipe_tie(pipe, peer) != 0) {
    pipe_free(peer);
    return -ENOMEM;
  }
  pipe_set_routing_id(pipe, other->routing_id, other->routing_id_size);
  pipe_set_routing_id(peer, own->routing_id, own->routing_id_size);
  pipe_attach(peer);
  pipe_connected(peer);
  pipe_connected(pipe);
  return 0;
}

static struct endpoint *new_name(struct socket *socket, enum endpoint_kind kind, const char *name) {
  struct endpoint *endpoint = endpoint_new(socket, kind, name);
  if (endpoint == NULL)
    return NULL;
  endpoint->transport = TRANSPORT_INPROC;
  endpoint->name = strdup(name);
  if (endpoint->name == NULL) {
    endpoint_free(endpoint);
    return NULL;
  }
  return endpoint;
}

static void enter(struct endpoint *endpoint) {
  struct context *context = endpoint->socket->context;
  endpoint->next_name = context->names;
  context->names = endpoint;
}

static void leave(struct endpoint *endpoint) {
  struct endpoint **link = &endpoint->socket->context->names;
  while (*link != endpoint)
    link = &(*link)->next_name;
  *link = endpoint->next_name;
}

int inproc_bind(struct socket *socket, const char *name) {
  struct context *context = socket->context;
  if (find(context, name, ENDPOINT_BOUND_NAME) != NULL)
    return -EADDRINUSE;
  struct endpoint *endpoint = new_name(socket, ENDPOINT_BOUND_NAME, name), *waiting;
  if (endpoint == NULL)
    return -ENOMEM;
  enter(endpoint);
  while ((waiting = find(context, name, ENDPOINT_CONNECTED_NAME)) != NULL) {
    leave(waiting);
    if (waiting->pipe != NULL && tie(waiting->pipe, endpoint) != 0) {
      enter(waiting);
      endpoint_free(endpoint);
      return -ENOMEM;
    }
  }
  return 0;
}

int inproc_connect(struct socket *socket, const char *name) {
  struct options *options = &socket->options;
  struct endpoint *bound = find(socket->context, name, ENDPOINT_BOUND_NAME);
  struct endpoint *endpoint = new_name(socket, ENDPOINT_CONNECTED_NAME, name);
  if (endpoint == NULL)
    return -ENOMEM;
  memcpy(endpoint->connect_routing_id, options->connect_routing_id, options->connect_routing_id_size);
  endpoint->connect_routing_id_size = options->connect_routing_id_size;
  options->connect_routing_id_size = 0;
  endpoint->pipe = pipe_new(socket, endpoint, true);
  if (endpoint->pipe == NULL) {
    endpoint_free(endpoint);
    return -ENOMEM;
  }
  pipe_attach(endpoint->pipe);
  if (bound == NULL) {
    enter(endpoint);
  } else if (tie(endpoint->pipe, bound) != 0) {
    endpoint_close(endpoint, 0);
    return -ENOMEM;
  }
  return 0;
}

void inproc_give_up(struct context *context) {
  struct endpoint *each = context->names;
  while (each != NULL) {
    if (each->kind == ENDPOINT_CONNECTED_NAME && each->closing && each->pipe != NULL) {
      pipe_free(each->pipe);
      /* The list is another now. */
      each = context->names;
    } else {
      each = each->next_name;
    }
  }
}

struct pipe *inproc_tie(struct socket *socket, const char *name) {
  struct endpoint *bound = find(socket->context, name, ENDPOINT_BOUND_NAME);
  struct pipe *pipe = bound == NULL ? NULL : pipe_new(socket, NULL, true);
  if (pipe != NULL && tie(pipe, bound) != 0) {
    pipe_free(pipe);
    return NULL;
  }
  return pipe;
}
