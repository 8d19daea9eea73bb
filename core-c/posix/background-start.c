// Who works in the background, and that it shall at the next system call; see background.h. Comes with such a library
// alone, and brings handler.c, which looks at what is pending.
#include "background.h"
#include "internal.h"

#include <stdbool.h>

static volatile bool asked;

/* What is pending is looked at by the function of handler.c, which only comes with that file. */
void __isthmus_interrupt(void);
static void (*volatile const handler)(void) = __isthmus_interrupt;

void __isthmus_set_background(const struct background *background) {
  __isthmus_background = handler != NULL ? background : NULL;
}

void __isthmus_background_ask(void) {
  asked = true;
  __isthmus_pending = 1;
}

void __isthmus_background_cancel(void) { asked = false; }

void __isthmus_background_flush(void) {
  if (!asked)
    return;
  asked = false;
  int error = errno;
  __isthmus_background->flush();
  errno = error;
}
