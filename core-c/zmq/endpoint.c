// Endpoints of a socket: their list, and what closing each kind means. See endpoint.h.
#include "endpoint.h"
#include "engine.h"
#include "pipe.h"
#include "socket.h"
#include "socks.h"
#include <stdlib.h>
#include <string.h>

struct endpoint *endpoint_new(struct socket *socket, enum endpoint_kind kind, const char *given) {
  struct endpoint *endpoint = calloc(1, sizeof *endpoint);
  if (endpoint == NULL || (endpoint->given = strdup(given)) == NULL) {
    free(endpoint);
    return NULL;
  }
  endpoint->kind = kind;
  endpoint->socket = socket;
  endpoint->watch.fd = -1;
  endpoint->next = socket->endpoints;
  socket->endpoints = endpoint;
  return endpoint;
}

void endpoint_free(struct endpoint *endpoint) {
  struct socket *socket = endpoint->socket;
  struct context *context = socket->context;
  timer_stop(&context->timers, &endpoint->timer);
  for (struct pipe *pipe = socket->pipes; pipe != NULL; pipe = pipe->next)
    if (pipe->endpoint == endpoint)
      pipe->endpoint = NULL;
  for (struct engine *engine = socket->engines; engine != NULL; engine = engine->next)
    if (engine->endpoint == endpoint)
      engine->endpoint = NULL;
  struct endpoint **link = &socket->endpoints;
  while (*link != endpoint)
    link = &(*link)->next;
  *link = endpoint->next;
  for (link = &context->names; *link != NULL; link = &(*link)->next_name)
    if (*link == endpoint) {
      *link = endpoint->next_name;
      break;
    }
  free(endpoint->given);
  socks_free(endpoint->socks);
  free(endpoint->name);
  free(endpoint);
}

void endpoint_lost_pipe(struct endpoint *endpoint, struct pipe *pipe) {
  if (endpoint->pipe != pipe)
    return;
  endpoint->pipe = NULL;
  pipe->endpoint = NULL;
  if (endpoint->closing)
    endpoint_close(endpoint, 0);
  else if (pipe->dropped && endpoint->kind == ENDPOINT_CONNECTER)
    connecter_stop(endpoint);
}

/* A pipe that came from the endpoint and isn't on its way out yet. */
static struct pipe *find_pipe(const struct endpoint *endpoint) {
  struct pipe *pipe = endpoint->socket->pipes;
  while (pipe != NULL && (pipe->endpoint != endpoint || pipe->closing))
    pipe = pipe->next;
  return pipe;
}

/* An engine of the endpoint whose handshake isn't over. */
static struct engine *find_engine(const struct endpoint *endpoint) {
  struct engine *engine = endpoint->socket->engines;
  while (engine != NULL && (engine->endpoint != endpoint || engine->pipe != NULL))
    engine = engine->next;
  return engine;
}

void endpoint_close(struct endpoint *endpoint, int linger) {
  struct engine *engine;
  struct pipe *pipe;
  if (endpoint->kind == ENDPOINT_LISTENER)
    listener_close(endpoint);
  while ((engine = find_engine(endpoint)) != NULL)
    engine_close(engine);
  if (endpoint->kind != ENDPOINT_BOUND_NAME)
    while ((pipe = find_pipe(endpoint)) != NULL) {
      if (endpoint->pipe == pipe) {
        /* The endpoint goes with its pipe, now or later. */
        endpoint->closing = true;
        pipe_close(pipe, linger);
        return;
      }
      pipe_close(pipe, linger);
    }
  if (endpoint->kind == ENDPOINT_CONNECTER)
    connecter_stop(endpoint);
  endpoint_free(endpoint);
}
