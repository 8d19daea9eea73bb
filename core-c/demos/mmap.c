// Demo: a file mapped into two processes. Shows that stores are the file's contents at once, what a private map is, and
// how the kernel answers who touches what he may not. Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, WORKERS = 3, ROUNDS = 10000 };

struct board {
  atomic_int started;
  atomic_int total;
  char text[64];
};

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static void *map(int protection, int flags, int fd) {
  void *address = mmap(NULL, PAGE, protection, flags, fd, 0);
  if (address == MAP_FAILED)
    fail("mmap");
  return address;
}

/* Each child adds to the same word, without a lock and without a system call. */
static void count_together(struct board *board) {
  for (int worker = 0; worker < WORKERS; worker++) {
    pid_t pid = fork();
    if (pid < 0)
      fail("fork");
    if (pid == 0) {
      atomic_fetch_add(&board->started, 1);
      for (int i = 0; i < ROUNDS; i++)
        atomic_fetch_add(&board->total, 1);
      _exit(0);
    }
  }
  while (wait(NULL) > 0)
    continue;
  printf("parent: %d children have added %d times each: %d\n", board->started, ROUNDS, board->total);
}

/* Touches memory in a child, and tells how that ends. */
static void try_in_child(const char *what, volatile char *address) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    *address = 'x';
    _exit(0);
  }
  int status;
  if (waitpid(pid, &status, 0) != pid)
    fail("waitpid");
  const char *end = !WIFSIGNALED(status)          ? "nothing happens"
                    : WTERMSIG(status) == SIGSEGV ? "SIGSEGV"
                    : WTERMSIG(status) == SIGBUS  ? "SIGBUS"
                                                  : "another signal";
  printf("child:  writes %s: %s\n", what, end);
}

int main(void) {
  int fd = open("board", O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (fd < 0 || ftruncate(fd, PAGE) != 0)
    fail("board");
  struct board *board = map(PROT_READ | PROT_WRITE, MAP_SHARED, fd);
  puts("parent: the file \"board\" is mapped; what is stored there is in the file");
  fflush(stdout);

  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    strcpy(board->text, "written by the child, with no call to write");
    _exit(0);
  }
  waitpid(pid, NULL, 0);
  char text[64];
  if (pread(fd, text, sizeof text, (off_t)offsetof(struct board, text)) != (ssize_t)sizeof text)
    fail("pread");
  printf("parent: read() says: \"%s\"\n", text);

  struct board *copy = map(PROT_READ | PROT_WRITE, MAP_PRIVATE, fd);
  strcpy(copy->text, "mine alone");
  printf("parent: in a private map: \"%s\", in the file still: \"%s\"\n", copy->text, board->text);

  count_together(board);

  char *readonly = map(PROT_READ, MAP_SHARED, fd);
  try_in_child("to a page mapped for reading", readonly);
  char *guarded = map(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  try_in_child("to a page of its own", guarded);
  if (mprotect(guarded, PAGE, PROT_NONE) != 0)
    fail("mprotect");
  try_in_child("to a page that mprotect has closed", guarded);
  if (munmap(guarded, PAGE) != 0)
    fail("munmap");
  try_in_child("where munmap has left nothing", guarded);
  if (ftruncate(fd, 0) != 0)
    fail("ftruncate");
  try_in_child("behind the end of the file", board->text);
  unlink("board");
  return EXIT_SUCCESS;
}
