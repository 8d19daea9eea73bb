// Demo: what a shell does for `ps aux | grep kworker`: one pipe, two processes, dup2. The left one is a native program
// (needs --allow-exec), the right one is this module's own grep, sandboxed.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* grep, as small as it gets: lines of standard input that contain the word; at most `most` are shown. */
static int grep(const char *word, int most) {
  char *line = NULL;
  size_t capacity = 0;
  int found = 0, lines = 0;
  while (getline(&line, &capacity, stdin) >= 0) {
    lines++;
    if (strstr(line, word) == NULL)
      continue;
    if (++found <= most)
      printf("%.100s%s", line, strlen(line) > 100 ? "\n" : "");
  }
  free(line);
  fprintf(stderr, "grep (wasm): %d of %d lines contain \"%s\"\n", found, lines, word);
  return found > 0 ? 0 : 1;
}

static int status_of(pid_t pid) {
  int status;
  if (waitpid(pid, &status, 0) != pid)
    fail("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
  const char *word = argc > 1 ? argv[1] : "kworker";
  int fds[2];
  if (pipe(fds) != 0)
    fail("pipe");

  pid_t left = fork();
  if (left < 0)
    fail("fork");
  if (left == 0) {
    dup2(fds[1], STDOUT_FILENO);
    close(fds[0]);
    close(fds[1]);
    execl("/bin/ps", "ps", "aux", (char *)NULL);
    fprintf(stderr, "ps: %s\n", strerror(errno));
    _exit(127);
  }
  pid_t right = fork();
  if (right < 0)
    fail("fork");
  if (right == 0) {
    dup2(fds[0], STDIN_FILENO);
    close(fds[0]);
    close(fds[1]);
    exit(grep(word, 5));
  }
  close(fds[0]);
  close(fds[1]);
  int left_status = status_of(left), right_status = status_of(right);
  printf("ps (native) exited with %d, grep (wasm) with %d\n", left_status, right_status);
  return left_status == 127 ? 127 : 0;
}
