// stack_t, which <signal.h> and <ucontext.h> define.
#ifndef ISTHMUS_STRUCT_STACK_H
#define ISTHMUS_STRUCT_STACK_H

#define __NEED_size_t
#include <bits/alltypes.h>

typedef struct {
  void *ss_sp;
  int ss_flags;
  size_t ss_size;
} stack_t;

#endif
