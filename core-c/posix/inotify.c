// inotify: being told what happens to files. Events are read as they are.
#include "internal.h"

#include <sys/inotify.h>

_Static_assert(sizeof(struct inotify_event) == 16, "as the kernel writes it");

/** Makes a queue of events, with IN_NONBLOCK and IN_CLOEXEC as flags. Source: inotify_init1(2). */
int inotify_init1(int flags) {
  if (flags & ~(IN_NONBLOCK | IN_CLOEXEC))
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_inotify_init1(__isthmus_open_flags(flags)));
}

/** The same without flags. Source: inotify_init(2). */
int inotify_init(void) { return inotify_init1(0); }

/** Watches a file or directory: the watch's number. Source: inotify_add_watch(2). */
int inotify_add_watch(int fd, const char *path, uint32_t mask) {
  return __isthmus_result(__isthmus_inotify_add_watch(fd, PATH(path), mask));
}

/** Watches it no longer. Source: inotify_rm_watch(2). */
int inotify_rm_watch(int fd, int watch) { return __isthmus_result(__isthmus_inotify_rm_watch(fd, watch)); }
