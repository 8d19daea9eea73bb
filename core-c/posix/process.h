// What the sources of the process half share: kernel layouts that more than one converts, and the search along PATH.
// Layouts that one source needs stay in it.
#ifndef ISTHMUS_PROCESS_H
#define ISTHMUS_PROCESS_H

#include <sys/resource.h>

#include "internal.h"

/** struct rusage as 64-bit Linux has it. */
struct kernel_rusage {
  struct {
    int64_t seconds;
    int64_t microseconds;
  } user, system;
  int64_t counts[14];
};
_Static_assert(sizeof(struct kernel_rusage) == 144, "the interface table says 144");

/** Fills a guest's struct rusage; counts that don't fit in its long are cut to the largest. */
void __isthmus_rusage(struct rusage *usage, const struct kernel_rusage *kernel);

/** Executes what `file` names, with a slash as a path and else sought along PATH, by a function like execve. Returns -1
 * with errno set. */
int __isthmus_execute_found(const char *file, char *const argv[], char *const envp[],
                            int (*execute)(const char *, char *const[], char *const[]));

#endif
