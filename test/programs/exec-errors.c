// exec that fails: the errno, and that the program goes on unharmed.
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

static void make(const char *path, const char *text, mode_t mode) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  check(fd >= 0);
  check(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  check(fchmod(fd, mode) == 0);
  check(close(fd) == 0);
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1)
    return 77;
  char *arguments[] = {"x", NULL};
  char *environment[] = {NULL};
  make("not-executable", "#!/bin/sh\n", 0644);
  make("text", "just text\n", 0755);
  make("empty", "", 0755);
  make("short-magic", "\177EL", 0755);
  mkdir("directory", 0755);
  symlink("loop", "loop");
  symlink("gone", "dangling");
  char longest[300];
  memset(longest, 'n', sizeof longest);
  longest[299] = '\0';
  show(execve("missing", arguments, environment));
  show(execve("", arguments, environment));
  show(execve("not-executable", arguments, environment));
  show(execve("text", arguments, environment));
  show(execve("empty", arguments, environment));
  show(execve("short-magic", arguments, environment));
  show(execve("directory", arguments, environment));
  show(execve("text/beneath", arguments, environment));
  show(execve("directory/missing", arguments, environment));
  show(execve("loop", arguments, environment));
  show(execve("dangling", arguments, environment));
  show(execve("text/", arguments, environment));
  errno = 0;
  int result = execve(longest, arguments, environment);
  printf("a name too long: %d %s\n", result, errno_name(errno));

  /* After one directory where it may not be executed, EACCES says more than ENOENT. */
  make("directory/denied", "#!/bin/sh\n", 0644);
  setenv("PATH", "directory:missing-directory", 1);
  show(execvp("denied", arguments));
  show(execvp("unheard-of", arguments));
  errno = 0;
  result = execvp(longest, arguments);
  printf("a name too long: %d %s\n", result, errno_name(errno));

  /* Too much, in one string or in all. */
  static char large[200000];
  memset(large, 'a', sizeof large - 1);
  char *one_large[] = {"x", large, NULL};
  show(execve(argv[0], one_large, environment));
  show(execve(argv[0], arguments, one_large));
  large[100000] = '\0';
  static char *many_large[101];
  for (int i = 0; i < 100; i++)
    many_large[i] = large;
  show(execve(argv[0], many_large, environment));

  /* A successful one at last, to see that nothing broke. */
  pid_t pid = fork();
  if (pid == 0) {
    execl(argv[0], argv[0], "go", (char *)NULL);
    _exit(1);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  return 0;
}
