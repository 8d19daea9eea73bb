// Demo: an anonymous pipe between parent and child. Shows order, that reading consumes, the capacity, and end of file.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static void write_all(int fd, const char *text) {
  if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
    fail("write");
}

/* Three bytes, or what there is before the end: a read gives what has been written by then, which may be less. */
static ssize_t read_three(int fd, char *piece) {
  ssize_t done = 0, count = 1;
  while (done < 3 && (count = read(fd, piece + done, (size_t)(3 - done))) > 0)
    done += count;
  return count < 0 ? count : done;
}

/* The reader takes the bytes in the order they were written, three at a time, until no writer is left. */
static int child(int read_end) {
  char piece[4];
  ssize_t count;
  while ((count = read_three(read_end, piece)) > 0) {
    piece[count] = '\0';
    printf("child:  read %zd bytes: \"%s\"\n", count, piece);
  }
  if (count < 0)
    fail("read");
  puts("child:  read 0 bytes: every write end is closed, so this is the end of the stream");
  return EXIT_SUCCESS;
}

/* How many bytes fit while nobody reads. */
static void show_capacity(void) {
  int fds[2];
  if (pipe2(fds, O_NONBLOCK) != 0)
    fail("pipe2");
  char page[4096];
  memset(page, 'x', sizeof page);
  size_t total = 0;
  ssize_t count;
  while ((count = write(fds[1], page, sizeof page)) > 0)
    total += (size_t)count;
  printf("parent: the kernel's buffer took %zu bytes (F_GETPIPE_SZ says %d), then write said: %s\n", total,
         fcntl(fds[1], F_GETPIPE_SZ), strerror(errno));
  close(fds[0]);
  close(fds[1]);
}

int main(void) {
  int fds[2];
  if (pipe(fds) != 0)
    fail("pipe");
  printf("parent: pipe() gave descriptor %d to read from and %d to write to\n", fds[0], fds[1]);
  fflush(stdout);

  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    close(fds[1]); /* Else the child itself would be a writer, and never see the end. */
    exit(child(fds[0]));
  }
  close(fds[0]);
  write_all(fds[1], "hello");
  write_all(fds[1], " world");
  close(fds[1]);

  int status;
  if (waitpid(pid, &status, 0) != pid)
    fail("waitpid");
  printf("parent: the child has exited with status %d\n", WEXITSTATUS(status));
  show_capacity();
  return EXIT_SUCCESS;
}
