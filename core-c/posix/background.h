// Work that a library does inside the program's calls, for want of threads: at the next system call, and while the
// program waits in one. Sockets of ZeroMQ are kept going this way.
#ifndef ISTHMUS_BACKGROUND_H
#define ISTHMUS_BACKGROUND_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include <isthmus/imports.h>

struct background {
  /** At the first system call after __isthmus_background_ask, and before every wait. It may make calls itself. */
  void (*flush)(void);
  /** A descriptor that is readable when there is work to do while the program waits; -1 for none. */
  int (*fd)(void);
  /** Called when it is. */
  void (*work)(void);
};

/** Who works in the background; null in programs where nobody does. Set once. */
extern const struct background *__isthmus_background;

/** Sets it, for good. */
void __isthmus_set_background(const struct background *background);

/** Has `flush` called at the next system call, whichever that is. */
void __isthmus_background_ask(void);

/** CLOCK_MONOTONIC in nanoseconds, read without looking for work, so that a library may ask as often as it likes. */
int64_t __isthmus_background_clock(void);

/** Takes that back. */
void __isthmus_background_cancel(void);

/** What was asked for, in the handling of whatever is pending (handler.c). Null in programs that never wait. */
__attribute__((weak)) void __isthmus_background_flush(void);

/** Whether there is work to do while the program waits. */
static inline bool __isthmus_background_works(void) {
  return __isthmus_background != NULL && __isthmus_background->fd() >= 0;
}

/** ppoll(2), during which the background works: minus a Linux errno, or how many descriptors are ready. */
int32_t __isthmus_wait(void *fds, size_t count, const void *timeout, const sigset_t *mask);

#endif
