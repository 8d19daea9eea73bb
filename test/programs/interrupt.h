// A call that blocks, and a child that keeps signalling the process that made it: for programs about interrupted calls.
// Nothing here depends on time: the child signals until it is told that the call has returned.
#ifndef INTERRUPT_H
#define INTERRUPT_H
#include <fcntl.h>
#include <poll.h>

#include "show.h"

/* What is tried. `call` blocks; what it gives is told, of -1 the errno. `hold` is done in the child before the call,
 * `finish` after some signals have been handled, where the call shall succeed. */
struct blocking {
  const char *name;
  long (*call)(void);
  void (*finish)(void);
  void (*hold)(void);
};

static volatile sig_atomic_t interruptions;
/* Pipes: the child is ready; the handler has run; the call has returned (by its end). */
static int ready[2], handled[2], returned[2];

/* Signals taken before the call is allowed to succeed. */
enum { enough = 4 };

static void interrupt(int number) {
  int error = errno;
  interruptions++;
  if (number != SIGUSR1 || write(handled[1], "h", 1) != 1)
    _exit(99);
  errno = error;
}

static void ignore_result(long result) { (void)result; }

/* The child: one signal after the other, each when the former has been handled. */
static void pester(const struct blocking *blocking, int finishes) {
  struct pollfd watched[2] = {{.fd = returned[0], .events = POLLIN}, {.fd = handled[0], .events = POLLIN}};
  pid_t parent = getppid();
  char byte;
  close(returned[1]);
  if (blocking->hold != NULL)
    blocking->hold();
  check(write(ready[1], "r", 1) == 1);
  for (int answers = 0; !finishes || answers < enough; answers++) {
    /* A moment, so that the call begins or goes on. */
    if (poll(watched, 1, 2) == 1)
      _exit(0);
    check(kill(parent, SIGUSR1) == 0);
    check(poll(watched, 2, -1) > 0);
    if (watched[0].revents != 0)
      _exit(0);
    check(read(handled[0], &byte, 1) == 1);
  }
  blocking->finish();
  ignore_result(read(returned[0], &byte, 1));
  _exit(0);
}

/* Does the call while signals come, whose handler has these flags. With `finishes` it succeeds after a while; without,
 * it must be interrupted to return at all. */
static inline void attempt(const struct blocking *blocking, int flags, int finishes) {
  struct sigaction action = {.sa_handler = interrupt, .sa_flags = flags};
  char byte;
  check(pipe(ready) == 0 && pipe(handled) == 0 && pipe(returned) == 0);
  check(sigaction(SIGUSR1, &action, NULL) == 0);
  interruptions = 0;
  fflush(stdout);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0)
    pester(blocking, finishes);
  close(returned[0]);
  while (read(ready[0], &byte, 1) < 0)
    check(errno == EINTR);
  errno = 0;
  long result = blocking->call();
  int error = errno;
  int taken = interruptions;
  close(returned[1]);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
    ;
  for (int i = 0; i < 2; i++)
    check(close(ready[i]) == 0 && close(handled[i]) == 0);
  check(signal(SIGUSR1, SIG_DFL) == interrupt);
  printf("%s%s: ", blocking->name, flags & SA_RESTART ? ", SA_RESTART" : "");
  if (result == -1)
    printf("%s", errno_name(error));
  else
    printf("%ld", result);
  puts(taken >= (finishes ? enough : 1) ? "" : ", the handler has not run");
}

/* A call that SA_RESTART begins again, and that fails without. */
static inline void restarts(const struct blocking *blocking) {
  attempt(blocking, 0, 0);
  attempt(blocking, SA_RESTART, 1);
}

/* A call that fails, whatever the flags. */
static inline void fails(const struct blocking *blocking) {
  attempt(blocking, 0, 0);
  attempt(blocking, SA_RESTART, 0);
}

/* A call that no signal ends, whatever the flags. */
static inline void persists(const struct blocking *blocking) {
  attempt(blocking, 0, 1);
  attempt(blocking, SA_RESTART, 1);
}

#endif
