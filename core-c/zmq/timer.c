// Timers of a context, see timer.h.
#include "timer.h"
#include <stddef.h>

void timer_stop(struct timers *timers, struct timer *timer) {
  if (!timer->running)
    return;
  timer->running = false;
  if (timer->previous != NULL)
    timer->previous->next = timer->next;
  else
    timers->first = timer->next;
  if (timer->next != NULL)
    timer->next->previous = timer->previous;
  else
    timers->last = timer->previous;
}

void timer_start(struct timers *timers, struct timer *timer, int64_t deadline, void (*due)(struct timer *timer)) {
  timer_stop(timers, timer);
  timer->deadline = deadline;
  timer->due = due;
  timer->running = true;
  /* Most are of the same length, so the place is near the end. */
  struct timer *before = timers->last;
  while (before != NULL && before->deadline > deadline)
    before = before->previous;
  timer->previous = before;
  timer->next = before == NULL ? timers->first : before->next;
  if (timer->next != NULL)
    timer->next->previous = timer;
  else
    timers->last = timer;
  if (before != NULL)
    before->next = timer;
  else
    timers->first = timer;
}

int timers_run(struct timers *timers, int64_t now) {
  int count = 0;
  while (timers->first != NULL && timers->first->deadline <= now) {
    struct timer *timer = timers->first;
    timer_stop(timers, timer);
    timer->due(timer);
    count++;
  }
  return count;
}
