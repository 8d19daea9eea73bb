// mmap(2): anonymous maps, shared with children and private, with every flag that only advises.
#include "show.h"
#include <sys/mman.h>

static char *map(size_t length, int flags) {
  return mmap(NULL, length, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
}

static void inherited(int flags, const char *what) {
  char *pages = map(8192, flags);
  check(pages != MAP_FAILED);
  strcpy(pages, "parent");
  pid_t child = fork();
  if (child == 0) {
    strcpy(pages + 4096, "child");
    _exit(strcmp(pages, "parent"));
  }
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("%s: child %s, second page \"%s\"\n", what, status_name(status), pages + 4096);
  show(munmap(pages, 8192));
}

static void flags(void) {
  static const struct {
    int flags;
    const char *name;
  } each[] = {
      {MAP_POPULATE, "MAP_POPULATE"},
      {MAP_LOCKED, "MAP_LOCKED"},
      {MAP_NORESERVE, "MAP_NORESERVE"},
      {MAP_STACK, "MAP_STACK"},
      {MAP_STACK | MAP_GROWSDOWN, "MAP_GROWSDOWN"},
      {MAP_NONBLOCK, "MAP_NONBLOCK"},
      {MAP_POPULATE | MAP_NONBLOCK, "MAP_POPULATE MAP_NONBLOCK"},
      {MAP_DENYWRITE, "MAP_DENYWRITE"},
      {MAP_EXECUTABLE, "MAP_EXECUTABLE"},
      {MAP_32BIT, "MAP_32BIT"},
      {MAP_FILE, "MAP_FILE"},
  };
  for (size_t i = 0; i < sizeof each / sizeof *each; i++)
    for (int type = MAP_SHARED; type <= MAP_PRIVATE; type++) {
      /* Only private maps can grow downwards. */
      if (type == MAP_SHARED && (each[i].flags & MAP_GROWSDOWN))
        continue;
      char *pages = map(5 * 4096, type | each[i].flags);
      if (pages == MAP_FAILED) {
        printf("%s %d: %s\n", each[i].name, type, errno_name(errno));
        continue;
      }
      int zero = 1;
      for (int at = 0; at < 5 * 4096; at++)
        zero = zero && pages[at] == 0;
      memset(pages, 7, 5 * 4096);
      printf("%s %d: zero %d, aligned %d, munmap %d\n", each[i].name, type, zero, (size_t)pages % 4096 == 0,
             munmap(pages, 5 * 4096));
    }
}

int main(void) {
  begin();
  inherited(MAP_SHARED, "shared");
  inherited(MAP_PRIVATE, "private");
  flags();
  /* A length that is no multiple of a page: the whole last page is there. */
  char *odd = map(1, MAP_PRIVATE);
  odd[4095] = 1;
  show(munmap(odd, 1));
  /* Descriptor and offset mean nothing. */
  char *ignoring = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 12345, 8192);
  printf("%d\n", ignoring != MAP_FAILED && *ignoring == 0);
  /* A grandchild sees it as well, and what the parent maps later the child doesn't have. */
  volatile int *shared = (int *)map(4096, MAP_SHARED);
  if (fork() == 0) {
    if (fork() == 0) {
      shared[1] = 2;
      _exit(0);
    }
    wait(NULL);
    shared[0] = shared[1] * 21;
    _exit(0);
  }
  wait(NULL);
  printf("%d %d\n", shared[0], shared[1]);
  /* A large one, of which little is touched. */
  char *large = map((size_t)512 << 20, MAP_PRIVATE | MAP_NORESERVE);
  check(large != MAP_FAILED);
  for (size_t at = 0; at < (size_t)512 << 20; at += (size_t)64 << 20)
    large[at] = (char)(at >> 26);
  printf("%d %d\n", large[(size_t)448 << 20], large[1]);
  show(munmap(large, (size_t)512 << 20));
  return 0;
}
