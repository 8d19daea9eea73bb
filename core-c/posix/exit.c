// Leaving the program: exit with on_exit's handlers, which see the status. Replaces wasi-libc's exit.c as a whole;
// atexit, quick_exit and _Exit stay wasi-libc's.
#include <stdlib.h>

#include "internal.h"

struct status_handler {
  void (*function)(int, void *);
  void *argument;
};

static int exit_status;

/* wasi-libc's: the handlers of atexit, if any were registered, and flushing of what stdio has open, if it was used. */
__attribute__((weak)) void __funcs_on_exit(void);
__attribute__((weak)) void __stdio_exit(void);
int __cxa_atexit(void (*)(void *), void *, void *);

static void call_status_handler(void *handler) {
  const struct status_handler *registered = handler;
  registered->function(exit_status, registered->argument);
}

/** Registers a function that exit calls with the status, in reverse order with those of atexit. 0, or -1 with ENOMEM.
 * on_exit(3). */
int on_exit(void (*function)(int, void *), void *argument) {
  struct status_handler *handler = malloc(sizeof *handler);
  if (handler == NULL)
    return -1;
  *handler = (struct status_handler){function, argument};
  if (__cxa_atexit(call_status_handler, handler, NULL) == 0)
    return 0;
  free(handler);
  errno = ENOMEM;
  return -1;
}

/** What a program does before it ends; the start-up code calls it too. */
void __wasm_call_dtors(void) {
  if (__funcs_on_exit != NULL)
    __funcs_on_exit();
  if (__stdio_exit != NULL)
    __stdio_exit();
}

/** Calls the registered functions, flushes and closes the streams, and ends the process. exit(3). */
void exit(int status) {
  exit_status = status;
  __wasm_call_dtors();
  _Exit(status);
}
