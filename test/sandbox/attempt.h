// What the escape programs share: an attempt that succeeds is an escape, and is said so on standard output.
// Each program ends by printing "contained", which the test wants to see and nothing else.
#ifndef ATTEMPT_H
#define ATTEMPT_H
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The attempt must fail: with -1. */
#define refused(expression)                                                                                            \
  do {                                                                                                                 \
    if ((long long)(expression) != -1)                                                                                 \
      printf("escaped: %s (line %d)\n", #expression, __LINE__);                                                        \
  } while (0)

/* The attempt must fail with this error. */
#define refused_with(error, expression)                                                                                \
  do {                                                                                                                 \
    errno = 0;                                                                                                         \
    if ((long long)(expression) != -1)                                                                                 \
      printf("escaped: %s (line %d)\n", #expression, __LINE__);                                                        \
    else if (errno != (error))                                                                                         \
      printf("wrong error %d: %s (line %d)\n", errno, #expression, __LINE__);                                          \
  } while (0)

/* What must be so for the attempts to mean anything. */
#define allowed(expression)                                                                                            \
  do {                                                                                                                 \
    if ((long long)(expression) == -1)                                                                                 \
      printf("refused, errno %d: %s (line %d)\n", errno, #expression, __LINE__);                                       \
  } while (0)

#endif
