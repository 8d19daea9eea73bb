// Status of files and of file systems, and times of files: struct statx of the kernel into wasi-libc's struct stat.
#include "internal.h"

#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

_Static_assert(sizeof(struct statx) == 256, "the kernel's layout");

static struct timespec timestamp(const struct statx_timestamp *time) {
  return (struct timespec){.tv_sec = (time_t)time->tv_sec, .tv_nsec = (long)time->tv_nsec};
}

static int32_t status(int32_t dirfd, const char *path, size_t path_length, int32_t flags, struct stat *status) {
  struct statx kernel;
  int32_t result = __isthmus_statx(dirfd, path, path_length, flags, STATX_BASIC_STATS, &kernel);
  if (result < 0)
    return result;
  if (!IS_MEMORY(status))
    return -LINUX_EFAULT;
  *status = (struct stat){
      .st_dev = makedev(kernel.stx_dev_major, kernel.stx_dev_minor),
      .st_ino = kernel.stx_ino,
      .st_nlink = kernel.stx_nlink,
      .st_mode = kernel.stx_mode,
      .st_uid = kernel.stx_uid,
      .st_gid = kernel.stx_gid,
      .st_rdev = makedev(kernel.stx_rdev_major, kernel.stx_rdev_minor),
      .st_size = (off_t)kernel.stx_size,
      .st_blksize = (blksize_t)kernel.stx_blksize,
      .st_blocks = (blkcnt_t)kernel.stx_blocks,
      .st_atim = timestamp(&kernel.stx_atime),
      .st_mtim = timestamp(&kernel.stx_mtime),
      .st_ctim = timestamp(&kernel.stx_ctime),
  };
  return 0;
}

/** Status of a file named from a directory. Source: fstatat(2). */
int fstatat(int dirfd, const char *restrict path, struct stat *restrict result, int flags) {
  return __isthmus_result(status(__isthmus_dirfd(dirfd), PATH(path), __isthmus_at_flags(flags), result));
}

/** Status of a file. Source: stat(2). */
int stat(const char *restrict path, struct stat *restrict result) { return fstatat(AT_FDCWD, path, result, 0); }

/** Status of a file, or of a symbolic link itself. Source: lstat(2). */
int lstat(const char *restrict path, struct stat *restrict result) {
  return fstatat(AT_FDCWD, path, result, AT_SYMLINK_NOFOLLOW);
}

/** Status of an open file. Source: fstat(2). */
int fstat(int fd, struct stat *result) {
  /* AT_FDCWD with an empty path would be the working directory. */
  return fd < 0 ? __isthmus_fail(LINUX_EBADF) : __isthmus_result(status(fd, "", 0, AT_EMPTY_PATH, result));
}

/** Status with a mask of what is wanted. Source: statx(2). */
int statx(int dirfd, const char *restrict path, int flags, unsigned mask, struct statx *restrict result) {
  return __isthmus_result(__isthmus_statx(__isthmus_dirfd(dirfd), PATH(path), __isthmus_at_flags(flags), mask, result));
}

/* UTIME_NOW and UTIME_OMIT as the kernel has them. */
enum { LINUX_UTIME_NOW = 0x3fffffff, LINUX_UTIME_OMIT = 0x3ffffffe };

static struct kernel_timespec file_time(const struct timespec *time) {
  struct kernel_timespec kernel = __isthmus_kernel_timespec(time);
  if (time->tv_nsec == UTIME_NOW)
    kernel.nanoseconds = LINUX_UTIME_NOW;
  else if (time->tv_nsec == UTIME_OMIT)
    kernel.nanoseconds = LINUX_UTIME_OMIT;
  return kernel;
}

static int set_times(int32_t dirfd, const char *path, size_t path_length, const struct timespec times[2], int flags) {
  struct kernel_timespec kernel[2];
  if (times != NULL) {
    if (!__isthmus_is_memory(times, 2 * sizeof *times))
      return __isthmus_fail(LINUX_EFAULT);
    kernel[0] = file_time(&times[0]);
    kernel[1] = file_time(&times[1]);
  }
  return __isthmus_result(__isthmus_utimensat(dirfd, path, path_length, times == NULL ? NULL : kernel, flags));
}

/** Sets the times of an open file; null is now. Source: futimens(3). */
int futimens(int fd, const struct timespec times[2]) {
  return fd < 0 ? __isthmus_fail(LINUX_EBADF) : set_times(fd, "", 0, times, 0);
}

/** Sets the times of a file named from a directory. Source: utimensat(2). */
int utimensat(int dirfd, const char *path, const struct timespec times[2], int flags) {
  if (path == NULL)
    return __isthmus_fail(LINUX_EINVAL);
  if (IS_MEMORY(path) && *path == '\0')
    return flags & AT_EMPTY_PATH ? futimens(dirfd, times) : __isthmus_fail(LINUX_ENOENT);
  return set_times(__isthmus_dirfd(dirfd), PATH(path), times, __isthmus_at_flags(flags));
}

/* Microseconds to nanoseconds; null stays null. */
static const struct timespec *precise(const struct timeval times[2], struct timespec converted[2]) {
  if (times == NULL)
    return NULL;
  for (int index = 0; index < 2; index++) {
    /* What is no microsecond must stay wrong, and may not become UTIME_NOW. */
    long microseconds = times[index].tv_usec < 0 || times[index].tv_usec > 999999 ? 1000000 : times[index].tv_usec;
    converted[index] = (struct timespec){.tv_sec = times[index].tv_sec, .tv_nsec = microseconds * 1000};
  }
  return converted;
}

/** Sets a file's times. Source: utimes(2). */
int utimes(const char *path, const struct timeval times[2]) {
  struct timespec converted[2];
  return path == NULL ? __isthmus_fail(LINUX_EFAULT) : utimensat(AT_FDCWD, path, precise(times, converted), 0);
}

/** Sets a symbolic link's own times. Source: lutimes(3). */
int lutimes(const char *path, const struct timeval times[2]) {
  struct timespec converted[2];
  return utimensat(AT_FDCWD, path, precise(times, converted), AT_SYMLINK_NOFOLLOW);
}

/** Sets the times of an open file. Source: futimes(3). */
int futimes(int fd, const struct timeval times[2]) {
  struct timespec converted[2];
  return futimens(fd, precise(times, converted));
}

/** Sets the times of a file named from a directory. Source: futimesat(2). */
int futimesat(int dirfd, const char *path, const struct timeval times[2]) {
  struct timespec converted[2];
  return utimensat(dirfd, path, precise(times, converted), 0);
}

/** Sets a file's times to whole seconds. Source: utime(2). */
int utime(const char *path, const struct utimbuf *times) {
  struct timespec converted[2];
  if (times != NULL) {
    converted[0] = (struct timespec){.tv_sec = times->actime};
    converted[1] = (struct timespec){.tv_sec = times->modtime};
  }
  return path == NULL ? __isthmus_fail(LINUX_EFAULT) : utimensat(AT_FDCWD, path, times == NULL ? NULL : converted, 0);
}

struct kernel_statfs {
  int64_t f_type, f_bsize;
  uint64_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
  int32_t f_fsid[2];
  int64_t f_namelen, f_frsize, f_flags, f_spare[4];
};

_Static_assert(sizeof(struct kernel_statfs) == 120, "the kernel's layout");

static int file_system(int32_t dirfd, const char *path, size_t path_length, struct statfs *status) {
  struct kernel_statfs kernel;
  int32_t result = __isthmus_statfs(dirfd, path, path_length, &kernel);
  if (result < 0)
    return __isthmus_result(result);
  if (!IS_MEMORY(status))
    return __isthmus_fail(LINUX_EFAULT);
  *status = (struct statfs){
      .f_type = (long)kernel.f_type,
      .f_bsize = (long)kernel.f_bsize,
      .f_blocks = kernel.f_blocks,
      .f_bfree = kernel.f_bfree,
      .f_bavail = kernel.f_bavail,
      .f_files = kernel.f_files,
      .f_ffree = kernel.f_ffree,
      .f_fsid = {{kernel.f_fsid[0], kernel.f_fsid[1]}},
      .f_namelen = (long)kernel.f_namelen,
      .f_frsize = (long)kernel.f_frsize,
      .f_flags = (long)kernel.f_flags,
  };
  return 0;
}

/** Status of the file system of a path. Source: statfs(2). */
int statfs(const char *path, struct statfs *result) {
  if (IS_MEMORY(path) && *path == '\0')
    return __isthmus_fail(LINUX_ENOENT);
  return file_system(LINUX_AT_FDCWD, PATH(path), result);
}

/** Status of an open file's file system. Source: fstatfs(2). */
int fstatfs(int fd, struct statfs *result) {
  return fd < 0 ? __isthmus_fail(LINUX_EBADF) : file_system(fd, "", 0, result);
}

static void portable(const struct statfs *from, struct statvfs *to) {
  /* The kernel's word for "the flags are valid" is not for programs. */
  enum { ST_VALID = 0x20 };
  *to = (struct statvfs){
      .f_bsize = (unsigned long)from->f_bsize,
      .f_frsize = (unsigned long)(from->f_frsize != 0 ? from->f_frsize : from->f_bsize),
      .f_blocks = from->f_blocks,
      .f_bfree = from->f_bfree,
      .f_bavail = from->f_bavail,
      .f_files = from->f_files,
      .f_ffree = from->f_ffree,
      .f_favail = from->f_ffree,
      .f_fsid = (unsigned long)from->f_fsid.__val[0],
      .f_flag = (unsigned long)from->f_flags & ~(unsigned long)ST_VALID,
      .f_namemax = (unsigned long)from->f_namelen,
  };
}

/** Status of the file system of a path, as POSIX has it. Source: statvfs(3). */
int statvfs(const char *restrict path, struct statvfs *restrict result) {
  struct statfs status;
  if (statfs(path, &status) < 0)
    return -1;
  portable(&status, result);
  return 0;
}

/** Status of an open file's file system, as POSIX has it. Source: fstatvfs(3). */
int fstatvfs(int fd, struct statvfs *result) {
  struct statfs status;
  if (fstatfs(fd, &status) < 0)
    return -1;
  portable(&status, result);
  return 0;
}
