// The list behind posix_spawn_file_actions_t, shared by the source that builds it and the one that carries it out.
#ifndef ISTHMUS_SPAWN_ACTIONS_H
#define ISTHMUS_SPAWN_ACTIONS_H

#include "internal.h"

#include <spawn.h>

struct __isthmus_spawn_action {
  enum {
    SPAWN_OPEN,
    SPAWN_CLOSE,
    SPAWN_DUP2,
    SPAWN_CHDIR,
    SPAWN_FCHDIR,
    SPAWN_CLOSE_FROM,
    SPAWN_FOREGROUND,
  } kind;
  int fd;
  int from;
  int flags;
  mode_t mode;
  struct __isthmus_spawn_action *next;
  char path[];
};

#endif
