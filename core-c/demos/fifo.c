// Demo: a named pipe (FIFO) between two processes that share nothing but a path.
// Run without arguments it plays both parts; `fifo write` and `fifo read` play one, and any program may play the other.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const path = "demo.fifo";

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* open(2) of a FIFO waits for the other side: here for a reader. */
static int writer(void) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    fail("open for writing");
  const char *lines[] = {"first in", "first out"};
  for (int i = 0; i < 2; i++)
    if (dprintf(fd, "%s\n", lines[i]) < 0)
      fail("write");
  close(fd);
  return EXIT_SUCCESS;
}

static int reader(void) {
  FILE *file = fopen(path, "r");
  if (file == NULL)
    fail("open for reading");
  char line[64];
  while (fgets(line, sizeof line, file) != NULL)
    printf("reader: %s", line);
  fclose(file);
  puts("reader: end of file, the writer has closed");
  return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  if (argc > 1)
    return strcmp(argv[1], "write") == 0 ? writer() : reader();

  if (mkfifo(path, 0600) != 0 && errno != EEXIST)
    fail("mkfifo");
  struct stat status;
  if (stat(path, &status) != 0)
    fail("stat");
  printf("a FIFO is a file of its own kind: S_ISFIFO says %s, mode %04o, size %lld\n",
         S_ISFIFO(status.st_mode) ? "yes" : "no", (unsigned)(status.st_mode & 07777), (long long)status.st_size);

  if (open(path, O_WRONLY | O_NONBLOCK) < 0)
    printf("opened for writing with O_NONBLOCK and no reader: %s\n", strerror(errno));
  fflush(stdout);

  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0)
    _exit(writer());
  reader();
  int child_status;
  if (wait(&child_status) != pid || child_status != 0)
    fail("wait");
  unlink(path);
  printf("the name is gone: access says %s\n", access(path, F_OK) == 0 ? "still there" : strerror(errno));
  return EXIT_SUCCESS;
}
