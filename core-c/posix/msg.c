// System V message queues. The kernel's message types have 64 bits and the guest's 32: none is ever cut short.
#include "sysv.h"

#include <limits.h>
#include <sys/msg.h>

/* struct msqid64_ds. */
struct kernel_msqid_ds {
  struct kernel_ipc_perm perm;
  int64_t sent, received, changed;
  uint64_t bytes, count, limit;
  int32_t last_sender, last_receiver;
  uint64_t unused[2];
};
_Static_assert(sizeof(struct kernel_msqid_ds) == 120, "as in the kernel");

/* A short message as the kernel has it: its 64-bit type directly before its text. Then nothing has to be copied on the
 * way to the kernel; a longer one is copied by the host, as it is quicker at that. */
struct short_message {
  int64_t type;
  char text[256];
};

/* For a few bytes quicker than memcpy, which leaves the guest. */
__attribute__((no_builtin("memcpy", "memmove"))) static void copy_short(char *to, const char *from, size_t length) {
  for (; length >= sizeof(int64_t); length -= sizeof(int64_t)) {
    __builtin_memcpy(to, from, sizeof(int64_t));
    to += sizeof(int64_t);
    from += sizeof(int64_t);
  }
  while (length-- > 0)
    *to++ = *from++;
}

/** Finds or makes the queue of a key, or with IPC_PRIVATE a new one; returns its id. Source: msgget(2). */
int msgget(key_t key, int flags) { return __isthmus_result(__isthmus_msgget(key, flags)); }

/** Sends a message of `size` bytes after its type; waits for room without IPC_NOWAIT, and is never restarted.
 * Source: msgsnd(2). */
int msgsnd(int id, const void *message, size_t size, int flags) {
  const long *type = message;
  const char *text = (const char *)(type + 1);
  struct short_message small;
  bool is_small = size <= sizeof small.text;
  /* A longer text is the host's to look at. */
  if (!__isthmus_is_memory(message, sizeof *type + (is_small ? size : 0)))
    return __isthmus_fail(LINUX_EFAULT);
  small.type = *type;
  if (is_small) {
    copy_short(small.text, text, size);
    text = small.text;
  }
  return __isthmus_result(__isthmus_msgsnd(id, &small.type, text, size, flags));
}

/**
 * Receives a message of at most `size` bytes: the first (type 0), the first of a type, or with a negative type the
 * first of the lowest type up to its absolute value; waits without IPC_NOWAIT. EOVERFLOW when the type of the message,
 * which a native program sent, does not fit a long; then the message goes back to the queue, at its end. Source:
 * msgrcv(2).
 */
ssize_t msgrcv(int id, void *message, size_t size, long type, int flags) {
  if (size > LONG_MAX)
    return __isthmus_fail(LINUX_EINVAL);
  struct short_message small;
  bool is_small = size <= sizeof small.text;
  long *received = message;
  char *text = (char *)(received + 1);
  /* As in the kernel the lowest number stands for all types: all that fit. */
  small.type = type == LONG_MIN && !(flags & MSG_COPY) ? -(int64_t)LONG_MAX : type;
  /* The host looks at the text alone, which must not lie in memory where the type doesn't. */
  if (!is_small && !IS_MEMORY(received))
    text = NOWHERE;
  int32_t count = __isthmus_msgrcv(id, &small.type, is_small ? small.text : text, size, flags);
  if (count < 0)
    return __isthmus_fail(-count);
  /* As in the kernel, the message is gone. */
  if (!__isthmus_is_memory(received, sizeof *received + (size_t)count))
    return __isthmus_fail(LINUX_EFAULT);
  if (is_small)
    copy_short(text, small.text, (size_t)count);
  if (small.type > LONG_MAX) {
    if (!(flags & MSG_COPY))
      __isthmus_msgsnd(id, &small.type, text, (size_t)count, IPC_NOWAIT);
    return __isthmus_fail(LINUX_EOVERFLOW);
  }
  *received = (long)small.type;
  return count;
}

static int stat_queue(int id, int command, struct msqid_ds *queue) {
  struct kernel_msqid_ds kernel;
  int32_t result = __isthmus_msgctl(id, command, __isthmus_ipc_argument(STRUCT(queue, kernel)));
  if (result < 0)
    return __isthmus_fail(-result);
  if (!__isthmus_fits(kernel.bytes) || !__isthmus_fits(kernel.count) || !__isthmus_fits(kernel.limit))
    return __isthmus_fail(LINUX_EOVERFLOW);
  *queue = (struct msqid_ds){
      .msg_perm = __isthmus_ipc_perm(&kernel.perm),
      .msg_stime = kernel.sent,
      .msg_rtime = kernel.received,
      .msg_ctime = kernel.changed,
      .__msg_cbytes = (unsigned long)kernel.bytes,
      .msg_qnum = (msgqnum_t)kernel.count,
      .msg_qbytes = (msglen_t)kernel.limit,
      .msg_lspid = kernel.last_sender,
      .msg_lrpid = kernel.last_receiver,
  };
  return result;
}

/** Asks about a queue, changes its owner, mode and size, or removes it; MSG_STAT, MSG_STAT_ANY, IPC_INFO and MSG_INFO
 * are Linux's own. EOVERFLOW when a count does not fit. Source: msgctl(2). */
int msgctl(int id, int command, struct msqid_ds *queue) {
  switch (command) {
  case IPC_STAT:
  case MSG_STAT:
  case MSG_STAT_ANY:
    return stat_queue(id, command, queue);
  case IPC_SET: {
    struct kernel_msqid_ds kernel = {0};
    if (IS_MEMORY(queue)) {
      kernel.perm = __isthmus_kernel_ipc_perm(&queue->msg_perm);
      kernel.limit = queue->msg_qbytes;
    }
    return __isthmus_result(__isthmus_msgctl(id, command, __isthmus_ipc_argument(STRUCT(queue, kernel))));
  }
  default: /* struct msginfo consists of ints, and needs no conversion. */
    return __isthmus_result(__isthmus_msgctl(id, command, __isthmus_ipc_argument(queue)));
  }
}
