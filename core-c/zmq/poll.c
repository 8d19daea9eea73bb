// zmq_poll: waiting for sockets and descriptors together, while all contexts of the process go on.
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "background.h"
#include "context.h"
#include "include/zmq.h"
#include "pattern.h"
#include "socket.h"

enum { ON_THE_STACK = 16 };

/** A context of this process, or NULL. The pump of one works for all. */
static struct context *own_context(void) {
  struct context *context = zmq_internal_contexts;
  while (context != NULL && context->foreign)
    context = context->next;
  return context;
}

/** What is true of the item's socket, of what was asked for. -ENOTSOCK, -ETERM. */
static int socket_state(const zmq_pollitem_t *item) {
  struct socket *socket = socket_of(item->socket);
  if (socket == NULL)
    return -ENOTSOCK;
  if (socket->context->terminated)
    return -ETERM;
  short events = 0;
  if ((item->events & ZMQ_POLLIN) != 0 && socket->pattern->can_recv(socket))
    events |= ZMQ_POLLIN;
  if ((item->events & ZMQ_POLLOUT) != 0 && socket->pattern->can_send(socket))
    events |= ZMQ_POLLOUT;
  return events;
}

/** Fills in the items that are sockets. How many are ready, or -errno. */
static int look_at_sockets(zmq_pollitem_t *items, int count) {
  int ready = 0;
  for (int i = 0; i < count; i++) {
    if (items[i].socket == NULL)
      continue;
    int events = socket_state(&items[i]);
    if (events < 0)
      return events;
    items[i].revents = (short)events;
    ready += events != 0;
  }
  return ready;
}

/** Fills in the items that are descriptors, of which `descriptors` tells. How many are ready. */
static int look_at_descriptors(zmq_pollitem_t *items, int count, const struct pollfd *descriptors) {
  int ready = 0;
  for (int i = 0; i < count; i++) {
    if (items[i].socket != NULL)
      continue;
    short events = descriptors->revents;
    descriptors++;
    items[i].revents = (short)(((events & POLLIN) != 0 ? ZMQ_POLLIN : 0) | ((events & POLLOUT) != 0 ? ZMQ_POLLOUT : 0) |
                               ((events & POLLPRI) != 0 ? ZMQ_POLLPRI : 0) |
                               ((events & ~(POLLIN | POLLOUT | POLLPRI)) != 0 ? ZMQ_POLLERR : 0));
    ready += items[i].revents != 0;
  }
  return ready;
}

static int fill_descriptors(const zmq_pollitem_t *items, int count, struct pollfd *descriptors) {
  int used = 0;
  for (int i = 0; i < count; i++) {
    if (items[i].socket != NULL)
      continue;
    short events = (short)(((items[i].events & ZMQ_POLLIN) != 0 ? POLLIN : 0) |
                           ((items[i].events & ZMQ_POLLOUT) != 0 ? POLLOUT : 0) |
                           ((items[i].events & ZMQ_POLLPRI) != 0 ? POLLPRI : 0));
    descriptors[used++] = (struct pollfd){.fd = items[i].fd, .events = events};
  }
  for (struct context *each = zmq_internal_contexts; each != NULL; each = each->next) {
    if (!each->foreign)
      descriptors[used++] = (struct pollfd){.fd = context_descriptor(each), .events = POLLIN};
  }
  return used;
}

static int left(int64_t deadline) {
  if (deadline < 0)
    return -1;
  int64_t rest = deadline - clock_milliseconds();
  return rest < 0 ? 0 : rest > INT32_MAX ? INT32_MAX : (int)rest;
}

/** Waits with descriptors among the items. */
static int poll_mixed(zmq_pollitem_t *items, int count, int64_t deadline, struct pollfd *descriptors) {
  int used = fill_descriptors(items, count, descriptors);
  struct context *context = own_context();
  for (;;) {
    int result = context == NULL ? 0 : context_pump(context, 0);
    if (result < 0)
      return result;
    int ready = look_at_sockets(items, count);
    if (ready < 0)
      return ready;
    int wait = ready > 0 ? 0 : left(deadline);
    bool last = wait == 0;
    for (struct context *each = context; each != NULL; each = each->next) {
      if (!each->foreign)
        wait = context_timeout(each, wait);
    }
    background_is_waiting = true;
    int polled = poll(descriptors, (nfds_t)used, wait);
    background_is_waiting = false;
    if (polled < 0)
      return -errno;
    ready += look_at_descriptors(items, count, descriptors);
    if (ready > 0 || last)
      return ready;
  }
}

/** Waits for sockets alone. */
static int poll_sockets(zmq_pollitem_t *items, int count, int64_t deadline) {
  struct context *context = own_context();
  for (;;) {
    int ready = look_at_sockets(items, count);
    if (ready < 0)
      return ready;
    // The pump runs even if there is something: the others must not starve because one is always ready.
    int wait = ready > 0 ? 0 : left(deadline);
    int result = context_pump(context, wait);
    if (result < 0)
      return result;
    ready = look_at_sockets(items, count);
    if (ready != 0 || wait == 0)
      return ready;
  }
}

static int poll_items(zmq_pollitem_t *items, int count, int64_t deadline) {
  bool mixed = count == 0;
  for (int i = 0; i < count; i++)
    mixed = mixed || items[i].socket == NULL;
  if (!mixed) {
    if (own_context() == NULL)
      return -ENOTSOCK;
    return poll_sockets(items, count, deadline);
  }
  size_t room = (size_t)count;
  for (struct context *each = zmq_internal_contexts; each != NULL; each = each->next)
    room++;
  struct pollfd some[ON_THE_STACK];
  struct pollfd *descriptors = room <= ON_THE_STACK ? some : malloc(room * sizeof *descriptors);
  if (descriptors == NULL)
    return -ENOMEM;
  int result = poll_mixed(items, count, deadline, descriptors);
  if (descriptors != some)
    free(descriptors);
  return result;
}

int zmq_poll(zmq_pollitem_t *items, int count, long timeout) {
  int result;
  if (count < 0)
    result = -EINVAL;
  else if (items == NULL && count > 0)
    result = -EFAULT;
  else
    result = poll_items(items, count, timeout < 0 ? -1 : clock_milliseconds() + timeout);
  if (result >= 0)
    return result;
  errno = -result;
  return -1;
}
