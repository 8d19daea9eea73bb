// fork, _Fork, vfork and the handlers around fork. The import is the whole of it: the child is a copy of this very
// process, memory and wasm stack included.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"
#include "map-space.h"
#include "thread.h"

struct fork_handlers {
  void (*prepare)(void);
  void (*parent)(void);
  void (*child)(void);
  struct fork_handlers *older;
  struct fork_handlers *newer;
};

static struct fork_handlers *oldest;
static struct fork_handlers *newest;

/** Registers functions that fork calls: prepare in reverse order of registration, the others in order. Returns 0 or
 * ENOMEM. pthread_atfork(3). */
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void)) {
  struct fork_handlers *handlers = malloc(sizeof *handlers);
  if (handlers == NULL)
    return ENOMEM;
  *handlers = (struct fork_handlers){prepare, parent, child, newest, NULL};
  if (newest != NULL)
    newest->newer = handlers;
  else
    oldest = handlers;
  newest = handlers;
  return 0;
}

/** fork without the handlers. _Fork(3). */
pid_t _Fork(void) {
  pid_t pid = __isthmus_result(__isthmus_fork());
  if (pid == 0) {
    __isthmus_thread_forked();
    if (__isthmus_map_forked != NULL)
      __isthmus_map_forked();
  }
  return pid;
}

/** Makes a child process; returns its pid, and 0 in the child. EAGAIN beyond the run's --max-procs. fork(2). */
pid_t fork(void) {
  for (struct fork_handlers *handlers = newest; handlers != NULL; handlers = handlers->older)
    if (handlers->prepare != NULL)
      handlers->prepare();
  pid_t pid = _Fork();
  int error = errno;
  for (struct fork_handlers *handlers = oldest; handlers != NULL; handlers = handlers->newer) {
    void (*handler)(void) = pid == 0 ? handlers->child : handlers->parent;
    if (handler != NULL)
      handler();
  }
  errno = error;
  return pid;
}

/** fork without the handlers: the child has memory of its own, and the parent doesn't wait for its exec or exit, which
 * vfork(2) allows. */
pid_t vfork(void) { return _Fork(); }
