// POSIX message queues. A queue's descriptor is one like any other, so closing and waiting for it are fd.c's and
// poll.c's.
#include "internal.h"
#include "sigevent.h"

#include <mqueue.h>
#include <stdarg.h>
#include <stdbool.h>
#include <unistd.h>

/* struct mq_attr with the kernel's 64-bit long. */
struct kernel_mq_attr {
  int64_t flags, limit, size, count;
  int64_t reserved[4];
};
_Static_assert(sizeof(struct kernel_mq_attr) == 64, "as in the kernel");

#define LINUX_O_NONBLOCK 04000

static struct kernel_mq_attr to_kernel(const struct mq_attr *attributes) {
  return (struct kernel_mq_attr){
      .flags = attributes->mq_flags & O_NONBLOCK ? LINUX_O_NONBLOCK : 0,
      .limit = attributes->mq_maxmsg,
      .size = attributes->mq_msgsize,
      .count = attributes->mq_curmsgs,
  };
}

/* The kernel's own limits keep all of these within 32 bits. */
static struct mq_attr from_kernel(const struct kernel_mq_attr *kernel) {
  return (struct mq_attr){
      .mq_flags = kernel->flags & LINUX_O_NONBLOCK ? O_NONBLOCK : 0,
      .mq_maxmsg = (long)kernel->limit,
      .mq_msgsize = (long)kernel->size,
      .mq_curmsgs = (long)kernel->count,
  };
}

/* The kernel looks at the deadline before it looks at anything else. */
static bool is_wrong(const struct timespec *deadline) {
  return IS_MEMORY(deadline) && (deadline->tv_sec < 0 || deadline->tv_nsec < 0 || deadline->tv_nsec >= 1000000000);
}

/** Opens the queue "/name", or with O_CREAT makes it with a mode and attributes (null: the system's). EINVAL where the
 * name does not begin with a slash, EACCES where it has another. Source: mq_open(3). */
mqd_t mq_open(const char *name, int flags, ...) {
  mode_t mode = 0;
  const struct mq_attr *attributes = NULL;
  if (flags & O_CREAT) {
    va_list arguments;
    va_start(arguments, flags);
    mode = ARGUMENT(arguments, mode_t);
    attributes = ARGUMENT(arguments, const struct mq_attr *);
    va_end(arguments);
  }
  if (name == NULL || name[0] != '/')
    return __isthmus_fail(LINUX_EINVAL);
  struct kernel_mq_attr kernel;
  if (IS_MEMORY(attributes))
    kernel = to_kernel(attributes);
  return __isthmus_result(
      __isthmus_mq_open(PATH(name + 1), __isthmus_open_flags(flags), mode, STRUCT(attributes, kernel)));
}

/** Closes a queue's descriptor, and with it the process's request to be notified. Source: mq_close(3). */
int mq_close(mqd_t queue) { return close(queue); }

/** Removes a queue's name; the queue goes when nobody has it open. Source: mq_unlink(3). */
int mq_unlink(const char *name) {
  if (name == NULL || name[0] != '/')
    return __isthmus_fail(LINUX_EINVAL);
  int32_t result = __isthmus_mq_unlink(PATH(name + 1));
  /* As glibc has it: POSIX knows no EPERM here. */
  return __isthmus_result(result == -LINUX_EPERM ? -LINUX_EACCES : result);
}

/** Sends a message, before those of lower priority; waits for room until a time of CLOCK_REALTIME, or with O_NONBLOCK
 * not at all. Source: mq_send(3). */
int mq_timedsend(mqd_t queue, const char *message, size_t size, unsigned priority, const struct timespec *deadline) {
  if (is_wrong(deadline))
    return __isthmus_fail(LINUX_EINVAL);
  struct kernel_timespec kernel;
  if (IS_MEMORY(deadline))
    kernel = __isthmus_kernel_timespec(deadline);
  else if (deadline != NULL)
    return __isthmus_fail(LINUX_EFAULT);
  return __isthmus_result(__isthmus_mq_timedsend(queue, BUFFER(message, size), priority, STRUCT(deadline, kernel)));
}

/** Sends a message; waits for room without O_NONBLOCK. Source: mq_send(3). */
int mq_send(mqd_t queue, const char *message, size_t size, unsigned priority) {
  return __isthmus_result(__isthmus_mq_timedsend(queue, BUFFER(message, size), priority, NULL));
}

/** Receives the oldest message of the highest priority, for which `size` must be at least mq_msgsize; waits until a
 * time of CLOCK_REALTIME, or with O_NONBLOCK not at all. Source: mq_receive(3). */
ssize_t mq_timedreceive(mqd_t queue, char *restrict message, size_t size, unsigned *restrict priority,
                        const struct timespec *restrict deadline) {
  if (is_wrong(deadline))
    return __isthmus_fail(LINUX_EINVAL);
  struct kernel_timespec kernel;
  if (IS_MEMORY(deadline))
    kernel = __isthmus_kernel_timespec(deadline);
  else if (deadline != NULL)
    return __isthmus_fail(LINUX_EFAULT);
  return __isthmus_result(__isthmus_mq_timedreceive(queue, BUFFER(message, size), priority, STRUCT(deadline, kernel)));
}

/** Receives a message; waits without O_NONBLOCK. Source: mq_receive(3). */
ssize_t mq_receive(mqd_t queue, char *message, size_t size, unsigned *priority) {
  return __isthmus_result(__isthmus_mq_timedreceive(queue, BUFFER(message, size), priority, NULL));
}

/** Sets O_NONBLOCK of an open queue, and nothing else; tells what was. Source: mq_getattr(3). */
int mq_setattr(mqd_t queue, const struct mq_attr *restrict attributes, struct mq_attr *restrict former) {
  struct kernel_mq_attr kernel, kernel_former;
  if (IS_MEMORY(attributes)) {
    if (attributes->mq_flags & ~O_NONBLOCK)
      return __isthmus_fail(LINUX_EINVAL);
    kernel = to_kernel(attributes);
  } else if (attributes != NULL) {
    return __isthmus_fail(LINUX_EFAULT);
  }
  int result =
      __isthmus_result(__isthmus_mq_getsetattr(queue, STRUCT(attributes, kernel), STRUCT(former, kernel_former)));
  if (result == 0 && former != NULL)
    *former = from_kernel(&kernel_former);
  return result;
}

/** Tells a queue's attributes: its limits, and how many messages it holds. Source: mq_getattr(3). */
int mq_getattr(mqd_t queue, struct mq_attr *attributes) { return mq_setattr(queue, NULL, attributes); }

/** Asks for a signal when a message comes to the empty queue; null takes that back. EBUSY when another process has
 * asked. SIGEV_THREAD gives ENOSYS. Source: mq_notify(3). */
int mq_notify(mqd_t queue, const struct sigevent *event) {
  if (event == NULL)
    return __isthmus_result(__isthmus_mq_notify(queue, NULL));
  struct kernel_sigevent kernel = __isthmus_kernel_sigevent(event);
  return __isthmus_result(__isthmus_mq_notify(queue, &kernel));
}
