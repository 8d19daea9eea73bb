// <ucontext.h>: contexts hold registers and a stack, which WebAssembly shows to nobody, so all of it is refused.
#include <ucontext.h>

#include "internal.h"

/** getcontext(3): ENOSYS. */
int getcontext(ucontext_t *context) {
  (void)context;
  return __isthmus_fail(LINUX_ENOSYS);
}

/** setcontext(3): ENOSYS. */
int setcontext(const ucontext_t *context) {
  (void)context;
  return __isthmus_fail(LINUX_ENOSYS);
}

/** Does nothing: no context can be switched to. makecontext(3). */
void makecontext(ucontext_t *context, void (*function)(void), int count, ...) {
  (void)context;
  (void)function;
  (void)count;
}

/** swapcontext(3): ENOSYS. */
int swapcontext(ucontext_t *restrict former, const ucontext_t *restrict context) {
  (void)former;
  (void)context;
  return __isthmus_fail(LINUX_ENOSYS);
}
