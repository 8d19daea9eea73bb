// The pump: everything that happens in a context happens in here, called from within the program's own calls.
#include "context.h"
#include "background.h"
#include "engine.h"
#include "pipe.h"
#include "socket.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
  EVENTS_AT_ONCE = 64,
  CONTEXTS_AT_ONCE = 16,
  /* How long a program that was elsewhere waits for connections that have just begun, in all and without anything
   * happening, and how often at most; ms. */
  SETTLE_TIME = 30,
  SETTLE_QUIET = 5,
  SETTLE_INTERVAL = 200,
};

struct context *zmq_internal_contexts;
int zmq_internal_unflushed;
int zmq_internal_busy;
int zmq_internal_set = -1;

int64_t clock_milliseconds(void) { return background_clock() / 1000000; }
int64_t clock_microseconds(void) { return background_clock() / 1000; }

int context_watch(struct context *context, struct watch *watch, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = watch};
  if (epoll_ctl(context->epoll, EPOLL_CTL_MOD, watch->fd, &event) != 0 &&
      (errno != ENOENT || epoll_ctl(context->epoll, EPOLL_CTL_ADD, watch->fd, &event) != 0))
    return -errno;
  watch->events = events;
  return 0;
}

void context_unwatch(struct context *context, struct watch *watch) {
  struct epoll_event event = {.events = 0};
  epoll_ctl(context->epoll, EPOLL_CTL_DEL, watch->fd, &event);
  for (int i = 0; i < context->event_count; i++)
    if (context->events[i].data.ptr == watch)
      context->events[i].data.ptr = NULL;
}

int context_timeout(const struct context *context, int timeout) {
  if (context->scheduled != NULL)
    return 0;
  const struct timer *first = context->timers.first;
  if (first == NULL || timeout == 0)
    return timeout;
  int64_t left = first->deadline - clock_milliseconds();
  if (left < 0)
    left = 0;
  return timeout >= 0 && timeout < left ? timeout : left > INT32_MAX ? INT32_MAX : (int)left;
}

static void clock_ready(struct watch *watch, uint32_t events) {
  (void)events;
  uint64_t count;
  if (read(watch->fd, &count, sizeof count) < 0)
    return;
}

/* Arms the descriptor for the earliest timer, if that has changed. */
static void arm_clock(struct context *context) {
  const struct timer *first = context->timers.first;
  int64_t deadline = first == NULL ? 0 : first->deadline;
  if (context->clock.fd < 0 || deadline == context->clock_deadline)
    return;
  struct itimerspec time = {.it_value = {.tv_sec = deadline / 1000, .tv_nsec = deadline % 1000 * 1000000}};
  timerfd_settime(context->clock.fd, TFD_TIMER_ABSTIME, &time, NULL);
  context->clock_deadline = deadline;
}

int context_need_clock(struct context *context) {
  if (context->clock.fd >= 0)
    return 0;
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (fd < 0)
    return -errno;
  context->clock = (struct watch){.ready = clock_ready, .fd = fd};
  int result = context_watch(context, &context->clock, EPOLLIN);
  if (result != 0) {
    close(fd);
    context->clock.fd = -1;
    return result;
  }
  arm_clock(context);
  return 0;
}

void context_flush(struct context *context) {
  struct engine *engine;
  zmq_internal_busy++;
  while ((engine = context->unflushed) != NULL)
    engine_flush(engine);
  zmq_internal_busy--;
}

int context_run_scheduled(struct context *context) {
  int count = 0;
  /* Two sockets of the context may answer each other for ever: what they schedule now is done next time. */
  struct pipe **end = context->scheduled_end;
  while (context->scheduled != NULL) {
    struct pipe *pipe = context->scheduled;
    bool last = &pipe->next_scheduled == end;
    pipe_unschedule(pipe);
    pipe_look_after(pipe);
    count++;
    if (last)
      break;
  }
  return count;
}

static int dispatch(struct context *context, int timeout) {
  struct epoll_event events[EVENTS_AT_ONCE];
  int count = epoll_wait(context->epoll, events, EVENTS_AT_ONCE, timeout);
  if (count < 0)
    return -errno;
  context->events = events;
  context->event_count = count;
  for (int i = 0; i < count; i++) {
    struct watch *watch = events[i].data.ptr;
    if (watch != NULL)
      watch->ready(watch, events[i].events);
  }
  context->event_count = 0;
  context->events = NULL;
  return count;
}

/* What is due apart from the descriptors. */
static int run(struct context *context) {
  int count = 0;
  context->burst = 0;
  context->pumped_at = clock_microseconds();
  if (context->timers.first != NULL)
    count += timers_run(&context->timers, context->pumped_at / 1000);
  if (context->scheduled != NULL)
    count += context_run_scheduled(context);
  arm_clock(context);
  return count;
}

/* Waits for any of several contexts: a program may have both ends of a connection in two of them. */
static int pump_many(int timeout) {
  struct pollfd descriptors[CONTEXTS_AT_ONCE];
  struct context *contexts[CONTEXTS_AT_ONCE];
  int count = 0, done = 0;
  for (struct context *each = zmq_internal_contexts; each != NULL && count < CONTEXTS_AT_ONCE; each = each->next)
    if (!each->foreign) {
      context_flush(each);
      done += run(each);
      contexts[count] = each;
      descriptors[count++] = (struct pollfd){.fd = each->epoll, .events = POLLIN};
    }
  if (done > 0)
    timeout = 0;
  for (int i = 0; i < count; i++)
    timeout = context_timeout(contexts[i], timeout);
  int ready = poll(descriptors, (nfds_t)count, timeout);
  if (ready < 0)
    return -errno;
  for (int i = 0; i < count; i++) {
    int events = (descriptors[i].revents & POLLIN) != 0 ? dispatch(contexts[i], 0) : 0;
    done += (events > 0 ? events : 0) + run(contexts[i]);
  }
  return done;
}

static bool is_alone(const struct context *context) {
  for (const struct context *each = zmq_internal_contexts; each != NULL; each = each->next)
    if (each != context && !each->foreign)
      return false;
  return true;
}

static int pump_one(struct context *context, int timeout) {
  context_flush(context);
  int done = context->scheduled != NULL ? context_run_scheduled(context) : 0;
  int events = dispatch(context, done > 0 ? 0 : context_timeout(context, timeout));
  if (events < 0)
    return done > 0 ? done : events;
  return done + events + run(context);
}

int context_pump(struct context *context, int timeout) {
  zmq_internal_busy++;
  int done = is_alone(context) ? pump_one(context, timeout) : pump_many(timeout);
  zmq_internal_busy--;
  return done;
}

void zmq_internal_flush_all(void) {
  if (zmq_internal_busy != 0)
    return;
  for (struct context *each = zmq_internal_contexts; each != NULL; each = each->next)
    if (!each->foreign)
      context_flush(each);
}

int zmq_internal_pump_all(void) {
  if (zmq_internal_busy != 0)
    return 0;
  for (struct context *each = zmq_internal_contexts; each != NULL; each = each->next)
    if (!each->foreign)
      return context_pump(each, 0);
  return 0;
}

int zmq_internal_descriptor(void) {
  int count = 0, one = -1;
  for (struct context *each = zmq_internal_contexts; each != NULL && zmq_internal_busy == 0; each = each->next)
    if (!each->foreign && context_need_clock(each) == 0) {
      one = each->epoll;
      count++;
    }
  if (count <= 1)
    return one;
  /* The sets of several contexts are in one more set. */
  if (zmq_internal_set < 0)
    zmq_internal_set = epoll_create1(EPOLL_CLOEXEC);
  for (struct context *each = zmq_internal_contexts; each != NULL && zmq_internal_set >= 0; each = each->next) {
    struct epoll_event event = {.events = EPOLLIN};
    if (!each->foreign && !each->in_set)
      each->in_set = epoll_ctl(zmq_internal_set, EPOLL_CTL_ADD, each->epoll, &event) == 0;
  }
  return zmq_internal_set;
}

void context_settle(struct context *context) {
  int64_t now = clock_milliseconds(), end = now + SETTLE_TIME;
  context->news = false;
  if (context_pump(context, 0) <= 0 || !context->news || now - context->settled_at < SETTLE_INTERVAL)
    return;
  /* A connection has begun while the program was elsewhere: see its handshake and subscriptions through. */
  context->settled_at = now;
  while (now < end && context_pump(context, SETTLE_QUIET) > 0)
    now = clock_milliseconds();
}
