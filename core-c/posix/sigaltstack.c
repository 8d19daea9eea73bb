// The alternate stack for handlers. Only the C stack in linear memory moves; V8's own, which nobody sees, is one.
#include <signal.h>
#include <stdbool.h>

#include "handler.h"

enum { LINUX_SS_AUTODISARM = 1 << 31, LINUX_MINSIGSTKSZ = 2048 };

static stack_t alternate = {.ss_flags = SS_DISABLE};

bool __isthmus_on_alternate_stack(uintptr_t address) {
  uintptr_t start = (uintptr_t)alternate.ss_sp;
  return (alternate.ss_flags & SS_DISABLE) == 0 && address - start < alternate.ss_size;
}

static bool is_on_it(void) {
  /* Disarmed while it is used. */
  return !(alternate.ss_flags & LINUX_SS_AUTODISARM) &&
         __isthmus_on_alternate_stack((uintptr_t)__builtin_frame_address(0));
}

void __isthmus_fill_stack(stack_t *stack) {
  *stack = alternate;
  if (is_on_it())
    stack->ss_flags |= SS_ONSTACK;
}

void *__isthmus_alternate_stack(void) {
  if ((alternate.ss_flags & SS_DISABLE) != 0 || __isthmus_on_alternate_stack((uintptr_t)__builtin_frame_address(0)))
    return NULL;
  return (void *)(((uintptr_t)alternate.ss_sp + alternate.ss_size) & ~(uintptr_t)15);
}

/** Sets and tells the stack on which handlers with SA_ONSTACK run. EINVAL for unknown flags, ENOMEM for one of less
 * than MINSIGSTKSZ bytes, EPERM on the stack itself. sigaltstack(2). */
int sigaltstack(const stack_t *restrict stack, stack_t *restrict former) {
  stack_t wanted = {.ss_flags = SS_DISABLE};
  if (stack != NULL) {
    if (!IS_MEMORY(stack))
      return __isthmus_fail(LINUX_EFAULT);
    wanted = *stack;
  }
  stack_t present;
  __isthmus_fill_stack(&present);
  if (stack != NULL) {
    if (present.ss_flags & SS_ONSTACK)
      return __isthmus_fail(LINUX_EPERM);
    int mode = wanted.ss_flags & ~LINUX_SS_AUTODISARM;
    if (mode != 0 && mode != SS_ONSTACK && mode != SS_DISABLE)
      return __isthmus_fail(LINUX_EINVAL);
    if (mode == SS_DISABLE)
      wanted = (stack_t){.ss_flags = SS_DISABLE};
    else if (wanted.ss_size < LINUX_MINSIGSTKSZ)
      return __isthmus_fail(LINUX_ENOMEM);
    else
      wanted.ss_flags &= LINUX_SS_AUTODISARM;
    alternate = wanted;
  }
  if (former != NULL) {
    if (!IS_MEMORY(former))
      return __isthmus_fail(LINUX_EFAULT);
    *former = present;
  }
  return 0;
}
