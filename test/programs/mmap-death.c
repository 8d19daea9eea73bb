// How a process dies of memory that it may not touch: by which signal, plainly and atomically, as a child and as a
// child's child.
#include "show.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

static int32_t *readonly, *none, *unmapped, *beyond, *shared_readonly, *file_readonly, *cut;

static void load(volatile int32_t *at) { printf("loaded %d\n", *at); }
static void store(volatile int32_t *at) { *at = 1; }
static void store8(volatile int32_t *at) { *(volatile int64_t *)(volatile void *)at = 1; }
static void store1(volatile int32_t *at) { *(volatile char *)at = 1; }
static void add(volatile int32_t *at) { __atomic_fetch_add(at, 1, __ATOMIC_SEQ_CST); }
static void exchange(volatile int32_t *at) {
  int32_t expected = 5;
  __atomic_compare_exchange_n(at, &expected, 6, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static void atomic_load(volatile int32_t *at) { printf("loaded %d\n", __atomic_load_n(at, __ATOMIC_SEQ_CST)); }
static void atomic_store(volatile int32_t *at) { __atomic_store_n(at, 1, __ATOMIC_SEQ_CST); }
static void copy(volatile int32_t *at) {
  char *volatile block = malloc(100000);
  memset(block, 1, 100000);
  memcpy((void *)(uintptr_t)at, block, 256);
}
static void fill(volatile int32_t *at) { memset((void *)(uintptr_t)at, 3, 1000); }
static void kill_nested(volatile int32_t *at) {
  pid_t child = fork();
  if (child == 0)
    store(at);
  int status;
  waitpid(child, &status, 0);
  _exit(WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static void die(const char *what, void (*touch)(volatile int32_t *), int32_t *at) {
  pid_t child = fork();
  if (child == 0) {
    touch(at);
    _exit(0);
  }
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("  %s: %s\n", what, status_name(status));
}

static void all(const char *what, int32_t *at) {
  printf("%s\n", what);
  die("load", load, at);
  die("store", store, at);
  die("store of 8", store8, at);
  die("store of 1", store1, at);
  die("atomic load", atomic_load, at);
  die("atomic store", atomic_store, at);
  die("fetch and add", add, at);
  die("compare and exchange", exchange, at);
  die("memcpy", copy, at);
  die("memset", fill, at);
  die("in a grandchild", kill_nested, at);
}

static void *map(int pages, int protection, int flags, int fd) {
  void *made = mmap(NULL, (size_t)pages * PAGE, protection, flags, fd, 0);
  check(made != MAP_FAILED);
  return made;
}

int main(void) {
  begin();
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  check(ftruncate(fd, PAGE) == 0);
  readonly = map(1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  none = map(1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  unmapped = map(1, RW, MAP_SHARED | MAP_ANONYMOUS, -1);
  check(munmap(unmapped, PAGE) == 0);
  shared_readonly = map(1, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1);
  beyond = (int32_t *)map(2, RW, MAP_SHARED, fd) + PAGE / 4;
  file_readonly = map(1, PROT_READ, MAP_SHARED, fd);
  int other = open("other", O_RDWR | O_CREAT, 0600);
  check(ftruncate(other, 2 * PAGE) == 0);
  cut = (int32_t *)map(2, RW, MAP_PRIVATE, other) + PAGE / 4;
  check(ftruncate(other, 10) == 0);

  all("read-only", readonly);
  all("no rights", none);
  all("shared read-only", shared_readonly);
  all("read-only file", file_readonly);
  all("behind the file's end", beyond);
  all("cut off, private", cut);
  all("null", NULL);
  /* Mapped again by nobody up to here, as nothing else is mapped. */
  check(munmap(none, PAGE) == 0);
  die("after munmap", store, none);
  die("after munmap, atomically", add, none);
  die("after munmap, load", load, none);
  die("after munmap, atomic load", atomic_load, none);
  return 0;
}
