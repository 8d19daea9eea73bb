// mmap(2) at addresses: MAP_FIXED over other maps and over malloc's memory, MAP_FIXED_NOREPLACE, hints; munmap(2) of
// parts, and what is reused.
#include "show.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE, ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS };

static char *map(void *at, int pages, int flags) {
  return mmap(at, (size_t)pages * PAGE, RW, flags | ANONYMOUS, -1, 0);
}

/* Whether a page is mapped, without touching it. */
static char state(char *page) {
  unsigned char resident;
  return mincore(page, PAGE, &resident) == 0 ? 'm' : errno == ENOMEM ? '.' : '?';
}

static void states(const char *what, char *pages, int count) {
  printf("%s: ", what);
  for (int i = 0; i < count; i++)
    putchar(state(pages + i * PAGE));
  putchar('\n');
}

int main(void) {
  begin();
  char *area = map(NULL, 16, 0);
  check(area != MAP_FAILED);
  memset(area, 'a', 16 * PAGE);
  states("whole", area, 16);
  show(munmap(area + 4 * PAGE, 4 * PAGE));
  show(munmap(area + 10 * PAGE, 1));
  states("holes", area, 16);
  printf("%c%c%c%c\n", area[3 * PAGE], area[8 * PAGE], area[9 * PAGE], area[11 * PAGE]);

  show(map(area + 4 * PAGE, 2, MAP_FIXED_NOREPLACE) == area + 4 * PAGE);
  show(map(area + 5 * PAGE, 2, MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
  show(map(area + 3 * PAGE, 1, MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
  states("after", area, 16);
  /* A hint that's free is taken, one that isn't is no more than that. */
  show(map(area + 6 * PAGE, 2, 0) == area + 6 * PAGE);
  char *other = map(area + 6 * PAGE, 2, 0);
  show(other != MAP_FAILED && other != area + 6 * PAGE);
  show(map(area + 10 * PAGE + 123, 1, 0) == area + 10 * PAGE);
  states("full", area, 16);

  /* A fixed map replaces what is there, also parts of several maps at once. */
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  check(ftruncate(fd, 4 * PAGE) == 0 && pwrite(fd, "file", 4, PAGE) == 4);
  show(mmap(area + 3 * PAGE, 4 * PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0) == area + 3 * PAGE);
  printf("%c %d %s %d\n", area[2 * PAGE], area[3 * PAGE], area + 4 * PAGE, area[7 * PAGE]);
  show(map(area + 4 * PAGE, 1, MAP_FIXED) == area + 4 * PAGE);
  printf("%d\n", area[4 * PAGE]);
  area[5 * PAGE] = 'x';
  char byte;
  check(pread(fd, &byte, 1, 2 * PAGE) == 1);
  printf("%c\n", byte);
  show(munmap(area, 16 * PAGE));
  states("gone", area, 16);
  show(map(area, 16, MAP_FIXED) == area);
  printf("%d %d\n", area[0], area[15 * PAGE]);

  /* Over malloc's memory. */
  char *block;
  check(posix_memalign((void **)&block, PAGE, 8 * PAGE) == 0);
  memset(block, 'h', 8 * PAGE);
  show(mmap(block + PAGE, 2 * PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0) == block + PAGE);
  printf("%c %s %c\n", block[0], block + 2 * PAGE, block[3 * PAGE]);
  strcpy(block + 2 * PAGE, "by way of the heap");
  char text[32] = {0};
  check(pread(fd, text, 18, PAGE) == 18);
  printf("%s\n", text);
  show(map(block + PAGE, 2, MAP_FIXED) == block + PAGE);
  memset(block, 'h', 8 * PAGE);
  free(block);

  /* Adjacent maps are taken away by one call. */
  char *pair = map(NULL, 2, 0);
  show(mmap(pair + PAGE, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, fd, PAGE) == pair + PAGE);
  show(munmap(pair, 2 * PAGE));
  states("pair", pair, 2);
  return 0;
}
