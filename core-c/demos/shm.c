// Demo: POSIX shared memory between two processes. Shows that a store is seen at once, that atomic additions of both
// sides all count, and that the memory has a name and a size like a file, and outlives the name.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME "/isthmus-demo-shm"

enum { ROUNDS = 100000 };

/* What both processes see. */
struct page {
  char greeting[64];
  atomic_int is_written;
  atomic_int counter;
};

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static struct page *map(int fd) {
  struct page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (page == MAP_FAILED)
    fail("mmap");
  return page;
}

/* The child knows nothing but the name. */
static int child(void) {
  int fd = shm_open(NAME, O_RDWR, 0);
  if (fd < 0)
    fail("shm_open");
  struct page *page = map(fd);
  printf("child:  mapped \"%s\" for itself; waiting for the parent to write\n", NAME);
  fflush(stdout);
  while (!atomic_load(&page->is_written))
    sched_yield();
  printf("child:  read \"%s\" - no system call carried it here\n", page->greeting);
  fflush(stdout);
  for (int i = 0; i < ROUNDS; i++)
    atomic_fetch_add(&page->counter, 1);
  return EXIT_SUCCESS;
}

int main(void) {
  int fd = shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (fd < 0)
    fail("shm_open");
  if (ftruncate(fd, sizeof(struct page)) != 0)
    fail("ftruncate");
  struct stat status;
  if (fstat(fd, &status) != 0)
    fail("fstat");
  printf("parent: made shared memory \"%s\", %lld bytes, mode %o\n", NAME, (long long)status.st_size,
         (unsigned)status.st_mode & 0777);
  fflush(stdout);
  struct page *page = map(fd);

  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0)
    exit(child());
  strcpy(page->greeting, "hello through memory");
  atomic_store(&page->is_written, 1); /* What was stored before it is seen before it. */
  for (int i = 0; i < ROUNDS; i++)
    atomic_fetch_add(&page->counter, 1);
  int end;
  if (waitpid(pid, &end, 0) != pid || end != 0)
    fail("waitpid");
  printf("parent: both added %d times at once, and the counter is %d\n", ROUNDS, atomic_load(&page->counter));

  shm_unlink(NAME);
  printf("parent: unlinked the name; opening it again says: %s\n",
         shm_open(NAME, O_RDWR, 0) < 0 ? strerror(errno) : "it is there");
  printf("parent: the memory stays as long as it is mapped: \"%s\"\n", page->greeting);
  return EXIT_SUCCESS;
}
