// zmq_ctx_…: making and ending contexts, and their options.
#include "background.h"
#include "context.h"
#include "endpoint.h"
#include "engine.h"
#include "include/zmq.h"
#include "socket.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CONTEXT_TAG = 0x63747874, SOCKET_LIMIT = 65535 };

/* A fork's child has the parent's descriptors: were it to use them, it would send and receive in the parent's place,
 * and as long as it had them, no peer would see that the parent has closed them. */
static void abandon(struct context *context) {
  context->foreign = true;
  for (const struct socket *socket = context->sockets; socket != NULL; socket = socket->next) {
    for (const struct engine *engine = socket->engines; engine != NULL; engine = engine->next)
      close(engine->watch.fd);
    for (const struct endpoint *endpoint = socket->endpoints; endpoint != NULL; endpoint = endpoint->next)
      if (endpoint->watch.fd >= 0)
        close(endpoint->watch.fd);
  }
  if (context->clock.fd >= 0)
    close(context->clock.fd);
  close(context->epoll);
}

static void after_fork(void) {
  for (struct context *each = zmq_internal_contexts; each != NULL; each = each->next)
    if (!each->foreign)
      abandon(each);
  zmq_internal_unflushed = 0;
  zmq_internal_busy = 0;
  if (zmq_internal_set >= 0)
    close(zmq_internal_set);
  zmq_internal_set = -1;
}

struct context *context_of(void *handle) {
  struct context *context = handle;
  if (context == NULL || context->tag != CONTEXT_TAG) {
    errno = EFAULT;
    return NULL;
  }
  background_enter();
  return context;
}

void *zmq_ctx_new(void) {
  static bool prepared;
  struct context *context = calloc(1, sizeof *context);
  if (context == NULL)
    return NULL;
  context->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (context->epoll < 0) {
    free(context);
    return NULL;
  }
  if (!prepared)
    prepared = pthread_atfork(NULL, NULL, after_fork) == 0;
  context->tag = CONTEXT_TAG;
  context->clock.fd = -1;
  context->scheduled_end = &context->scheduled;
  context->io_threads = ZMQ_IO_THREADS_DFLT;
  context->max_sockets = ZMQ_MAX_SOCKETS_DFLT;
  context->max_message_size = INT_MAX;
  context->blocky = true;
  context->thread_policy = ZMQ_THREAD_SCHED_POLICY_DFLT;
  context->next = zmq_internal_contexts;
  zmq_internal_contexts = context;
  background_begin();
  return context;
}

int zmq_ctx_shutdown(void *handle) {
  struct context *context = context_of(handle);
  if (context == NULL)
    return -1;
  context->terminated = true;
  return 0;
}

int zmq_ctx_term(void *handle) {
  struct context *context = context_of(handle);
  if (context == NULL)
    return -1;
  /* Its sockets may still be closed, so it stays. */
  if (context->foreign)
    return 0;
  context->terminated = true;
  inproc_give_up(context);
  while (context->sockets != NULL)
    if (context_pump(context, -1) == -EINTR) {
      errno = EINTR;
      return -1;
    }
  struct context **link = &zmq_internal_contexts;
  while (*link != context)
    link = &(*link)->next;
  *link = context->next;
  context->tag = 0;
  if (context->clock.fd >= 0)
    close(context->clock.fd);
  close(context->epoll);
  free(context);
  return 0;
}

int zmq_ctx_destroy(void *handle) { return zmq_ctx_term(handle); }
int zmq_term(void *handle) { return zmq_ctx_term(handle); }

void *zmq_init(int io_threads) {
  if (io_threads < 0) {
    errno = EINVAL;
    return NULL;
  }
  void *context = zmq_ctx_new();
  if (context != NULL)
    zmq_ctx_set(context, ZMQ_IO_THREADS, io_threads);
  return context;
}

static int set(struct context *context, int option, int value) {
  switch (option) {
  case ZMQ_IO_THREADS:
    context->io_threads = value;
    return value < 0 ? -EINVAL : 0;
  case ZMQ_MAX_SOCKETS:
    if (value < 1 || value > SOCKET_LIMIT)
      return -EINVAL;
    context->max_sockets = value;
    return 0;
  case ZMQ_MAX_MSGSZ:
    if (value < 0)
      return -EINVAL;
    context->max_message_size = value;
    return 0;
  case ZMQ_BLOCKY:
    if (value < 0 || value > 1)
      return -EINVAL;
    context->blocky = value != 0;
    return 0;
  case ZMQ_IPV6:
    if (value < 0 || value > 1)
      return -EINVAL;
    context->ipv6 = value != 0;
    return 0;
  /* There are no threads that these could apply to. */
  case ZMQ_THREAD_SCHED_POLICY:
  case ZMQ_THREAD_NAME_PREFIX:
    if (value < 0)
      return -EINVAL;
    *(option == ZMQ_THREAD_SCHED_POLICY ? &context->thread_policy : &context->thread_name) = value;
    return 0;
  case ZMQ_THREAD_PRIORITY:
  case ZMQ_THREAD_AFFINITY_CPU_ADD:
  case ZMQ_THREAD_AFFINITY_CPU_REMOVE:
    return value < 0 ? -EINVAL : 0;
  default:
    return -EINVAL;
  }
}

int zmq_ctx_set(void *handle, int option, int value) {
  struct context *context = context_of(handle);
  int result = context == NULL ? -errno : set(context, option, value);
  if (result == 0)
    return 0;
  errno = -result;
  return -1;
}

int zmq_ctx_get(void *handle, int option) {
  struct context *context = context_of(handle);
  if (context == NULL)
    return -1;
  switch (option) {
  case ZMQ_IO_THREADS:
    return context->io_threads;
  case ZMQ_MAX_SOCKETS:
    return context->max_sockets;
  case ZMQ_SOCKET_LIMIT:
    return SOCKET_LIMIT;
  case ZMQ_MAX_MSGSZ:
    return context->max_message_size;
  case ZMQ_MSG_T_SIZE:
    return (int)sizeof(zmq_msg_t);
  case ZMQ_BLOCKY:
    return context->blocky;
  case ZMQ_IPV6:
    return context->ipv6;
  case ZMQ_THREAD_SCHED_POLICY:
    return context->thread_policy;
  case ZMQ_THREAD_NAME_PREFIX:
    return context->thread_name;
  default:
    errno = EINVAL;
    return -1;
  }
}
