// What the sources of signals share: the stack of handlers (sigaltstack.c), and jumps out of handlers (jump.c).
#ifndef ISTHMUS_HANDLER_H
#define ISTHMUS_HANDLER_H

#include <signal.h>
#include <stdbool.h>

#include "internal.h"

/** Calls a function with all parameters of a handler, on another stack: `top` is its end. */
void __isthmus_call_on(void *top, void (*function)(void *), void *argument);

/** The end of the alternate stack where a handler with SA_ONSTACK shall run; null where it runs on the present one.
 * Null itself in programs without sigaltstack. */
__attribute__((weak)) void *__isthmus_alternate_stack(void);

/** Whether an address is in the alternate stack. */
__attribute__((weak)) bool __isthmus_on_alternate_stack(uintptr_t address);

/** The present stack, for a handler's context. */
__attribute__((weak)) void __isthmus_fill_stack(stack_t *stack);

/** longjmp, which from an interrupt of V8's waits for the next call or edge that looks: it unwinds the handlers, and is
 * made then. Null in programs without handlers. */
__attribute__((weak)) _Noreturn void __isthmus_jump(void *buffer, int value);

/** The exception of a longjmp. */
_Noreturn void __isthmus_throw_jump(void *buffer, int value);

#endif
