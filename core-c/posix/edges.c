// What the compiler puts into functions that a handler may leave by a jump, and that might make no call before
// (ts/toolchain/edges.ts): a look at every edge, and before divisions and null pointers, which natively are signals.
#include <signal.h>

#include "handler.h"

void __sanitizer_cov_trace_pc(void);
void __ubsan_handle_divrem_overflow(void *, uintptr_t, uintptr_t);
void __ubsan_handle_type_mismatch_v1(void *, uintptr_t);

void __sanitizer_cov_trace_pc(void) {
  if (__isthmus_pending)
    __isthmus_handle(0);
}

void __ubsan_handle_divrem_overflow(void *data, uintptr_t left, uintptr_t right) {
  (void)data;
  (void)left;
  (void)right;
  __isthmus_signal_fault(SIGFPE, FPE_INTDIV, 0);
}

void __ubsan_handle_type_mismatch_v1(void *data, uintptr_t pointer) {
  (void)data;
  __isthmus_signal_fault(SIGSEGV, SEGV_MAPERR, pointer);
}
