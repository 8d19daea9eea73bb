// Errors of the calls that make, remove and rename names: mkdir, rmdir, unlink, link, symlink, readlink, rename,
// mkfifo, mknod.
#include "show.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

static void list(const char *name) {
  char names[64][32];
  int count = 0;
  DIR *directory = opendir(name);
  check(directory != NULL);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL && count < 64;)
    snprintf(names[count++], 32, "%.31s", entry->d_name);
  closedir(directory);
  qsort(names, (size_t)count, 32, (int (*)(const void *, const void *))strcmp);
  printf("  %s:", name);
  for (int i = 0; i < count; i++)
    printf(" %s", names[i]);
  puts("");
}

static void content(const char *name) {
  char text[64] = "";
  int fd = open(name, O_RDONLY);
  check(fd >= 0 && read(fd, text, 63) >= 0);
  close(fd);
  printf("  %s holds %s\n", name, text);
}

static void write_file(const char *name) {
  int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  check(fd >= 0 && write(fd, name, strlen(name)) > 0);
  close(fd);
}

int main(void) {
  begin();
  struct stat status, other;
  char target[16], long_name[300];
  memset(long_name, 'n', 256);
  long_name[256] = 0;
  write_file("a");
  write_file("b");

  puts("mkdir, rmdir");
  show(mkdir("d", 0750));
  show(mkdir("d", 0750));
  show(mkdir("d/", 0750));
  show(mkdir("a", 0750));
  show(mkdir("a/b", 0750));
  show(mkdir("x/y", 0750));
  show(mkdir("", 0750));
  show(mkdir(".", 0750));
  show(mkdir("d/.", 0750));
  show(mkdir("d/..", 0750));
  show(mkdir("new/", 0700));
  show(mkdir(long_name, 0700));
  check(stat("d", &status) == 0);
  printf("  mode %06o, links %d\n", (unsigned)status.st_mode, (int)status.st_nlink);
  write_file("d/file");
  show(rmdir("d"));
  show(rmdir("a"));
  show(rmdir("missing"));
  show(rmdir("a/b"));
  show(rmdir("."));
  show(rmdir("d/.."));
  show(rmdir("d/."));
  show(rmdir("new/"));
  show(rmdir(""));

  puts("unlink, unlinkat");
  show(unlink("d"));
  show(unlink("missing"));
  show(unlink("a/"));
  show(unlink("d/"));
  show(unlink("."));
  show(unlink(""));
  show(unlinkat(AT_FDCWD, "d", AT_REMOVEDIR));
  show(unlinkat(AT_FDCWD, "a", AT_REMOVEDIR));
  show(unlinkat(77, "a", 0));
  show(unlinkat(AT_FDCWD, "a", 0x4000));

  puts("link, linkat");
  show(link("a", "a2"));
  show(link("a", "a2"));
  show(link("missing", "m2"));
  show(link("d", "d2"));
  show(link("a", "missing/a3"));
  show(link("a", "b/a3"));
  show(link("a", ""));
  show(link("a", "d/"));
  check(stat("a", &status) == 0 && stat("a2", &other) == 0);
  printf("  links %d, same file %d\n", (int)status.st_nlink, status.st_ino == other.st_ino);
  check(symlink("a", "s") == 0);
  show(link("s", "s2"));
  check(lstat("s2", &status) == 0);
  printf("  link of a link is a link: %d\n", S_ISLNK(status.st_mode));
  show(linkat(AT_FDCWD, "s", AT_FDCWD, "s3", AT_SYMLINK_FOLLOW));
  check(lstat("s3", &status) == 0);
  printf("  followed: regular %d, links %d\n", S_ISREG(status.st_mode), (int)status.st_nlink);

  puts("symlink, readlink");
  show(symlink("anything at all", "t"));
  show(symlink("x", "t"));
  show(symlink("x", "d"));
  show(symlink("", "e"));
  show(symlink("x", ""));
  show(symlink("x", "missing/t"));
  show(symlink("x", "a/t"));
  memset(target, 0, sizeof target);
  show(readlink("t", target, 8));
  printf("  %s\n", target);
  show(readlink("a", target, 8));
  show(readlink("d", target, 8));
  show(readlink("missing", target, 8));
  show(readlink("t", target, 0));
  show(readlink("", target, 8));
  show(readlinkat(AT_FDCWD, "t", target, sizeof target));

  puts("rename");
  show(mkdir("d/sub", 0700));
  show(mkdir("empty", 0700));
  show(rename("missing", "z"));
  show(rename("a", "missing/z"));
  show(rename("a", "b/z"));
  show(rename("a", "d"));
  show(rename("d", "a"));
  show(rename("d", "d/sub/deeper"));
  show(rename("empty", "d"));
  show(rename("d/sub", "empty"));
  show(rename("a", "a2"));
  list(".");
  show(rename("a", "b"));
  content("b");
  show(rename(".", "z"));
  show(rename("b", "."));
  show(rename("", "z"));
  show(rename("b", ""));
  show(rename("b", "z/"));
  show(rename("d/", "d9"));
  show(rename("d9", "d/"));
  show(renameat(88, "b", AT_FDCWD, "z"));
  show(renameat2(AT_FDCWD, "b", AT_FDCWD, "a2", RENAME_NOREPLACE));
  show(renameat2(AT_FDCWD, "b", AT_FDCWD, "z", RENAME_NOREPLACE));
  show(renameat2(AT_FDCWD, "z", AT_FDCWD, "d", RENAME_EXCHANGE));
  show(renameat2(AT_FDCWD, "z", AT_FDCWD, "missing", RENAME_EXCHANGE));
  show(renameat2(AT_FDCWD, "z", AT_FDCWD, "d", RENAME_EXCHANGE | RENAME_NOREPLACE));
  list(".");

  puts("mkfifo, mknod");
  show(mkfifo("p", 0666));
  show(mkfifo("p", 0666));
  show(mkfifo("missing/p", 0666));
  show(mkfifo("s", 0666));
  show(mkfifo("", 0666));
  show(mkfifoat(AT_FDCWD, "p2", 0620));
  show(mkfifoat(66, "p3", 0620));
  show(mknod("n", S_IFREG | 0640, 0));
  show(mknod("n2", 0600, 0));
  show(mknod("f", S_IFIFO | 0600, 0));
  show(mknod("f", S_IFIFO | 0600, 0));
  for (const char **name = (const char *[]){"p", "p2", "n", "n2", "f", NULL}; *name != NULL; name++) {
    check(lstat(*name, &status) == 0);
    printf("  %s: %06o\n", *name, (unsigned)status.st_mode);
  }
  return 0;
}
