// The descriptor table: close, dup and its kin, fcntl, whole-file and record locks.
#include "internal.h"

#include <limits.h>
#include <stdarg.h>
#include <sys/file.h>
#include <unistd.h>

/** Closes a descriptor. Source: close(2). */
int close(int fd) { return __isthmus_result(__isthmus_close(fd)); }

/** Closes a descriptor; there is nothing to restart. Source: posix_close(3p). */
int posix_close(int fd, int flags) {
  (void)flags;
  return close(fd);
}

/** Duplicates to the lowest free number. Source: dup(2). */
int dup(int fd) { return __isthmus_result(__isthmus_dup(fd)); }

/** Duplicates to a given number, close-on-exec when asked; EINVAL when both are equal. Source: dup(2). */
int dup3(int fd, int target, int flags) {
  if (flags & ~O_CLOEXEC)
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_dup3(fd, target, __isthmus_open_flags(flags)));
}

/** Duplicates to a given number; nothing happens when both are equal. Source: dup(2). */
int dup2(int fd, int target) {
  if (fd != target)
    return dup3(fd, target, 0);
  return __isthmus_fcntl(fd, F_GETFD, 0) < 0 ? __isthmus_fail(LINUX_EBADF) : target;
}

/** Moves a descriptor to another number, close-on-exec as it was: what wasi-libc's freopen asks for. */
int __wasilibc_fd_renumber(int fd, int target) {
  int32_t flags = __isthmus_fcntl(fd, F_GETFD, 0);
  if (flags < 0)
    return __isthmus_result(flags);
  if (fd == target)
    return 0;
  return dup3(fd, target, flags & FD_CLOEXEC ? O_CLOEXEC : 0) < 0 ? -1 : close(fd);
}

/** Sets who is signalled about a descriptor, or with a negative number which group. */
static int set_owner(int fd, pid_t owner) {
  if (owner == INT_MIN)
    return __isthmus_fail(LINUX_EINVAL);
  struct f_owner_ex wanted = {.type = owner < 0 ? F_OWNER_PGRP : F_OWNER_PID, .pid = owner < 0 ? -owner : owner};
  return __isthmus_result(__isthmus_fcntl(fd, F_SETOWN_EX, (uint32_t)(uintptr_t)&wanted));
}

/** The inverse. The kernel's own call can't tell a group from an error. */
static int get_owner(int fd) {
  struct f_owner_ex owner;
  int result = __isthmus_result(__isthmus_fcntl(fd, F_GETOWN_EX, (uint32_t)(uintptr_t)&owner));
  return result < 0 ? result : owner.type == F_OWNER_PGRP ? -owner.pid : owner.pid;
}

/** Manipulates a descriptor. struct flock and struct f_owner_ex have the kernel's layout already. F_SETLKW blocks.
 * Source: fcntl(2). */
int fcntl(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  uint32_t argument = ARGUMENT(arguments, uint32_t);
  va_end(arguments);
  if (command == F_SETOWN)
    return set_owner(fd, (pid_t)argument);
  if (command == F_GETOWN)
    return get_owner(fd);
  if (command == F_SETFL)
    argument = (uint32_t)__isthmus_open_flags((int)argument);
  int32_t result = __isthmus_fcntl(fd, command, argument);
  return command == F_GETFL && result >= 0 ? __isthmus_guest_open_flags(result) : __isthmus_result(result);
}

/** Locks a whole file; blocks without LOCK_NB. Source: flock(2). */
int flock(int fd, int operation) { return __isthmus_result(__isthmus_flock(fd, operation)); }

/** Locks a section that begins at the file offset; F_LOCK blocks. Source: lockf(3). */
int lockf(int fd, int command, off_t length) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_len = length};
  switch (command) {
  case F_TEST:
    lock.l_type = F_RDLCK;
    if (fcntl(fd, F_GETLK, &lock) < 0)
      return -1;
    return lock.l_type == F_UNLCK || lock.l_pid == __isthmus_getpid() ? 0 : __isthmus_fail(LINUX_EACCES);
  case F_ULOCK:
    lock.l_type = F_UNLCK;
    return fcntl(fd, F_SETLK, &lock);
  case F_LOCK:
    return fcntl(fd, F_SETLKW, &lock);
  case F_TLOCK:
    return fcntl(fd, F_SETLK, &lock);
  default:
    return __isthmus_fail(LINUX_EINVAL);
  }
}

/** Closes, or marks close-on-exec, every descriptor from `first` to `last`. Source: close_range(2). */
int close_range(unsigned first, unsigned last, int flags) {
  if (first > last || (flags & ~(CLOSE_RANGE_CLOEXEC | CLOSE_RANGE_UNSHARE)) != 0)
    return __isthmus_fail(LINUX_EINVAL);
  unsigned size = (unsigned)getdtablesize();
  for (unsigned fd = first; fd <= last && fd < size; fd++) {
    if (flags & CLOSE_RANGE_CLOEXEC)
      __isthmus_fcntl((int32_t)fd, F_SETFD, FD_CLOEXEC);
    else
      __isthmus_close((int32_t)fd);
  }
  return 0;
}

/** Closes every descriptor from `first` on. Source: closefrom(3). */
void closefrom(int first) { close_range(first < 0 ? 0 : (unsigned)first, UINT32_MAX, 0); }
