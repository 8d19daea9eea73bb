// Sending and receiving: blocking, time limits, parts of messages, and when what was sent really goes out.
#include "background.h"
#include "context.h"
#include "engine.h"
#include "include/zmq.h"
#include "notice.h"
#include "pattern.h"
#include "socket.h"
#include <errno.h>
#include <string.h>

enum {
  /* How long messages may be held back so that more go out together, microseconds. */
  FLUSH_INTERVAL = 20,
  /* How long a program may send or receive without the connections being looked after, microseconds; and how long
   * before it is said to have been elsewhere. */
  PUMP_INTERVAL = 1000,
  ELSEWHERE = 5000,
  /* Only every so many calls ask for the time: of receiving, and of sending where system calls and sleeping flush too.
   */
  CALLS_BETWEEN = 16,
  /* A program that sends so quickly, microseconds, is taken not to stop just now: the next few calls don't ask for the
   * time. */
  QUICK = 4,
  TIMELESS = 3,
};

static int fail(int result) {
  errno = -result;
  return -1;
}

/* Sends what is held back. Where flushing many connections takes long, it is done less often: at most a fifth of the
 * time goes into it. */
static void flush(struct context *context, int64_t now) {
  bool several = context->unflushed != NULL && engine_is_one_of_several(context->unflushed);
  context->flush_interval = FLUSH_INTERVAL;
  context_flush(context);
  context->flushed_at = now;
  if (!several)
    return;
  context->flushed_at = clock_microseconds();
  int64_t took = context->flushed_at - now;
  if (took * 4 > FLUSH_INTERVAL)
    context->flush_interval = took * 4;
}

/* Looks after the connections when that hasn't been done for a while. */
static void tick(struct context *context, int64_t now) {
  /* The pump flushes, so it is no more often due than that. */
  if (now - context->pumped_at < PUMP_INTERVAL || now - context->flushed_at < context->flush_interval)
    return;
  flush(context, now);
  if (now - context->pumped_at < ELSEWHERE)
    context_pump(context, 0);
  else
    context_settle(context);
  context->pumped_at = now;
}

static void flush_if_due(struct context *context, int64_t now) {
  if (now - context->flushed_at >= context->flush_interval)
    flush(context, now);
}

/* Pumps and tries again until it works or time is up. `timeout` in ms, -1 for ever. */
static int try_again(struct socket *socket, struct message *message, int timeout,
                     int (*try)(struct socket *socket, struct message *message)) {
  struct context *context = socket->context;
  if (context->scheduled != NULL) {
    context_run_scheduled(context);
    int result = try(socket, message);
    if (result != -EAGAIN)
      return result;
  }
  int64_t deadline = timeout > 0 ? clock_milliseconds() + timeout : 0;
  int left = timeout;
  for (;;) {
    int done = context_pump(context, left);
    if (done == -EINTR)
      return -EINTR;
    if (context->terminated)
      return -ETERM;
    int result = try(socket, message);
    if (result == -EAGAIN)
      notice_lower(socket);
    if (result != -EAGAIN || timeout == 0)
      return result;
    if (timeout > 0) {
      int64_t now = clock_milliseconds();
      if (now >= deadline)
        return -EAGAIN;
      left = (int)(deadline - now);
    }
  }
}

/* The time, or -1 where it isn't worth asking. */
static int64_t time_of_sending(struct context *context, bool burst) {
  if (burst && context->timeless > 0) {
    context->timeless--;
    return -1;
  }
  int64_t now = clock_microseconds();
  context->timeless = now - context->asked_at <= QUICK ? TIMELESS : 0;
  context->asked_at = now;
  return now;
}

/* Takes the message over when it can; -errno otherwise. */
static int send_message(struct socket *socket, struct message *message, int flags) {
  struct context *context = socket->context;
  if (context->terminated || context->foreign)
    return -ETERM;
  if (message_size(message) > (size_t)context->max_message_size)
    return -EMSGSIZE;
  /* The first message after a wait goes at once, and those that follow it closely go together. */
  unsigned burst = context->burst++;
  int64_t now = time_of_sending(context, burst > 0);
  if (now >= 0)
    tick(context, now);
  message->flags = (flags & ZMQ_SNDMORE) != 0 ? MESSAGE_MORE : 0;
  if (message->metadata != NULL)
    message_set_metadata(message, NULL);
  int result = socket->pattern->send(socket, message);
  if (result == -EAGAIN) {
    int timeout = (flags & ZMQ_DONTWAIT) != 0 ? 0 : socket->options.send_timeout;
    result = try_again(socket, message, timeout, socket->pattern->send);
  }
  if (result == 0 && context->unflushed != NULL) {
    if (burst == 0)
      flush(context, now);
    else if (now >= 0)
      flush_if_due(context, now);
  }
  background_leave();
  return result;
}

static int receive_message(struct socket *socket, struct message *message, int flags) {
  struct context *context = socket->context;
  if (context->terminated || context->foreign)
    return -ETERM;
  if (context->unflushed != NULL || ++context->calls % CALLS_BETWEEN == 0) {
    int64_t now = clock_microseconds();
    tick(context, now);
    if (context->unflushed != NULL)
      flush_if_due(context, now);
  }
  int result = socket->pattern->recv(socket, message);
  if (result == -EAGAIN) {
    int timeout = (flags & ZMQ_DONTWAIT) != 0 ? 0 : socket->options.receive_timeout;
    result = try_again(socket, message, timeout, socket->pattern->recv);
  }
  if (result == 0)
    socket->receiving_more = (message->flags & MESSAGE_MORE) != 0;
  background_leave();
  return result;
}

int zmq_send(void *handle, const void *data, size_t size, int flags) {
  struct socket *socket = socket_of(handle);
  struct message message;
  if (socket == NULL)
    return -1;
  message_init_borrowed(&message, data, size);
  int result = send_message(socket, &message, flags);
  if (result == 0)
    return size > INT32_MAX ? INT32_MAX : (int)size;
  message_close(&message);
  return fail(result);
}

int zmq_send_const(void *handle, const void *data, size_t size, int flags) {
  struct socket *socket = socket_of(handle);
  struct message message;
  if (socket == NULL)
    return -1;
  if (message_init_data(&message, (void *)data, size, NULL, NULL) != 0)
    return fail(-ENOMEM);
  int result = send_message(socket, &message, flags);
  if (result == 0)
    return size > INT32_MAX ? INT32_MAX : (int)size;
  message_close(&message);
  return fail(result);
}

int zmq_recv(void *handle, void *data, size_t size, int flags) {
  struct socket *socket = socket_of(handle);
  struct message message;
  if (socket == NULL)
    return -1;
  message_init(&message);
  int result = receive_message(socket, &message, flags);
  if (result != 0)
    return fail(result);
  size_t there = message_size(&message);
  if (there > 0 && size > 0)
    memcpy(data, message_const_data(&message), there < size ? there : size);
  message_close(&message);
  return there > INT32_MAX ? INT32_MAX : (int)there;
}

int zmq_msg_send(zmq_msg_t *message, void *handle, int flags) {
  struct socket *socket = socket_of(handle);
  struct message *own = (struct message *)message;
  if (socket == NULL)
    return -1;
  if (!message_is_valid(own))
    return fail(-EFAULT);
  size_t size = message_size(own);
  int result = send_message(socket, own, flags);
  if (result != 0)
    return fail(result);
  return size > INT32_MAX ? INT32_MAX : (int)size;
}

int zmq_msg_recv(zmq_msg_t *message, void *handle, int flags) {
  struct socket *socket = socket_of(handle);
  struct message *own = (struct message *)message, received;
  if (socket == NULL)
    return -1;
  if (!message_is_valid(own))
    return fail(-EFAULT);
  message_init(&received);
  int result = receive_message(socket, &received, flags);
  if (result != 0)
    return fail(result);
  message_close(own);
  *own = received;
  size_t size = message_size(own);
  return size > INT32_MAX ? INT32_MAX : (int)size;
}
