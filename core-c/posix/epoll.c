// epoll: waiting for many descriptors. Events are laid out as the host takes them.
#include <poll.h>
#include <sys/epoll.h>

#include "background.h"
#include "internal.h"

_Static_assert(sizeof(struct epoll_event) == 12, "as on x86-64");

/** Makes a set of descriptors to wait for, with EPOLL_CLOEXEC as a flag. Source: epoll_create1(2). */
int epoll_create1(int flags) {
  if (flags & ~EPOLL_CLOEXEC)
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_epoll_create1(__isthmus_open_flags(flags)));
}

/** The same; the size must be positive and says nothing. Source: epoll_create(2). */
int epoll_create(int size) { return size <= 0 ? __isthmus_fail(LINUX_EINVAL) : epoll_create1(0); }

/** Adds, changes or removes a descriptor. Source: epoll_ctl(2). */
int epoll_ctl(int fd, int operation, int target, struct epoll_event *event) {
  if (operation != EPOLL_CTL_DEL && !IS_MEMORY(event))
    return __isthmus_fail(LINUX_EFAULT);
  return __isthmus_result(__isthmus_epoll_ctl(fd, operation, target, event));
}

static int32_t wait_in_kernel(int fd, struct epoll_event *events, int most, const struct kernel_timespec *timeout,
                              const sigset_t *mask) {
  return __isthmus_epoll_pwait2(fd, (uint32_t)(uintptr_t)events, most, timeout, mask);
}

/* Where something works in the background, it is ppoll that waits, for the set of descriptors too. */
static int32_t wait_for_events(int fd, struct epoll_event *events, int most, const struct kernel_timespec *timeout,
                               const sigset_t *mask) {
  const struct kernel_timespec at_once = {0, 0};
  if (!__isthmus_background_works())
    return wait_in_kernel(fd, events, most, timeout, mask);
  int32_t result = wait_in_kernel(fd, events, most, &at_once, mask);
  struct pollfd set = {.fd = fd, .events = POLLIN};
  if (result == 0)
    result = __isthmus_wait(&set, 1, timeout, mask);
  return result > 0 && set.revents != 0 ? wait_in_kernel(fd, events, most, &at_once, NULL) : result;
}

/** Waits for events; no timeout waits for ever. The mask holds while it waits. Source: epoll_pwait2(2). */
int epoll_pwait2(int fd, struct epoll_event *events, int most, const struct timespec *timeout, const sigset_t *mask) {
  struct kernel_timespec kernel;
  if (IS_MEMORY(timeout))
    kernel = __isthmus_kernel_timespec(timeout);
  else if (timeout != NULL)
    return __isthmus_fail(LINUX_EFAULT);
  return __isthmus_result(wait_for_events(fd, events, most, STRUCT(timeout, kernel), mask));
}

/** Waits for events for so many milliseconds; negative waits for ever. Source: epoll_pwait(2). */
int epoll_pwait(int fd, struct epoll_event *events, int most, int milliseconds, const sigset_t *mask) {
  struct timespec timeout = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};
  return epoll_pwait2(fd, events, most, milliseconds < 0 ? NULL : &timeout, mask);
}

/** The same without a mask. Source: epoll_wait(2). */
int epoll_wait(int fd, struct epoll_event *events, int most, int milliseconds) {
  return epoll_pwait(fd, events, most, milliseconds, NULL);
}
