// Contexts of a guest whose program is elsewhere; see background.h, and core-c/posix/background.h for who calls.
#include "background.h"

#ifdef __wasm__
#include "../posix/background.h"
#include "context.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

bool background_is_waiting;

/* All contexts' descriptors. */
static int hub = -1;

static void flush(void) {
  if (!background_is_waiting)
    zmq_internal_flush_all();
}

/* Contexts that aren't in it yet are added. */
static int descriptor(void) {
  int count = 0;
  if (background_is_waiting)
    return -1;
  for (struct context *each = zmq_internal_contexts; each != NULL; each = each->next) {
    if (each->foreign)
      continue;
    if (hub < 0 && (hub = epoll_create1(EPOLL_CLOEXEC)) < 0)
      return -1;
    struct epoll_event event = {.events = EPOLLIN};
    if (!each->looked_after)
      each->looked_after =
          context_need_clock(each) == 0 && epoll_ctl(hub, EPOLL_CTL_ADD, context_descriptor(each), &event) == 0;
    count++;
  }
  return count > 0 ? hub : -1;
}

static void work(void) {
  zmq_internal_pump_all();
  zmq_internal_flush_all();
}

/* The child must not add to what the parent waits for. */
static void after_fork(void) {
  if (hub >= 0)
    close(hub);
  hub = -1;
}

void background_begin(void) {
  static const struct background background = {flush, descriptor, work};
  if (__isthmus_background != &background && pthread_atfork(NULL, NULL, after_fork) == 0)
    __isthmus_set_background(&background);
}

void background_enter(void) { __isthmus_background_cancel(); }

void background_leave(void) {
  if (zmq_internal_unflushed > 0)
    __isthmus_background_ask();
}
#endif
