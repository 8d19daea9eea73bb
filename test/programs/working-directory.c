// chdir, fchdir, getcwd and their kin, through links and removed directories, and what a child inherits.
#include "show.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

static char root[PATH_MAX];

/* The working directory, as seen from the one the program started in. */
static void where(void) {
  char name[PATH_MAX];
  if (getcwd(name, sizeof name) == NULL)
    printf("  getcwd: %s\n", errno_name(errno));
  else if (strcmp(name, root) == 0)
    puts("  in .");
  else if (strncmp(name, root, strlen(root)) == 0)
    printf("  in %s\n", name + strlen(root) + (root[1] != 0));
  else
    puts("  outside");
}

int main(void) {
  begin();
  char small[2];
  check(getcwd(root, sizeof root) == root && root[0] == '/');
  check(mkdir("a", 0755) == 0 && mkdir("a/b", 0755) == 0 && symlink("a/b", "link") == 0);
  int file = open("a/file", O_CREAT | O_RDWR, 0644), directory = open("a", O_RDONLY | O_DIRECTORY);
  where();
  show(chdir("a"));
  where();
  show(open("file", O_RDONLY) >= 0);
  show(chdir("b"));
  where();
  show(access("../file", F_OK));
  show(chdir("../.."));
  where();
  show(chdir("link"));
  where();
  show(chdir(".."));
  where();
  show(chdir(root));
  where();
  show(chdir("missing"));
  show(chdir("a/file"));
  show(chdir("a/file/x"));
  show(chdir(""));
  show(chdir("."));
  show(chdir("a/./b//../b/"));
  where();
  show(fchdir(directory));
  where();
  show(fchdir(file));
  show(fchdir(99));
  errno = 0;
  show(getcwd(small, sizeof small) == NULL);
  show(getcwd(small, 0) == NULL);
  printf("  %s\n", errno_name(errno));
  char *allocated = getcwd(NULL, 0);
  check(allocated != NULL && strcmp(allocated + strlen(allocated) - 2, "/a") == 0);
  free(allocated);

  puts("a child has its own");
  int status;
  if (fork() == 0) {
    check(chdir("b") == 0);
    where();
    _exit(0);
  }
  wait(&status);
  where();

  puts("a removed directory");
  check(mkdir("gone", 0755) == 0 && chdir("gone") == 0 && rmdir("../gone") == 0);
  show(open("new", O_CREAT | O_WRONLY, 0644));
  show(mkdir("new", 0755));
  show(access(".", F_OK));
  char name[PATH_MAX];
  show(getcwd(name, sizeof name) == NULL);
  show(chdir(".."));
  where();
  puts("realpath");
  for (const char **path = (const char *[]){"b/../file", "../link", ".", "missing", "file/x", "", NULL}; *path != NULL;
       path++) {
    char *real = realpath(*path, name);
    printf("  %s: %s\n", *path, real == NULL ? errno_name(errno) : real + strlen(root) + (root[1] != 0));
  }
  return 0;
}
