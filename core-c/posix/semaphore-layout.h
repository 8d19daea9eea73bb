// The layout of a sem_t, as glibc has it on x86-64.
#ifndef ISTHMUS_POSIX_SEMAPHORE_H
#define ISTHMUS_POSIX_SEMAPHORE_H

#include <stdint.h>

#include <semaphore.h>

struct semaphore {
  /* The value in the lower half, the number of those who wait in the upper. */
  uint64_t data;
  /* 0, or SEMAPHORE_SHARED. */
  int shared;
  int unused[5];
};
_Static_assert(sizeof(struct semaphore) == sizeof(sem_t), "glibc's size");

enum { SEMAPHORE_SHARED = 128 };

#endif
