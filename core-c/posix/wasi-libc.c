// Functions of wasi-libc's own that its remaining objects, or programs made for it, call: here they go to the host's
// path calls, so that preview1's, which know only preopened directories, are never linked.
#include "internal.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/libc-find-relpath.h>
#include <wasi/libc.h>

int __wasilibc_access(const char *path, int mode, int flags) { return faccessat(AT_FDCWD, path, mode, flags); }

int __wasilibc_stat(const char *restrict path, struct stat *restrict status, int flags) {
  return fstatat(AT_FDCWD, path, status, flags);
}

int __wasilibc_utimens(const char *path, const struct timespec times[2], int flags) {
  return utimensat(AT_FDCWD, path, times, flags);
}

int __wasilibc_unlinkat(int dirfd, const char *path) { return unlinkat(dirfd, path, 0); }

int __wasilibc_rmdirat(int dirfd, const char *path) { return unlinkat(dirfd, path, AT_REMOVEDIR); }

int __wasilibc_link(const char *old_path, const char *new_path, int flags) {
  return linkat(AT_FDCWD, old_path, AT_FDCWD, new_path, flags);
}

int __wasilibc_link_oldat(int old_dirfd, const char *old_path, const char *new_path, int flags) {
  return linkat(old_dirfd, old_path, AT_FDCWD, new_path, flags);
}

int __wasilibc_link_newat(const char *old_path, int new_dirfd, const char *new_path, int flags) {
  return linkat(AT_FDCWD, old_path, new_dirfd, new_path, flags);
}

int __wasilibc_rename_oldat(int old_dirfd, const char *old_path, const char *new_path) {
  return renameat(old_dirfd, old_path, AT_FDCWD, new_path);
}

int __wasilibc_rename_newat(const char *old_path, int new_dirfd, const char *new_path) {
  return renameat(AT_FDCWD, old_path, new_dirfd, new_path);
}

/* Preopened directories take no descriptors here, and every name resolves from the working directory. */

void __wasilibc_populate_preopens(void) {}

void __wasilibc_reset_preopens(void) {}

int __wasilibc_register_preopened_fd(int fd, const char *prefix) {
  (void)fd;
  (void)prefix;
  return 0;
}

int __wasilibc_find_relpath(const char *path, const char **prefix, char **relative, size_t length) {
  (void)length;
  *prefix = "";
  *relative = (char *)path;
  return AT_FDCWD;
}

int __wasilibc_find_abspath(const char *path, const char **prefix, const char **relative) {
  *prefix = "";
  *relative = path;
  return AT_FDCWD;
}
