// The end of the one thread, which is the process's: clean-up handlers, cancellation, pthread_exit. What C++ does with
// thread-local objects at their thread's end is done at exit.
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

#include "internal.h"
#include "thread.h"

/* key.c, when the program has keys. */
__attribute__((weak)) void __isthmus_destroy_values(void);

int __cxa_atexit(void (*destroy)(void *), void *object, void *module);
int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *module);

int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *module) {
  return __cxa_atexit(destroy, object, module);
}

static struct __isthmus_cleanup *newest;
static int cancel_state = PTHREAD_CANCEL_ENABLE, cancel_type = PTHREAD_CANCEL_DEFERRED;
static bool is_cancelled;

void __isthmus_cleanup_push(struct __isthmus_cleanup *handler, void (*function)(void *), void *argument) {
  *handler = (struct __isthmus_cleanup){function, argument, newest};
  newest = handler;
}

void __isthmus_cleanup_pop(struct __isthmus_cleanup *handler, int execute) {
  newest = handler->__older;
  if (execute)
    handler->__function(handler->__argument);
}

/** Runs the clean-up handlers and the destructors of thread-specific values, and then, since the last thread ends,
 * exits with status 0. pthread_exit(3). */
void pthread_exit(void *value) {
  (void)value;
  cancel_state = PTHREAD_CANCEL_DISABLE;
  while (newest != NULL)
    __isthmus_cleanup_pop(newest, 1);
  if (__isthmus_destroy_values != NULL)
    __isthmus_destroy_values();
  exit(EXIT_SUCCESS);
}

/** pthread_exit under C11's name. */
_Noreturn void thrd_exit(int result) {
  (void)result;
  pthread_exit(NULL);
}

/** Ends the thread if it was cancelled and lets itself be. The only place where that is looked at: other calls don't
 * (docs/status.md). pthread_testcancel(3). */
void pthread_testcancel(void) {
  if (is_cancelled && cancel_state == PTHREAD_CANCEL_ENABLE)
    pthread_exit(PTHREAD_CANCELED);
}

/** Cancels the one thread there is; ESRCH for another. pthread_cancel(3). */
int pthread_cancel(pthread_t thread) {
  if (thread != pthread_self())
    return ESRCH;
  is_cancelled = true;
  if (cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS)
    pthread_testcancel();
  return 0;
}

/** Whether the thread may be cancelled. pthread_setcancelstate(3). */
int pthread_setcancelstate(int state, int *former) {
  if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
    return EINVAL;
  if (former != NULL)
    *former = cancel_state;
  cancel_state = state;
  if (cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS)
    pthread_testcancel();
  return 0;
}

/** Whether at once or at a cancellation point. pthread_setcanceltype(3). */
int pthread_setcanceltype(int type, int *former) {
  if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
    return EINVAL;
  if (former != NULL)
    *former = cancel_type;
  cancel_type = type;
  if (cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS)
    pthread_testcancel();
  return 0;
}

int __pthread_setcancelstate(int, int *) __attribute__((alias("pthread_setcancelstate")));
void __pthread_testcancel(void) __attribute__((alias("pthread_testcancel")));
