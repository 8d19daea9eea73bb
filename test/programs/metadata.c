// What stat tells and what changes it: modes, owners, times, sizes, access, links, kinds of files.
// isthmus: --allow-exec
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <utime.h>

static void tell(const char *name) {
  struct stat s;
  if (lstat(name, &s) != 0) {
    printf("  %s: %s\n", name, errno_name(errno));
    return;
  }
  const char *kind = S_ISREG(s.st_mode)    ? "file"
                     : S_ISDIR(s.st_mode)  ? "directory"
                     : S_ISLNK(s.st_mode)  ? "link"
                     : S_ISFIFO(s.st_mode) ? "fifo"
                     : S_ISCHR(s.st_mode)  ? "device"
                                           : "other";
  printf("  %s: %s %04o", name, kind, (unsigned)s.st_mode & 07777);
  if (S_ISREG(s.st_mode))
    printf(", %d bytes, %d links", (int)s.st_size, (int)s.st_nlink);
  printf(", mine %d %d\n", s.st_uid == geteuid(), s.st_gid == getegid());
}

static void times_of(const char *name) {
  struct stat s;
  check(lstat(name, &s) == 0);
  printf("  %s: accessed %lld.%09ld, modified %lld.%09ld\n", name, (long long)s.st_atim.tv_sec, s.st_atim.tv_nsec,
         (long long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
}

int main(void) {
  begin();
  struct stat s, t;
  int fd = open("file", O_CREAT | O_RDWR, 0644);
  check(fd >= 0 && write(fd, "content", 7) == 7);
  check(mkdir("directory", 0755) == 0 && symlink("file", "link") == 0 && mkfifo("fifo", 0600) == 0);

  puts("kinds");
  tell("file");
  tell("directory");
  tell("link");
  tell("fifo");
  tell("/dev/null");
  tell("missing");
  check(stat("link", &s) == 0 && fstat(fd, &t) == 0);
  printf("  same file: %d\n", s.st_ino == t.st_ino && s.st_dev == t.st_dev);
  check(lstat("link", &s) == 0);
  printf("  a link's size: %d\n", (int)s.st_size);
  check(fstatat(AT_FDCWD, "link", &s, AT_SYMLINK_NOFOLLOW) == 0);
  printf("  a link: %d\n", S_ISLNK(s.st_mode));
  show(fstatat(fd, "", &s, AT_EMPTY_PATH));
  show(fstatat(fd, "", &s, 0));
  show(fstatat(AT_FDCWD, "file", &s, 0x8000000));
  show(fstatat(fd, "below", &s, 0));
  show(stat("", &s));
  show(stat("file/", &s));
  show(lstat("link/", &s));
  show(stat("missing", &s));
  show(stat("file/below", &s));
  check(stat("file", &s) == 0);
  printf("  blocks of 512 %d, block size a power of two %d\n", s.st_blocks * 512 >= s.st_size,
         s.st_blksize > 0 && (s.st_blksize & (s.st_blksize - 1)) == 0);

  puts("chmod");
  show(chmod("file", 04751));
  tell("file");
  show(chmod("link", 0600));
  tell("file");
  show(fchmod(fd, 0444));
  tell("file");
  show(fchmodat(AT_FDCWD, "file", 0640, 0));
  show(fchmodat(AT_FDCWD, "file", 0640, 0x4000));
  show(fchmodat(55, "file", 0640, 0));
  show(chmod("missing", 0600));
  show(chmod("", 0600));
  show(chmod("file/x", 0600));
  show(chmod("directory", 01777));
  tell("directory");
  show(chmod("fifo", 0622));
  tell("fifo");

  puts("chown");
  show(chown("file", (uid_t)-1, (gid_t)-1));
  show(chown("file", geteuid(), getegid()));
  show(lchown("link", geteuid(), getegid()));
  show(fchown(fd, geteuid(), (gid_t)-1));
  show(fchownat(AT_FDCWD, "link", (uid_t)-1, getegid(), AT_SYMLINK_NOFOLLOW));
  show(fchownat(fd, "", (uid_t)-1, getegid(), AT_EMPTY_PATH));
  show(fchownat(AT_FDCWD, "file", 0, 0, 0x8000000));
  show(chown("missing", (uid_t)-1, (gid_t)-1));
  tell("file");

  puts("times");
  show(utimensat(AT_FDCWD, "file", (struct timespec[]){{1000000000, 123456789}, {1100000000, 987654321}}, 0));
  times_of("file");
  show(utimensat(AT_FDCWD, "file", (struct timespec[]){{0, UTIME_OMIT}, {1200000000, 0}}, 0));
  times_of("file");
  show(futimens(fd, (struct timespec[]){{1300000000, 5}, {0, UTIME_OMIT}}));
  times_of("file");
  show(utimensat(AT_FDCWD, "link", (struct timespec[]){{1, 1}, {2, 2}}, AT_SYMLINK_NOFOLLOW));
  times_of("link");
  times_of("file");
  show(utimes("file", (struct timeval[]){{10, 20}, {30, 40}}));
  times_of("file");
  show(utime("file", &(struct utimbuf){7, 8}));
  times_of("file");
  show(utimensat(AT_FDCWD, "file", (struct timespec[]){{0, 1000000000}, {0, 0}}, 0));
  show(utimensat(AT_FDCWD, "missing", NULL, 0));
  show(utimensat(AT_FDCWD, "", NULL, 0));
  show(utimensat(AT_FDCWD, "file", NULL, 0x8000000));
  show(utimensat(AT_FDCWD, "file", (struct timespec[]){{0, UTIME_NOW}, {0, UTIME_NOW}}, 0));
  check(stat("file", &s) == 0);
  printf("  recent: %d\n", s.st_mtim.tv_sec > 1500000000);
  show(utimensat(AT_FDCWD, "file", (struct timespec[]){{-5, 0}, {5000000000, 0}}, 0));
  times_of("file");

  puts("sizes");
  show(truncate("file", 100));
  tell("file");
  show(truncate("link", 3));
  tell("file");
  show(ftruncate(fd, 50));
  show(ftruncate(fd, -1));
  show(truncate("file", -1));
  show(truncate("directory", 0));
  show(truncate("missing", 0));
  show(truncate("fifo", 0));
  show(posix_fallocate(fd, 0, 200));
  tell("file");
  printf("  %s\n", errno_name(posix_fallocate(fd, 0, 0)));
  printf("  %s\n", errno_name(posix_fallocate(99, 0, 10)));
  show(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 5000));
  tell("file");
  show(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
  printf("  %s\n", errno_name(posix_fadvise(fd, 0, 0, 77)));
  printf("  %s\n", errno_name(posix_fadvise(99, 0, 0, 0)));
  show(fsync(fd));
  show(fdatasync(fd));

  puts("access");
  check(chmod("file", 0644) == 0);
  show(access("file", F_OK));
  show(access("file", R_OK | W_OK));
  show(access("file", X_OK));
  show(access("directory", X_OK));
  show(access("missing", F_OK));
  show(access("file/x", F_OK));
  show(access("", F_OK));
  show(access("file", 64));
  show(faccessat(AT_FDCWD, "link", R_OK, AT_EACCESS));
  show(faccessat(AT_FDCWD, "link", X_OK, AT_SYMLINK_NOFOLLOW));
  show(faccessat(88, "file", R_OK, 0));
  show(faccessat(AT_FDCWD, "file", R_OK, 0x8000000));
  show(euidaccess("file", R_OK));

  puts("file systems");
  struct statvfs v;
  show(statvfs(".", &v));
  printf("  %d %d %d\n", v.f_bsize > 0, v.f_blocks >= v.f_bfree, v.f_namemax == 255);
  show(fstatvfs(fd, &v));
  show(statvfs("missing", &v));
  show(fstatvfs(99, &v));
  show(pathconf(".", _PC_NAME_MAX));
  show(pathconf(".", _PC_PIPE_BUF));
  show(pathconf("missing", _PC_NAME_MAX));
  show(fpathconf(fd, _PC_LINK_MAX) > 0);
  return 0;
}
