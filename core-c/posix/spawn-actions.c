// The two objects that posix_spawn takes: file actions, kept as a list, and attributes. Carrying them out is spawn.c's.
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "spawn-actions.h"

/** An empty list. posix_spawn_file_actions_init(3). */
int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions) {
  *actions = (posix_spawn_file_actions_t){NULL, NULL};
  return 0;
}

/** Frees the list. posix_spawn_file_actions_destroy(3). */
int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions) {
  struct __isthmus_spawn_action *action = actions->__first;
  while (action != NULL) {
    struct __isthmus_spawn_action *next = action->next;
    free(action);
    action = next;
  }
  return posix_spawn_file_actions_init(actions);
}

/** Whether a number can be a descriptor at all. */
static int can_be_open(int fd) {
  long maximum = sysconf(_SC_OPEN_MAX);
  return fd >= 0 && (maximum < 0 || fd < maximum);
}

/** Appends a copy of an action, with its path. 0 or ENOMEM. */
static int append(posix_spawn_file_actions_t *actions, struct __isthmus_spawn_action model, const char *path) {
  size_t size = strlen(path) + 1;
  struct __isthmus_spawn_action *action = malloc(sizeof *action + size);
  if (action == NULL)
    return ENOMEM;
  *action = model;
  memcpy(action->path, path, size);
  action->next = NULL;
  if (actions->__last != NULL)
    actions->__last->next = action;
  else
    actions->__first = action;
  actions->__last = action;
  return 0;
}

/** Opens a path as descriptor fd. EBADF for an impossible number. posix_spawn_file_actions_addopen(3). */
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd, const char *restrict path,
                                     int flags, mode_t mode) {
  if (!can_be_open(fd))
    return EBADF;
  return append(actions, (struct __isthmus_spawn_action){.kind = SPAWN_OPEN, .fd = fd, .flags = flags, .mode = mode},
                path);
}

/** Closes a descriptor. posix_spawn_file_actions_addclose(3). */
int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd) {
  if (!can_be_open(fd))
    return EBADF;
  return append(actions, (struct __isthmus_spawn_action){.kind = SPAWN_CLOSE, .fd = fd}, "");
}

/** Duplicates a descriptor to another number; to its own, it only takes close-on-exec away.
 * posix_spawn_file_actions_adddup2(3). */
int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from, int fd) {
  if (!can_be_open(from) || !can_be_open(fd))
    return EBADF;
  return append(actions, (struct __isthmus_spawn_action){.kind = SPAWN_DUP2, .fd = fd, .from = from}, "");
}

/** Changes the working directory. posix_spawn_file_actions_addchdir_np(3). */
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path) {
  return append(actions, (struct __isthmus_spawn_action){.kind = SPAWN_CHDIR, .fd = -1}, path);
}

/** Changes the working directory to an open one. posix_spawn_file_actions_addfchdir_np(3). */
int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd) {
  if (!can_be_open(fd))
    return EBADF;
  return append(actions, (struct __isthmus_spawn_action){.kind = SPAWN_FCHDIR, .fd = fd}, "");
}

/** Closes all descriptors from a number on. posix_spawn_file_actions_addclosefrom_np(3). */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first) {
  if (first < 0)
    return EBADF;
  return append(actions, (struct __isthmus_spawn_action){.kind = SPAWN_CLOSE_FROM, .fd = first}, "");
}

/** Makes the new process's group the terminal's foreground group. posix_spawn_file_actions_addtcsetpgrp_np(3). */
int posix_spawn_file_actions_addtcsetpgrp_np(posix_spawn_file_actions_t *actions, int fd) {
  if (!can_be_open(fd))
    return EBADF;
  return append(actions, (struct __isthmus_spawn_action){.kind = SPAWN_FOREGROUND, .fd = fd}, "");
}

/** Attributes without effect. posix_spawnattr_init(3). */
int posix_spawnattr_init(posix_spawnattr_t *attributes) {
  *attributes = (posix_spawnattr_t){0};
  return 0;
}

/** Nothing to free. posix_spawnattr_destroy(3). */
int posix_spawnattr_destroy(posix_spawnattr_t *attributes) {
  (void)attributes;
  return 0;
}

/** Which attributes have effect: POSIX_SPAWN_ flags, EINVAL for others. posix_spawnattr_setflags(3). */
int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags) {
  enum { ALL = 0xff };
  if ((flags & ~ALL) != 0)
    return EINVAL;
  attributes->__flags = flags;
  return 0;
}

/** posix_spawnattr_getflags(3). */
int posix_spawnattr_getflags(const posix_spawnattr_t *restrict attributes, short *restrict flags) {
  *flags = attributes->__flags;
  return 0;
}

/** posix_spawnattr_setpgroup(3). */
int posix_spawnattr_setpgroup(posix_spawnattr_t *attributes, pid_t group) {
  attributes->__group = group;
  return 0;
}

/** posix_spawnattr_getpgroup(3). */
int posix_spawnattr_getpgroup(const posix_spawnattr_t *restrict attributes, pid_t *restrict group) {
  *group = attributes->__group;
  return 0;
}

/** posix_spawnattr_setsigdefault(3). */
int posix_spawnattr_setsigdefault(posix_spawnattr_t *restrict attributes, const sigset_t *restrict signals) {
  attributes->__default_signals = *signals;
  return 0;
}

/** posix_spawnattr_getsigdefault(3). */
int posix_spawnattr_getsigdefault(const posix_spawnattr_t *restrict attributes, sigset_t *restrict signals) {
  *signals = attributes->__default_signals;
  return 0;
}

/** posix_spawnattr_setsigmask(3). */
int posix_spawnattr_setsigmask(posix_spawnattr_t *restrict attributes, const sigset_t *restrict mask) {
  attributes->__mask = *mask;
  return 0;
}

/** posix_spawnattr_getsigmask(3). */
int posix_spawnattr_getsigmask(const posix_spawnattr_t *restrict attributes, sigset_t *restrict mask) {
  *mask = attributes->__mask;
  return 0;
}

/** Kept, without effect: the sandbox has no scheduling calls. posix_spawnattr_setschedparam(3). */
int posix_spawnattr_setschedparam(posix_spawnattr_t *restrict attributes,
                                  const struct sched_param *restrict parameters) {
  attributes->__parameters = *parameters;
  return 0;
}

/** posix_spawnattr_getschedparam(3). */
int posix_spawnattr_getschedparam(const posix_spawnattr_t *restrict attributes,
                                  struct sched_param *restrict parameters) {
  *parameters = attributes->__parameters;
  return 0;
}

/** Kept, without effect. EINVAL for an unknown policy. posix_spawnattr_setschedpolicy(3). */
int posix_spawnattr_setschedpolicy(posix_spawnattr_t *attributes, int policy) {
  if (policy != SCHED_OTHER && policy != SCHED_FIFO && policy != SCHED_RR)
    return EINVAL;
  attributes->__policy = policy;
  return 0;
}

/** posix_spawnattr_getschedpolicy(3). */
int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *restrict attributes, int *restrict policy) {
  *policy = attributes->__policy;
  return 0;
}
