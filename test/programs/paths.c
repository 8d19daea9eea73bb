// Working directory, realpath(3), links, renames: what names mean.
#include "show.h"
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sys/stat.h>

static char top[PATH_MAX];

/* A path name without the directory that the program runs in. */
static const char *below(const char *path) {
  if (path == NULL)
    return errno_name(errno);
  size_t length = strlen(top);
  return strncmp(path, top, length) == 0 ? path[length] == '\0' ? "(top)" : path + length : path;
}

static void where(void) {
  char *name = getcwd(NULL, 0);
  printf("  at %s\n", below(name));
  free(name);
}

static void working_directory(void) {
  char small[2];
  check(getcwd(top, sizeof top) == top);
  show(top[0] == '/');
  show(getcwd(small, sizeof small) == NULL);
  puts(errno_name(errno));
  show(getcwd(small, 0) == NULL);
  puts(errno_name(errno));
  show(mkdir("a", 0755) | mkdir("a/b", 0755) | mkdir("a/b/c", 0755));
  show(chdir("a/b"));
  where();
  show(chdir("./c/../c/"));
  where();
  show(chdir(".."));
  where();
  show(chdir("absent"));
  show(chdir(""));
  int fd = open("..", O_RDONLY | O_DIRECTORY);
  show(fchdir(fd));
  where();
  show(fchdir(99));
  int file = open("file", O_CREAT | O_WRONLY, 0600);
  show(fchdir(file));
  show(chdir("file"));
  close(file);
  show(chdir(top));
  where();
  show(symlink("a/b", "shortcut"));
  show(chdir("shortcut"));
  where();
  show(chdir(".."));
  where();
  show(chdir(".."));
  where();
  pid_t child = fork();
  if (child == 0) {
    check(chdir("a") == 0);
    where();
    exit(0);
  }
  check(waitpid(child, NULL, 0) == child);
  where();
  setenv("PWD", "nonsense", 1);
  char *name = get_current_dir_name();
  printf("  %s\n", below(name));
  free(name);
  show(mkdir("doomed", 0700));
  show(chdir("doomed"));
  show(rmdir("../doomed"));
  show(getcwd(NULL, 0) == NULL);
  puts(errno_name(errno));
  show(open("new", O_CREAT | O_WRONLY, 0600));
  show(chdir(top));
}

static void real_paths(void) {
  static const char *const paths[] = {".",        "a/b/../b/./c", "a//b///c/", "shortcut/c", "shortcut/..",
                                      "a/file",   "a/file/",      "a/file/..", "absent",     "absent/x",
                                      "a/absent", "loop",         "absolute",  "dangling",   "chain"};
  check(symlink("loop", "loop") == 0 && symlink("nothing", "dangling") == 0 && symlink("shortcut", "chain") == 0);
  char target[PATH_MAX + 16];
  snprintf(target, sizeof target, "%s/a/b/c", top);
  check(symlink(target, "absolute") == 0);
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    char *real = realpath(paths[i], NULL);
    printf("%s -> %s\n", paths[i], below(real));
    free(real);
  }
  char buffer[PATH_MAX];
  show(realpath("a", buffer) == buffer);
  show(realpath("", buffer) == NULL);
  printf("%s\n", errno_name(errno));
  char *canonical = canonicalize_file_name("chain");
  printf("%s\n", below(canonical));
  free(canonical);
}

static void links(void) {
  char buffer[64];
  memset(buffer, '.', sizeof buffer);
  show(readlink("shortcut", buffer, sizeof buffer));
  printf("%.5s\n", buffer);
  show(readlink("shortcut", buffer, 2));
  show(readlink("shortcut", buffer, 0));
  show(readlink("a", buffer, sizeof buffer));
  show(readlink("absent", buffer, sizeof buffer));
  show(link("a/file", "hard"));
  show(link("a/file", "hard"));
  show(link("a", "directory"));
  show(link("absent", "x"));
  show(linkat(AT_FDCWD, "shortcut", AT_FDCWD, "copied", 0));
  show(readlink("copied", buffer, sizeof buffer));
  show(linkat(AT_FDCWD, "dangling", AT_FDCWD, "followed", AT_SYMLINK_FOLLOW));
  show(symlink("x", "hard"));
  show(symlink("", "empty"));
  show(symlink("x", "absent/y"));
  struct stat facts;
  check(stat("hard", &facts) == 0);
  printf("links %d\n", (int)facts.st_nlink);
  show(unlink("hard"));
  show(unlink("hard"));
  show(unlink("a"));
  show(unlinkat(AT_FDCWD, "a", AT_REMOVEDIR));
  show(unlinkat(AT_FDCWD, "a", 0x8000));
  show(unlink("a/file/"));
}

static void renames(void) {
  close(open("one", O_CREAT | O_WRONLY, 0600));
  int fd = open("two", O_CREAT | O_WRONLY, 0600);
  check(write(fd, "22", 2) == 2);
  close(fd);
  show(rename("one", "two"));
  show(access("one", F_OK));
  show(rename("absent", "x"));
  show(rename("two", "a"));
  show(rename("a", "two"));
  show(rename("a", "a/b/inside"));
  show(rename("two", "a/two"));
  show(mkdir("empty", 0700));
  show(rename("a", "empty"));
  show(rename("empty", "a"));
  show(rename("a/b", "a"));
  show(renameat2(AT_FDCWD, "a/two", AT_FDCWD, "a/file", RENAME_NOREPLACE));
  show(renameat2(AT_FDCWD, "a/two", AT_FDCWD, "a/three", RENAME_NOREPLACE));
  show(renameat2(AT_FDCWD, "a/three", AT_FDCWD, "a/b", RENAME_EXCHANGE));
  struct stat facts;
  check(stat("a/three", &facts) == 0);
  show(S_ISDIR(facts.st_mode) != 0);
  show(renameat2(AT_FDCWD, "a/three", AT_FDCWD, "a/none", RENAME_EXCHANGE));
  show(renameat2(AT_FDCWD, "a/three", AT_FDCWD, "a/b", 99));
  show(rename("shortcut", "moved"));
  show(lstat("moved", &facts));
  show(S_ISLNK(facts.st_mode) != 0);
}

static void parts(void) {
  static const char *const paths[] = {"/usr/lib", "/usr/", "usr", "/", ".", "..", "a//b//"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    char first[32], second[32];
    strcpy(first, paths[i]);
    strcpy(second, paths[i]);
    printf("%s: %s %s\n", paths[i], dirname(first), basename(second));
  }
  show(pathconf(".", _PC_NAME_MAX));
  show(pathconf(".", _PC_PIPE_BUF));
  show(fpathconf(0, _PC_PATH_MAX));
  show(fpathconf(99, _PC_PIPE_BUF));
  show(pathconf(".", 12345));
}

int main(void) {
  begin();
  umask(022);
  working_directory();
  real_paths();
  links();
  renames();
  parts();
  return 0;
}
