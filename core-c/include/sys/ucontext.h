// <sys/ucontext.h>: what a handler's third argument points to. Wasm has no registers to show; the rest is as elsewhere.
#ifndef ISTHMUS_SYS_UCONTEXT_H
#define ISTHMUS_SYS_UCONTEXT_H

#include <__struct_stack.h>
#define __NEED_sigset_t
#include <bits/alltypes.h>

typedef struct {
  unsigned long __none;
} mcontext_t;

typedef struct ucontext_t {
  unsigned long uc_flags;
  struct ucontext_t *uc_link;
  stack_t uc_stack;
  mcontext_t uc_mcontext;
  sigset_t uc_sigmask;
} ucontext_t;

#endif
