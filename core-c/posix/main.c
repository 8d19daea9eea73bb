// What main returns is what exit is called with. The start code of wasi-libc only runs the handlers, without a status
// for on_exit, so `isthmus cc` links with --wrap=__main_void, and its call arrives here.
#include <stdlib.h>

#include "internal.h"

int __real___main_void(void);

int __wrap___main_void(void);

/** Calls main, whatever its form, and exits with its result. */
int __wrap___main_void(void) { exit(__real___main_void()); }
