// The relatives of setjmp and longjmp that carry the signal mask. Jumping itself is LLVM's and libsetjmp's.
#include <setjmp.h>
#include <signal.h>

#include "internal.h"

/** What sigsetjmp does before setjmp: saves the mask in the buffer where asked to, and returns the buffer. */
struct __jmp_buf_tag *__isthmus_save_mask(sigjmp_buf environment, int save_mask) {
  environment->__fl = save_mask != 0;
  if (save_mask != 0)
    sigprocmask(SIG_SETMASK, NULL, (sigset_t *)environment->__ss);
  return environment;
}

/** longjmp, after restoring the mask that sigsetjmp saved. siglongjmp(3). */
void siglongjmp(sigjmp_buf environment, int value) {
  if (environment->__fl != 0)
    sigprocmask(SIG_SETMASK, (const sigset_t *)environment->__ss, NULL);
  longjmp(environment, value);
}

/** longjmp, which leaves the mask alone. _longjmp(3). */
void _longjmp(jmp_buf environment, int value) { longjmp(environment, value); }
