// Waiting for descriptors: poll and ppoll with the kernel's struct, select and pselect over them.
#include "background.h"
#include "internal.h"

#include <poll.h>
#include <stdbool.h>
#include <sys/select.h>

/** Waits for events; no timeout waits for ever. The mask holds while it waits. Source: ppoll(2). */
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask) {
  struct kernel_timespec kernel;
  if (timeout != NULL)
    kernel = __isthmus_kernel_timespec(timeout);
  return __isthmus_result(__isthmus_wait(BUFFER(fds, count), timeout == NULL ? NULL : &kernel, mask));
}

/** Waits for events for so many milliseconds; negative waits for ever. Source: poll(2). */
int poll(struct pollfd *fds, nfds_t count, int milliseconds) {
  struct kernel_timespec kernel = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  return __isthmus_result(__isthmus_wait(BUFFER(fds, count), milliseconds < 0 ? NULL : &kernel, NULL));
}

/* What makes a descriptor ready in each of select's three sets. */
enum {
  READABLE = POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
  WRITABLE = POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR,
  EXCEPTIONAL = POLLPRI,
};

/* Whether a set can't be used, as far as the kernel looks at it: up to the last descriptor's 64-bit word. */
static bool is_wild(const fd_set *set, int count) {
  size_t words = ((size_t)count + 63) / 64;
  return set != NULL && words > 0 && !__isthmus_is_memory(set, words * sizeof(uint64_t));
}

static bool member(const fd_set *set, int fd) { return set != NULL && FD_ISSET(fd, set); }

/* Leaves a descriptor in the set only when it is ready; the result counts it. */
static int settle(fd_set *set, const struct pollfd *ready, int events) {
  if (!member(set, ready->fd))
    return 0;
  if (ready->revents & events)
    return 1;
  FD_CLR(ready->fd, set);
  return 0;
}

static int32_t wait_for_sets(int count, fd_set *reads, fd_set *writes, fd_set *exceptions,
                             const struct kernel_timespec *timeout, const sigset_t *mask) {
  if (count < 0)
    return -LINUX_EINVAL;
  if (count > FD_SETSIZE)
    count = FD_SETSIZE;
  if (is_wild(reads, count) || is_wild(writes, count) || is_wild(exceptions, count))
    return -LINUX_EFAULT;
  struct pollfd fds[FD_SETSIZE];
  nfds_t used = 0;
  for (int fd = 0; fd < count; fd++) {
    short events = 0;
    if (member(reads, fd))
      events |= POLLIN | POLLRDNORM | POLLRDBAND;
    if (member(writes, fd))
      events |= POLLOUT | POLLWRNORM | POLLWRBAND;
    if (member(exceptions, fd))
      events |= POLLPRI;
    if (events != 0)
      fds[used++] = (struct pollfd){.fd = fd, .events = events};
  }
  int32_t result = __isthmus_wait(fds, used, timeout, mask);
  if (result < 0)
    return result;
  for (nfds_t index = 0; index < used; index++)
    if (fds[index].revents & POLLNVAL)
      return -LINUX_EBADF;
  int ready = 0;
  for (nfds_t index = 0; index < used; index++)
    ready += settle(reads, &fds[index], READABLE) + settle(writes, &fds[index], WRITABLE) +
             settle(exceptions, &fds[index], EXCEPTIONAL);
  return ready;
}

/** Waits for descriptors in three sets; the timeout stays as it was. Source: pselect(2). */
int pselect(int count, fd_set *reads, fd_set *writes, fd_set *exceptions, const struct timespec *timeout,
            const sigset_t *mask) {
  struct kernel_timespec kernel;
  if (timeout != NULL)
    kernel = __isthmus_kernel_timespec(timeout);
  return __isthmus_result(wait_for_sets(count, reads, writes, exceptions, timeout == NULL ? NULL : &kernel, mask));
}

enum { NANOSECONDS = 1000000000, MICROSECONDS = 1000000, LINUX_CLOCK_MONOTONIC = 1 };

/* Nanoseconds of the monotonic clock. */
static int64_t now(void) {
  struct kernel_timespec time = {0, 0};
  __isthmus_clock_gettime(LINUX_CLOCK_MONOTONIC, &time);
  return time.seconds * NANOSECONDS + time.nanoseconds;
}

/** Waits for descriptors in three sets; as on Linux the timeout is left with the time not slept. Source: select(2). */
int select(int count, fd_set *reads, fd_set *writes, fd_set *exceptions, struct timeval *timeout) {
  if (timeout == NULL)
    return __isthmus_result(wait_for_sets(count, reads, writes, exceptions, NULL, NULL));
  if (timeout->tv_sec < 0 || timeout->tv_usec < 0)
    return __isthmus_fail(LINUX_EINVAL);
  struct kernel_timespec kernel = {timeout->tv_sec + timeout->tv_usec / MICROSECONDS,
                                   timeout->tv_usec % MICROSECONDS * 1000};
  bool immediate = kernel.seconds == 0 && kernel.nanoseconds == 0;
  int64_t start = immediate ? 0 : now();
  int32_t result = wait_for_sets(count, reads, writes, exceptions, &kernel, NULL);
  if (!immediate) {
    int64_t slept = now() - start;
    int64_t seconds = kernel.seconds - slept / NANOSECONDS;
    int64_t nanoseconds = kernel.nanoseconds - slept % NANOSECONDS;
    if (nanoseconds < 0) {
      nanoseconds += NANOSECONDS;
      seconds--;
    }
    timeout->tv_sec = seconds < 0 ? 0 : (time_t)seconds;
    timeout->tv_usec = seconds < 0 ? 0 : (suseconds_t)(nanoseconds / 1000);
  }
  return __isthmus_result(result);
}
