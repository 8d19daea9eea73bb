// Contexts of a guest whose program is elsewhere; see background.h, and core-c/posix/background.h for who calls.
#include "background.h"

#ifdef __wasm__
#include "../posix/background.h"
#include "context.h"

/* What waits for a handshake that the pump has seen through goes too. */
static void work(void) {
  zmq_internal_pump_all();
  zmq_internal_flush_all();
}

void background_begin(void) {
  static const struct background background = {zmq_internal_flush_all, zmq_internal_descriptor, work};
  __isthmus_set_background(&background);
}

int64_t background_clock(void) { return __isthmus_background_clock(); }

void background_enter(void) { __isthmus_background_cancel(); }

void background_leave(void) {
  if (zmq_internal_unflushed > 0)
    __isthmus_background_ask();
}
#endif
