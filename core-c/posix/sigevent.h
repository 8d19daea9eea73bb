// struct sigevent as the kernel lays it out, and its conversion; for whatever asks the kernel for a signal later.
#ifndef ISTHMUS_SIGEVENT_H
#define ISTHMUS_SIGEVENT_H

#include <signal.h>

#include "internal.h"

/** struct sigevent with the kernel's 64-bit pointers. */
struct kernel_sigevent {
  uint64_t value;
  int32_t signal;
  int32_t notify;
  int32_t thread;
  int32_t unused[11];
};
_Static_assert(sizeof(struct kernel_sigevent) == 64, "as in the kernel");

/** The guest's value is the low half of the kernel's, where it comes back from (siginfo.h). */
static inline struct kernel_sigevent __isthmus_kernel_sigevent(const struct sigevent *event) {
  struct kernel_sigevent kernel = {
      .value = (uintptr_t)event->sigev_value.sival_ptr,
      .signal = event->sigev_signo,
      .notify = event->sigev_notify,
  };
  if (event->sigev_notify == SIGEV_THREAD_ID)
    kernel.thread = event->sigev_notify_thread_id;
  return kernel;
}

#endif
