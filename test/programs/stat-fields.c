// stat(2), statx(2), chmod(2), chown(2), utimensat(2): every field that doesn't change from run to run, and the errors.
// isthmus: --allow-exec
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <time.h>
#include <utime.h>

static const char *type_of(mode_t mode) {
  return S_ISREG(mode)    ? "regular"
         : S_ISDIR(mode)  ? "directory"
         : S_ISLNK(mode)  ? "link"
         : S_ISFIFO(mode) ? "fifo"
         : S_ISCHR(mode)  ? "character device"
                          : "other";
}

static void describe(const char *path) {
  struct stat facts;
  if (show(lstat(path, &facts)) < 0)
    return;
  printf("  %s %04o, links %d, size %lld, owner is me %d %d\n", type_of(facts.st_mode), (unsigned)facts.st_mode & 07777,
         S_ISDIR(facts.st_mode) ? 0 : (int)facts.st_nlink, S_ISDIR(facts.st_mode) ? 0LL : (long long)facts.st_size,
         facts.st_uid == geteuid(), facts.st_gid == getegid());
}

static void times_of(const char *path) {
  struct stat facts;
  check(lstat(path, &facts) == 0);
  printf("  accessed %lld.%09ld, modified %lld.%09ld\n", (long long)facts.st_atim.tv_sec, facts.st_atim.tv_nsec,
         (long long)facts.st_mtime, facts.st_mtim.tv_nsec);
}

static void kinds(void) {
  umask(022);
  int fd = open("file", O_RDWR | O_CREAT, 0644);
  check(write(fd, "12345", 5) == 5);
  check(mkdir("dir", 0750) == 0);
  check(mkfifo("fifo", 0600) == 0);
  check(symlink("file", "symlink") == 0);
  check(link("file", "hard") == 0);
  describe("file");
  describe("dir");
  describe("fifo");
  describe("symlink");
  describe("hard");
  describe("absent");
  describe("file/x");
  describe("");
  struct stat one, two, opened;
  check(stat("symlink", &one) == 0 && stat("hard", &two) == 0 && fstat(fd, &opened) == 0);
  printf("same inode %d, same device %d, by descriptor %d\n", one.st_ino == two.st_ino, one.st_dev == two.st_dev,
         opened.st_ino == one.st_ino && opened.st_size == one.st_size);
  printf("blocks fit %d, block size sane %d\n", one.st_blocks * 512 >= 0, one.st_blksize >= 512);
  printf("a recent time %d\n", time(NULL) - one.st_mtime < 1000 && one.st_mtime <= time(NULL) + 1);
  check(stat("/dev/null", &one) == 0);
  printf("/dev/null: %s %u:%u, made again %d\n", type_of(one.st_mode), major(one.st_rdev), minor(one.st_rdev),
         makedev(1, 3) == one.st_rdev);
  int ends[2];
  check(pipe(ends) == 0 && fstat(ends[0], &one) == 0);
  printf("pipe: %s %04o\n", type_of(one.st_mode), (unsigned)one.st_mode & 07777);
  show(fstat(99, &one));
  show(fstat(-1, &one));
  int dir = open("dir", O_RDONLY);
  show(fstatat(dir, "../file", &one, 0));
  show(fstatat(dir, "", &one, 0));
  show(fstatat(dir, "", &one, AT_EMPTY_PATH));
  printf("  %s\n", type_of(one.st_mode));
  show(fstatat(AT_FDCWD, "symlink", &one, AT_SYMLINK_NOFOLLOW));
  printf("  %s\n", type_of(one.st_mode));
  show(fstatat(99, "x", &one, 0));
  show(fstatat(fd, "x", &one, 0));
  show(fstatat(dir, "x", &one, 0x40000));
  close(fd);
  close(dir);
}

static void extended(void) {
  struct statx facts;
  show(statx(AT_FDCWD, "file", 0, STATX_BASIC_STATS, &facts));
  printf("  mask has the basics %d, %s, size %llu, links %u\n",
         (facts.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS, type_of(facts.stx_mode),
         (unsigned long long)facts.stx_size, facts.stx_nlink);
  show(statx(AT_FDCWD, "symlink", AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_MODE, &facts));
  printf("  %s\n", type_of(facts.stx_mode));
  show(statx(1, "", AT_EMPTY_PATH, STATX_TYPE, &facts));
  show(statx(AT_FDCWD, "absent", 0, STATX_ALL, &facts));
  show(statx(AT_FDCWD, "file", 0x40000, STATX_ALL, &facts));
}

static void permissions(void) {
  show(chmod("file", 0751));
  describe("file");
  show(chmod("file", 06755));
  describe("file");
  show(chmod("dir", 01777));
  describe("dir");
  show(chmod("symlink", 0600));
  describe("file");
  show(fchmodat(AT_FDCWD, "file", 0640, 0));
  int fd = open("file", O_RDONLY);
  show(fchmod(fd, 0604));
  describe("file");
  show(fchown(fd, (uid_t)-1, (gid_t)-1));
  close(fd);
  show(fchmod(fd, 0600));
  show(chmod("absent", 0600));
  show(chown("file", getuid(), getgid()));
  show(chown("absent", getuid(), getgid()));
  show(lchown("symlink", (uid_t)-1, getgid()));
  show(fchownat(AT_FDCWD, "fifo", getuid(), (gid_t)-1, AT_SYMLINK_NOFOLLOW));
  show(access("file", F_OK));
  show(access("file", R_OK | W_OK));
  show(access("absent", F_OK));
  show(access("file", 8));
  show(access("symlink", R_OK));
  show(faccessat(AT_FDCWD, "file", R_OK, AT_EACCESS));
  show(eaccess("dir", X_OK));
  show(euidaccess("file", X_OK | F_OK) == access("file", X_OK));
  show(access("file/", F_OK));
}

static void file_times(void) {
  struct timespec both[2] = {{.tv_sec = 1000000000, .tv_nsec = 123456789}, {.tv_sec = 2000000000, .tv_nsec = 5}};
  show(utimensat(AT_FDCWD, "file", both, 0));
  times_of("file");
  both[0].tv_nsec = UTIME_OMIT;
  both[1] = (struct timespec){.tv_sec = 3, .tv_nsec = 999999999};
  show(utimensat(AT_FDCWD, "file", both, 0));
  times_of("file");
  show(utimensat(AT_FDCWD, "symlink", both, AT_SYMLINK_NOFOLLOW));
  int fd = open("file", O_RDONLY);
  both[0] = (struct timespec){.tv_sec = -5, .tv_nsec = 0};
  show(futimens(fd, both));
  times_of("file");
  both[1].tv_nsec = UTIME_NOW;
  show(futimens(fd, both));
  struct stat facts;
  fstat(fd, &facts);
  printf("  now %d\n", time(NULL) - facts.st_mtime < 1000);
  both[1].tv_nsec = 1000000000;
  show(futimens(fd, both));
  struct timeval rough[2] = {{.tv_sec = 77, .tv_usec = 88}, {.tv_sec = 99, .tv_usec = 999999}};
  show(utimes("file", rough));
  times_of("file");
  rough[0].tv_usec = 1000000;
  show(utimes("file", rough));
  rough[0].tv_usec = -1;
  show(futimes(fd, rough));
  struct utimbuf whole = {.actime = 11, .modtime = 22};
  show(utime("file", &whole));
  times_of("file");
  show(utime("file", NULL));
  show(utimensat(AT_FDCWD, "absent", NULL, 0));
  show(utimensat(AT_FDCWD, "", NULL, 0));
  show(futimens(77, NULL));
  close(fd);
}

static void file_systems(void) {
  struct statvfs facts;
  show(statvfs(".", &facts));
  printf("  name length %lu, free at most all %d\n", (unsigned long)facts.f_namemax, facts.f_bfree <= facts.f_blocks);
  show(statvfs("absent", &facts));
  show(fstatvfs(1, &facts));
  show(fstatvfs(88, &facts));
}

int main(void) {
  begin();
  kinds();
  extended();
  permissions();
  file_times();
  file_systems();
  return 0;
}
