// struct itimerspec as 64-bit Linux has it, and its conversion; for timers that send signals and those that are
// descriptors.
#ifndef ISTHMUS_ITIMERSPEC_H
#define ISTHMUS_ITIMERSPEC_H

#include "internal.h"

struct kernel_itimerspec {
  struct kernel_timespec interval, value;
};

static inline struct kernel_itimerspec __isthmus_kernel_itimerspec(const struct itimerspec *timer) {
  return (struct kernel_itimerspec){
      .interval = __isthmus_kernel_timespec(&timer->it_interval),
      .value = __isthmus_kernel_timespec(&timer->it_value),
  };
}

static inline struct itimerspec __isthmus_itimerspec(const struct kernel_itimerspec *timer) {
  return (struct itimerspec){
      .it_interval = __isthmus_timespec(&timer->interval),
      .it_value = __isthmus_timespec(&timer->value),
  };
}

#endif
