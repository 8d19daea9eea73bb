// System V semaphore sets. What a process undoes at its end (SEM_UNDO) is the kernel's to keep.
#include "sysv.h"

#include <stdarg.h>
#include <sys/sem.h>

/* x86-64's struct semid64_ds. */
struct kernel_semid_ds {
  struct kernel_ipc_perm perm;
  int64_t operated;
  uint64_t unused1;
  int64_t changed;
  uint64_t unused2;
  uint64_t count;
  uint64_t unused[2];
};
_Static_assert(sizeof(struct kernel_semid_ds) == 104, "as in the kernel");

/** Finds or makes the set of a key, or with IPC_PRIVATE a new one; returns its id. Source: semget(2). */
int semget(key_t key, int count, int flags) { return __isthmus_result(__isthmus_semget(key, count, flags)); }

/** Performs operations, all at once or none, and waits for that until a time has passed; EAGAIN then. EINTR after a
 * signal, also after one that stopped the process. Source: semop(2). */
int semtimedop(int id, struct sembuf *operations, size_t count, const struct timespec *timeout) {
  if (count > SIZE_MAX / sizeof *operations)
    return __isthmus_fail(id < 0 ? LINUX_EINVAL : LINUX_E2BIG);
  struct kernel_timespec kernel;
  if (IS_MEMORY(timeout))
    kernel = __isthmus_kernel_timespec(timeout);
  return __isthmus_result(
      __isthmus_semtimedop(id, BUFFER(operations, count * sizeof *operations), STRUCT(timeout, kernel)));
}

/** Performs operations, all at once or none, and waits for that without IPC_NOWAIT. Source: semop(2). */
int semop(int id, struct sembuf *operations, size_t count) { return semtimedop(id, operations, count, NULL); }

static int stat_set(int id, int number, int command, struct semid_ds *set) {
  struct kernel_semid_ds kernel;
  int32_t result = __isthmus_semctl(id, number, command, __isthmus_ipc_argument(STRUCT(set, kernel)));
  if (result < 0)
    return __isthmus_fail(-result);
  if (!__isthmus_fits(kernel.count))
    return __isthmus_fail(LINUX_EOVERFLOW);
  *set = (struct semid_ds){
      .sem_perm = __isthmus_ipc_perm(&kernel.perm),
      .sem_otime = kernel.operated,
      .sem_ctime = kernel.changed,
      .sem_nsems = (unsigned long)kernel.count,
  };
  return result;
}

/** semctl with its fourth argument as a plain word, which <sys/sem.h> makes of it. */
int __isthmus_semctl_word(int id, int number, int command, unsigned word) {
  switch (command) {
  case IPC_STAT:
  case SEM_STAT:
  case SEM_STAT_ANY:
    return stat_set(id, number, command, (struct semid_ds *)word);
  case IPC_SET: {
    const struct semid_ds *set = (const struct semid_ds *)word;
    struct kernel_semid_ds kernel = {0};
    if (IS_MEMORY(set))
      kernel.perm = __isthmus_kernel_ipc_perm(&set->sem_perm);
    return __isthmus_result(__isthmus_semctl(id, number, command, __isthmus_ipc_argument(STRUCT(set, kernel))));
  }
  default: /* Values, arrays of unsigned short, and struct seminfo, which consists of ints. */
    return __isthmus_result(__isthmus_semctl(id, number, command, word));
  }
}

/** The word at the begin of a union semun, however few members the program gave it. */
unsigned __isthmus_semun(const void *argument, size_t size) {
  unsigned word = 0;
  memcpy(&word, argument, size < sizeof word ? size : sizeof word);
  return word;
}

#undef semctl
/** Asks about a set or changes it: GETVAL, SETVAL, GETALL, SETALL, GETPID, GETNCNT, GETZCNT, IPC_ and SEM_ commands.
 * This is for calls by pointer; what calls it by name does so through <sys/sem.h>. The fourth argument is a union of
 * the program's, which comes as its address. Source: semctl(2). */
int semctl(int id, int number, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  const void *argument = ARGUMENT(arguments, const void *);
  va_end(arguments);
  switch (command) {
  case SETVAL:
  case GETALL:
  case SETALL:
  case IPC_STAT:
  case IPC_SET:
  case IPC_INFO:
  case SEM_STAT:
  case SEM_STAT_ANY:
  case SEM_INFO:
    return __isthmus_semctl_word(id, number, command, argument == NULL ? 0 : __isthmus_semun(argument, sizeof(int)));
  default:
    return __isthmus_semctl_word(id, number, command, 0);
  }
}
