// core.wasm: POSIX message queues, opened without ever waiting: waiting for the descriptor is TypeScript's. Names stand
// in the buffer, ended by NUL; messages too.
#include "core.h"
#include <fcntl.h>
#include <mqueue.h>

/* mq_open(3); with capacity 0 the system's attributes. */
CORE_EXPORT(core_mq_open) int core_mq_open(int how, unsigned mode, int capacity, int message_size) {
  struct mq_attr attributes = {.mq_maxmsg = capacity, .mq_msgsize = message_size};
  int flags = core_open_flags(how | CORE_NONBLOCKING);
  return core_result(mq_open((const char *)core_scratch, flags, (mode_t)mode, capacity == 0 ? NULL : &attributes));
}

CORE_EXPORT(core_mq_unlink) int core_mq_unlink(void) { return core_result(mq_unlink((const char *)core_scratch)); }

/* Leaves capacity, message size and the number of messages in the buffer, i32 each. */
CORE_EXPORT(core_mq_attributes) int core_mq_attributes(int fd) {
  struct mq_attr attributes;
  if (mq_getattr(fd, &attributes) == -1)
    return core_result(-1);
  int32_t numbers[] = {attributes.mq_maxmsg, attributes.mq_msgsize, attributes.mq_curmsgs};
  memcpy(core_scratch, numbers, sizeof numbers);
  return 0;
}

CORE_EXPORT(core_mq_send) int core_mq_send(int fd, size_t length, unsigned priority) {
  return core_result(mq_send(fd, (const char *)core_scratch, length, priority));
}

/* The priority comes first in the buffer, then the message, whose length is the result. */
CORE_EXPORT(core_mq_receive) int core_mq_receive(int fd, size_t size) {
  unsigned priority;
  int length = (int)mq_receive(fd, (char *)core_scratch + sizeof priority, size, &priority);
  if (length >= 0)
    memcpy(core_scratch, &priority, sizeof priority);
  return core_result(length);
}
