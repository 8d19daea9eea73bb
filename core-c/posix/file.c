// Names in directories: open, FIFOs and nodes, links, renames, removal, permissions and owners by path.
// Status is in stat.c, directories' content in dir.c.
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_file(int dirfd, const char *path, int flags, mode_t mode) {
  return __isthmus_result(__isthmus_openat(__isthmus_dirfd(dirfd), PATH(path), __isthmus_open_flags(flags), mode));
}

/* Only a call that may make a file has a mode. */
static mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? ARGUMENT(arguments, mode_t) : 0;
}

/** Opens a file; a FIFO blocks until its other end is open, too. Source: open(2). */
int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(AT_FDCWD, path, flags, mode);
}

/** Opens a file named from a directory. Source: openat(2). */
int openat(int dirfd, const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(dirfd, path, flags, mode);
}

/** Makes and opens a file for writing. Source: creat(2). */
int creat(const char *path, mode_t mode) { return open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

/* The name that objects compiled without these headers may use. */
#undef creat64
int creat64(const char *path, mode_t mode) __attribute__((alias("creat")));

/** open with the mode of a file for everybody: what wasi-libc's own objects call. */
int __wasilibc_open_nomode(const char *path, int flags) { return open_file(AT_FDCWD, path, flags, 0666); }

/** Makes a FIFO or a regular file; devices need rights that no guest has. Source: mknodat(2). */
int mknodat(int dirfd, const char *path, mode_t mode, dev_t device) {
  return __isthmus_result(__isthmus_mknodat(__isthmus_dirfd(dirfd), PATH(path), mode, (int64_t)device));
}

/** Makes a FIFO or a regular file. Source: mknod(2). */
int mknod(const char *path, mode_t mode, dev_t device) { return mknodat(AT_FDCWD, path, mode, device); }

/** Makes a FIFO in a directory. Source: mkfifoat(3). */
int mkfifoat(int dirfd, const char *path, mode_t mode) { return mknodat(dirfd, path, mode | S_IFIFO, 0); }

/** Makes a FIFO. Source: mkfifo(3). */
int mkfifo(const char *path, mode_t mode) { return mkfifoat(AT_FDCWD, path, mode); }

/** Makes a directory in a directory. Source: mkdirat(2). */
int mkdirat(int dirfd, const char *path, mode_t mode) {
  return __isthmus_result(__isthmus_mkdirat(__isthmus_dirfd(dirfd), PATH(path), mode));
}

/** Makes a directory. Source: mkdir(2). */
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

/** Makes a hard link; AT_SYMLINK_FOLLOW links what a symbolic link names. Source: linkat(2). */
int linkat(int old_dirfd, const char *old_path, int new_dirfd, const char *new_path, int flags) {
  return __isthmus_result(__isthmus_linkat(__isthmus_dirfd(old_dirfd), PATH(old_path), __isthmus_dirfd(new_dirfd),
                                           PATH(new_path), __isthmus_at_flags(flags)));
}

/** Makes a hard link. Source: link(2). */
int link(const char *old_path, const char *new_path) { return linkat(AT_FDCWD, old_path, AT_FDCWD, new_path, 0); }

/** Makes a symbolic link in a directory. Source: symlinkat(2). */
int symlinkat(const char *target, int dirfd, const char *path) {
  return __isthmus_result(__isthmus_symlinkat(PATH(target), __isthmus_dirfd(dirfd), PATH(path)));
}

/** Makes a symbolic link. Source: symlink(2). */
int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }

/** Reads a symbolic link, without a NUL. Source: readlinkat(2). */
ssize_t readlinkat(int dirfd, const char *restrict path, char *restrict buffer, size_t size) {
  if ((ssize_t)size <= 0)
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(__isthmus_readlinkat(__isthmus_dirfd(dirfd), PATH(path), BUFFER(buffer, size)));
}

/** Reads a symbolic link, without a NUL. Source: readlink(2). */
ssize_t readlink(const char *restrict path, char *restrict buffer, size_t size) {
  return readlinkat(AT_FDCWD, path, buffer, size);
}

/** Removes a name, or with AT_REMOVEDIR a directory. Source: unlinkat(2). */
int unlinkat(int dirfd, const char *path, int flags) {
  return __isthmus_result(__isthmus_unlinkat(__isthmus_dirfd(dirfd), PATH(path), __isthmus_at_flags(flags)));
}

/** Removes a name. Source: unlink(2). */
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

/** Removes an empty directory. Source: rmdir(2). */
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

/** Removes a file or an empty directory. Source: remove(3). */
int remove(const char *path) {
  if (unlink(path) == 0)
    return 0;
  return errno == EISDIR ? rmdir(path) : -1;
}

/** Renames, with RENAME_NOREPLACE, RENAME_EXCHANGE and RENAME_WHITEOUT. Source: renameat2(2). */
int renameat2(int old_dirfd, const char *old_path, int new_dirfd, const char *new_path, unsigned flags) {
  return __isthmus_result(__isthmus_renameat2(__isthmus_dirfd(old_dirfd), PATH(old_path), __isthmus_dirfd(new_dirfd),
                                              PATH(new_path), flags));
}

/** Renames between directories. Source: renameat(2). */
int renameat(int old_dirfd, const char *old_path, int new_dirfd, const char *new_path) {
  return renameat2(old_dirfd, old_path, new_dirfd, new_path, 0);
}

/** Renames. Source: rename(2). */
int rename(const char *old_path, const char *new_path) { return renameat2(AT_FDCWD, old_path, AT_FDCWD, new_path, 0); }

/** Checks permissions of the real user, with AT_EACCESS of the effective one. Source: faccessat(2). */
int faccessat(int dirfd, const char *path, int mode, int flags) {
  return __isthmus_result(__isthmus_faccessat2(__isthmus_dirfd(dirfd), PATH(path), mode, __isthmus_at_flags(flags)));
}

/** Checks permissions of the real user. Source: access(2). */
int access(const char *path, int mode) { return faccessat(AT_FDCWD, path, mode, 0); }

/** Checks permissions of the effective user. Source: euidaccess(3). */
int euidaccess(const char *path, int mode) { return faccessat(AT_FDCWD, path, mode, AT_EACCESS); }

/** As euidaccess. Source: euidaccess(3). */
int eaccess(const char *path, int mode) { return euidaccess(path, mode); }

/** Changes the mode of a file named from a directory. Source: fchmodat(2). */
int fchmodat(int dirfd, const char *path, mode_t mode, int flags) {
  return __isthmus_result(__isthmus_fchmodat(__isthmus_dirfd(dirfd), PATH(path), mode, __isthmus_at_flags(flags)));
}

/** Changes a file's mode. Source: chmod(2). */
int chmod(const char *path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }

/** Changes a file's mode without following a link; Linux has no modes of links themselves. Source: fchmodat(2). */
int lchmod(const char *path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW); }

/** Changes an open file's mode. Source: fchmod(2). */
int fchmod(int fd, mode_t mode) { return __isthmus_result(__isthmus_fchmod(fd, mode)); }

/** Changes the owner of a file named from a directory; -1 leaves one as it is. Source: fchownat(2). */
int fchownat(int dirfd, const char *path, uid_t owner, gid_t group, int flags) {
  return __isthmus_result(
      __isthmus_fchownat(__isthmus_dirfd(dirfd), PATH(path), owner, group, __isthmus_at_flags(flags)));
}

/** Changes a file's owner. Source: chown(2). */
int chown(const char *path, uid_t owner, gid_t group) { return fchownat(AT_FDCWD, path, owner, group, 0); }

/** Changes a link's own owner. Source: lchown(2). */
int lchown(const char *path, uid_t owner, gid_t group) {
  return fchownat(AT_FDCWD, path, owner, group, AT_SYMLINK_NOFOLLOW);
}

/** Changes an open file's owner. Source: fchown(2). */
int fchown(int fd, uid_t owner, gid_t group) { return __isthmus_result(__isthmus_fchown(fd, owner, group)); }

/** Sets the mask of modes for new files; the result is the former one. Source: umask(2). */
mode_t umask(mode_t mask) { return (mode_t)__isthmus_umask(mask); }
