// Waiting in ppoll while a library works in the background; see background.h. Who does is background-start.c's.
#include "background.h"
#include "internal.h"

#include <limits.h>
#include <poll.h>
#include <stdbool.h>

enum { NANOSECONDS = 1000000000, LINUX_CLOCK_MONOTONIC = 1, MOST = 1024 };

const struct background *__isthmus_background;

int64_t __isthmus_background_clock(void) {
  struct kernel_timespec time = {0, 0};
  __isthmus_import_clock_gettime(LINUX_CLOCK_MONOTONIC, &time);
  return time.seconds * NANOSECONDS + time.nanoseconds;
}

/* When a wait ends; beyond what the clock can tell it never does. */
static int64_t deadline_of(const struct kernel_timespec *timeout) {
  if (timeout == NULL || timeout->seconds >= INT64_MAX / NANOSECONDS / 2)
    return INT64_MAX;
  return __isthmus_background_clock() + timeout->seconds * NANOSECONDS + timeout->nanoseconds;
}

/* Waits for the descriptors or, with one more at the end, for work; how many of theirs are ready. */
static int32_t wait_beside(struct pollfd *all, size_t count, int64_t deadline, const sigset_t *mask) {
  const struct kernel_timespec at_once = {0, 0};
  for (;;) {
    int64_t left = deadline == INT64_MAX ? 0 : deadline - __isthmus_background_clock();
    struct kernel_timespec rest = {0, 0};
    if (left > 0)
      rest = (struct kernel_timespec){left / NANOSECONDS, left % NANOSECONDS};
    int32_t ready = __isthmus_ppoll(all, count + 1, deadline == INT64_MAX ? NULL : &rest, mask);
    if (ready <= 0)
      return ready;
    if (all[count].revents == 0)
      return ready;
    /* A descriptor that the program has closed is no longer waited for. */
    if (all[count].revents & POLLNVAL)
      all[count].fd = -1;
    else
      __isthmus_background->work();
    /* What was ready for the work may have been so for the program too, which isn't any more, or is only now. */
    ready = __isthmus_ppoll(all, count, &at_once, mask);
    if (ready != 0)
      return ready;
  }
}

int32_t __isthmus_wait(void *fds, size_t count, const void *timeout, const sigset_t *mask) {
  const struct kernel_timespec *limit = timeout;
  bool wrong = limit != NULL && (limit->seconds < 0 || limit->nanoseconds < 0 || limit->nanoseconds >= NANOSECONDS);
  bool at_once = limit != NULL && limit->seconds == 0 && limit->nanoseconds == 0;
  if (__isthmus_background == NULL || count > MOST ||
      (count > 0 && !__isthmus_is_memory(fds, count * sizeof(struct pollfd))) || wrong)
    return __isthmus_ppoll(fds, count, timeout, mask);
  int error = errno;
  __isthmus_background->flush();
  int fd = at_once ? -1 : __isthmus_background->fd();
  if (fd < 0) {
    errno = error;
    return __isthmus_ppoll(fds, count, timeout, mask);
  }
  struct pollfd all[count + 1];
  if (count > 0)
    memcpy(all, fds, count * sizeof *all);
  all[count] = (struct pollfd){.fd = fd, .events = POLLIN};
  int32_t ready = wait_beside(all, count, deadline_of(limit), mask);
  if (ready >= 0 && count > 0)
    memcpy(fds, all, count * sizeof *all);
  errno = error;
  return ready;
}
