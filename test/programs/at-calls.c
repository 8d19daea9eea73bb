// The *at calls: names from a directory descriptor, bad descriptors, empty paths with AT_EMPTY_PATH, flags that are
// wrong.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>

static struct stat facts;

static void kind(const char *name) {
  check(lstat(name, &facts) == 0);
  printf("  %s: %s, mode %04o, links %d\n", name,
         S_ISLNK(facts.st_mode)   ? "link"
         : S_ISDIR(facts.st_mode) ? "directory"
                                  : "other",
         (unsigned)facts.st_mode & 07777, S_ISDIR(facts.st_mode) ? 0 : (int)facts.st_nlink);
}

int main(void) {
  begin();
  umask(022);
  char buffer[64];
  check(mkdir("one", 0755) == 0 && mkdir("two", 0755) == 0);
  int one = open("one", O_RDONLY | O_DIRECTORY), two = open("two", O_PATH);
  show(close(openat(one, "file", O_CREAT | O_WRONLY, 0640)));
  int file = openat(one, "file", O_RDWR);
  kind("one/file");
  show(mkdirat(two, "sub", 0711));
  kind("two/sub");
  show(symlinkat("../one/file", two, "link"));
  show(readlinkat(two, "link", buffer, sizeof buffer));
  show(linkat(one, "file", two, "hard", 0));
  show(linkat(two, "link", one, "followed", AT_SYMLINK_FOLLOW));
  show(linkat(two, "link", one, "copy", 0));
  kind("one/followed");
  kind("one/copy");
  show(renameat(one, "followed", two, "renamed"));
  show(unlinkat(two, "renamed", 0));
  show(unlinkat(two, "sub", 0));
  show(unlinkat(two, "sub", AT_REMOVEDIR));
  show(unlinkat(two, "hard", AT_REMOVEDIR));
  show(fchmodat(two, "link", 0600, 0));
  kind("one/file");
  show(fchownat(two, "hard", -1, -1, 0));
  show(faccessat(two, "link", R_OK, 0));
  show(faccessat(two, "absent", R_OK, 0));
  show(utimensat(two, "hard", NULL, 0));
  show(futimesat(two, "hard", (struct timeval[2]){{.tv_sec = 5}, {.tv_sec = 6}}));
  check(fstat(file, &facts) == 0);
  show(facts.st_mtime);

  puts("bad directories");
  show(openat(99, "x", O_RDONLY));
  show(openat(file, "x", O_RDONLY));
  show(openat(file, "", O_RDONLY));
  show(mkdirat(99, "x", 0700));
  show(mkdirat(file, "x", 0700));
  show(unlinkat(-5, "x", 0));
  show(symlinkat("x", file, "x"));
  show(linkat(99, "x", one, "y", 0));
  show(linkat(one, "file", 99, "y", 0));
  show(renameat(99, "x", one, "y"));
  show(renameat(one, "file", file, "y"));
  show(readlinkat(99, "x", buffer, sizeof buffer));
  show(fchmodat(99, "x", 0600, 0));
  show(fchownat(99, "x", -1, -1, 0));
  show(faccessat(99, "x", 0, 0));
  show(utimensat(99, "x", NULL, 0));
  show(fstatat(-1, "x", &facts, 0));

  puts("empty paths");
  show(fstatat(file, "", &facts, AT_EMPTY_PATH));
  show(fstatat(AT_FDCWD, "", &facts, AT_EMPTY_PATH));
  show(S_ISDIR(facts.st_mode) != 0);
  show(fstatat(99, "", &facts, AT_EMPTY_PATH));
  show(fchownat(file, "", -1, -1, AT_EMPTY_PATH));
  show(fchownat(file, "", -1, -1, 0));
  show(unlinkat(one, "", 0));
  show(mkdirat(one, "", 0700));
  show(readlinkat(one, "", buffer, sizeof buffer));
  int link = openat(two, "link", O_PATH | O_NOFOLLOW);
  show(readlinkat(link, "", buffer, sizeof buffer));
  show(fstatat(link, "", &facts, AT_EMPTY_PATH));
  show(S_ISLNK(facts.st_mode) != 0);
  show(renameat(one, "", two, "x"));
  show(linkat(one, "", two, "x", 0));
  show(symlinkat("", two, "x"));

  puts("flags");
  show(fstatat(one, "file", &facts, 0x100000));
  show(unlinkat(one, "file", 0x100000));
  show(linkat(one, "file", two, "x", 0x100000));
  show(fchownat(one, "file", -1, -1, 0x100000));
  show(faccessat(one, "file", 0, 0x100000));
  show(utimensat(one, "file", NULL, 0x100000));
  show(faccessat(one, "copy", F_OK, AT_SYMLINK_NOFOLLOW));
  show(fchmodat(one, "copy", 0600, AT_SYMLINK_NOFOLLOW));
  show(lchmod("one/copy", 0600));

  puts("directories that are gone");
  check(mkdir("gone", 0700) == 0);
  int gone = open("gone", O_RDONLY);
  check(rmdir("gone") == 0);
  show(openat(gone, "x", O_CREAT | O_WRONLY, 0600));
  show(mkdirat(gone, "x", 0700));
  show(fstatat(gone, ".", &facts, 0));
  show(facts.st_nlink);
  return 0;
}
