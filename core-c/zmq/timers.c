// zmq_timers_…: timers that a program keeps for itself, and runs when it likes.
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "context.h"
#include "include/zmq.h"

struct program_timer {
  struct program_timer *next;
  int id;
  int64_t interval;
  int64_t due;
  /** The zmq_timers_execute that it ran in last. */
  unsigned pass;
  zmq_timer_fn *handler;
  void *argument;
};

enum { TIMERS_TAG = 0x7a74696d };

struct program_timers {
  uint32_t tag;
  int last_id;
  unsigned pass;
  struct program_timer *first;
};

static int fail(int error) {
  errno = error;
  return -1;
}

static struct program_timers *timers_of(void *handle) {
  struct program_timers *timers = handle;
  return timers != NULL && timers->tag == TIMERS_TAG ? timers : NULL;
}

static struct program_timer **find(struct program_timers *timers, int id) {
  struct program_timer **link = &timers->first;
  while (*link != NULL && (*link)->id != id)
    link = &(*link)->next;
  return link;
}

void *zmq_timers_new(void) {
  struct program_timers *timers = calloc(1, sizeof *timers);
  if (timers != NULL)
    timers->tag = TIMERS_TAG;
  return timers;
}

int zmq_timers_destroy(void **handle) {
  struct program_timers *timers = handle == NULL ? NULL : timers_of(*handle);
  if (timers == NULL)
    return fail(EFAULT);
  while (timers->first != NULL) {
    struct program_timer *timer = timers->first;
    timers->first = timer->next;
    free(timer);
  }
  timers->tag = 0;
  free(timers);
  *handle = NULL;
  return 0;
}

int zmq_timers_add(void *handle, size_t interval, zmq_timer_fn handler, void *argument) {
  struct program_timers *timers = timers_of(handle);
  if (timers == NULL || handler == NULL)
    return fail(EFAULT);
  struct program_timer *timer = malloc(sizeof *timer);
  if (timer == NULL)
    return fail(ENOMEM);
  *timer = (struct program_timer){.next = timers->first,
                                  .id = ++timers->last_id,
                                  .interval = (int64_t)interval,
                                  .due = clock_milliseconds() + (int64_t)interval,
                                  .handler = handler,
                                  .argument = argument};
  timers->first = timer;
  return timer->id;
}

int zmq_timers_cancel(void *handle, int id) {
  struct program_timers *timers = timers_of(handle);
  if (timers == NULL)
    return fail(EFAULT);
  struct program_timer **link = find(timers, id);
  struct program_timer *timer = *link;
  if (timer == NULL)
    return fail(EINVAL);
  *link = timer->next;
  free(timer);
  return 0;
}

int zmq_timers_set_interval(void *handle, int id, size_t interval) {
  struct program_timers *timers = timers_of(handle);
  if (timers == NULL)
    return fail(EFAULT);
  struct program_timer *timer = *find(timers, id);
  if (timer == NULL)
    return fail(EINVAL);
  timer->interval = (int64_t)interval;
  timer->due = clock_milliseconds() + timer->interval;
  return 0;
}

int zmq_timers_reset(void *handle, int id) {
  struct program_timers *timers = timers_of(handle);
  if (timers == NULL)
    return fail(EFAULT);
  struct program_timer *timer = *find(timers, id);
  if (timer == NULL)
    return fail(EINVAL);
  timer->due = clock_milliseconds() + timer->interval;
  return 0;
}

long zmq_timers_timeout(void *handle) {
  struct program_timers *timers = timers_of(handle);
  if (timers == NULL)
    return fail(EFAULT);
  if (timers->first == NULL)
    return -1;
  int64_t earliest = INT64_MAX;
  for (const struct program_timer *each = timers->first; each != NULL; each = each->next)
    earliest = each->due < earliest ? each->due : earliest;
  int64_t left = earliest - clock_milliseconds();
  return left < 0 ? 0 : (long)left;
}

int zmq_timers_execute(void *handle) {
  struct program_timers *timers = timers_of(handle);
  if (timers == NULL)
    return fail(EFAULT);
  int64_t now = clock_milliseconds();
  int last_id = timers->last_id;
  timers->pass++;
  // A handler may add and remove timers: after each, what is due is looked for anew, the earliest first.
  for (;;) {
    struct program_timer *due = NULL;
    for (struct program_timer *each = timers->first; each != NULL; each = each->next) {
      bool earliest = due == NULL || each->due < due->due || (each->due == due->due && each->id < due->id);
      if (each->due <= now && each->id <= last_id && each->pass != timers->pass && earliest)
        due = each;
    }
    if (due == NULL)
      return 0;
    due->pass = timers->pass;
    due->due = now + due->interval;
    due->handler(due->id, due->argument);
  }
}
