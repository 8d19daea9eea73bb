// What keeps contexts going while the program is elsewhere. A guest's libc has them looked after whenever it waits, and
// sends what was held back at the next system call; natively nobody does, and only calls of zmq_ functions count.
#ifndef ISTHMUS_ZMQ_BACKGROUND_H
#define ISTHMUS_ZMQ_BACKGROUND_H

#include <stdint.h>

#ifdef __wasm__

/** The monotonic clock, nanoseconds. */
int64_t background_clock(void);

/** A context has been made: from now on it is looked after. */
void background_begin(void);

/** The program has called: until background_leave what was held back is this library's own business. */
void background_enter(void);

/** The program goes on; when something was held back, it goes out with the next system call. */
void background_leave(void);

#else

#include <time.h>

static inline int64_t background_clock(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static inline void background_begin(void) {}
static inline void background_enter(void) {}
static inline void background_leave(void) {}

#endif

#endif
