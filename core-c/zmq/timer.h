// Timers of a context: a list sorted by deadline; there are few for each connection, and they are started rarely.
#ifndef ISTHMUS_ZMQ_TIMER_H
#define ISTHMUS_ZMQ_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct timer {
  /* Milliseconds of CLOCK_MONOTONIC. */
  int64_t deadline;
  void (*due)(struct timer *timer);
  bool running;
  struct timer *next;
  struct timer *previous;
};

struct timers {
  struct timer *first;
  struct timer *last;
};

/** Starts (or starts again) a timer that calls `due` once, at `deadline`. */
void timer_start(struct timers *timers, struct timer *timer, int64_t deadline, void (*due)(struct timer *timer));

/** Stops it if it runs. */
void timer_stop(struct timers *timers, struct timer *timer);

/** Calls what is due at `now`; how many were. */
int timers_run(struct timers *timers, int64_t now);

#endif
