// mremap(2): shrinking, growing in place and by moving, MREMAP_FIXED, MREMAP_DONTUNMAP, second views; errors.
#include "show.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

static char *map(int pages, int flags) {
  char *made = mmap(NULL, (size_t)pages * PAGE, RW, flags | MAP_ANONYMOUS, -1, 0);
  check(made != MAP_FAILED);
  return made;
}

static void states(const char *what, char *pages, int count) {
  printf("%s: ", what);
  for (int i = 0; i < count; i++) {
    unsigned char resident;
    putchar(mincore(pages + i * PAGE, PAGE, &resident) == 0 ? 'm' : '.');
  }
  putchar('\n');
}

#define failing(...)                                                                                                   \
  printf("mremap(%s): %s\n", #__VA_ARGS__, mremap(__VA_ARGS__) == MAP_FAILED ? errno_name(errno) : "done")

static void sizes(int flags, const char *what) {
  puts(what);
  char *pages = map(8, flags);
  for (int i = 0; i < 8; i++)
    pages[i * PAGE] = (char)('0' + i);
  show(mremap(pages, 8 * PAGE, 4 * PAGE, 0) == pages);
  states("shrunk", pages, 8);
  show(mremap(pages, 4 * PAGE, 6 * PAGE, 0) == pages);
  states("grown", pages, 8);
  printf("%c%c\n", pages[0], pages[3 * PAGE]);
  if (flags == MAP_PRIVATE)
    printf("%d\n", pages[5 * PAGE]);
  /* Something is in the way now. */
  char *wall = mmap(pages + 6 * PAGE, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  check(wall == pages + 6 * PAGE);
  *wall = 'w';
  failing(pages, 6 * PAGE, 7 * PAGE, 0);
  char *moved = mremap(pages, 6 * PAGE, 16 * PAGE, MREMAP_MAYMOVE);
  show(moved != MAP_FAILED && moved != pages);
  states("left", pages, 7);
  states("moved", moved, 16);
  printf("%c%c %c\n", moved[0], moved[3 * PAGE], *wall);
  char *place = map(16, MAP_PRIVATE);
  memset(place, 'q', 16 * PAGE);
  show(mremap(moved, 16 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place + 2 * PAGE) == place + 2 * PAGE);
  states("left", moved, 16);
  printf("%c%c%c%c\n", place[PAGE], place[2 * PAGE], place[5 * PAGE], place[6 * PAGE]);
  show(munmap(place, 16 * PAGE));
  show(munmap(wall, PAGE));
}

int main(void) {
  begin();
  sizes(MAP_PRIVATE, "private");
  sizes(MAP_SHARED, "shared");

  /* A shared map stays shared when it moves, to children and to the file. */
  int *shared = (int *)(void *)map(1, MAP_SHARED);
  int *elsewhere = mremap(shared, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
  check(elsewhere != MAP_FAILED);
  if (fork() == 0) {
    *elsewhere = 99;
    _exit(0);
  }
  wait(NULL);
  printf("%d\n", *elsewhere);
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  check(ftruncate(fd, 4 * PAGE) == 0 && pwrite(fd, "last", 5, 3 * PAGE) == 5);
  char *file = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 2 * PAGE);
  file = mremap(file, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
  printf("%s\n", file + PAGE);
  strcpy(file, "first");
  char text[8];
  check(pread(fd, text, 6, 2 * PAGE) == 6);
  printf("%s\n", text);
  char *copy = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 3 * PAGE);
  copy[0] = 'L';
  char *copied = mremap(copy, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, map(1, MAP_PRIVATE));
  printf("%s %s\n", copied, file + PAGE);

  /* Old size 0: a second view of shared pages. */
  char *view = mremap(file, 0, 2 * PAGE, MREMAP_MAYMOVE);
  check(view != MAP_FAILED && view != file);
  view[0] = 'F';
  printf("%s %s\n", file, view + PAGE);

  /* Contents go, the map stays. */
  char *from = map(2, MAP_PRIVATE);
  strcpy(from, "contents");
  char *to = mremap(from, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
  check(to != MAP_FAILED && to != from);
  printf("\"%s\" \"%s\"\n", from, to);
  states("both", from, 2);
  char *target = map(2, MAP_PRIVATE);
  show(mremap(to, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, target) == target);
  printf("\"%s\" \"%s\"\n", to, target);

  /* A part out of the middle of a map. */
  char *whole = map(6, MAP_PRIVATE);
  for (int i = 0; i < 6; i++)
    whole[i * PAGE] = (char)('a' + i);
  char *middle = mremap(whole + 2 * PAGE, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE);
  check(middle != MAP_FAILED);
  states("whole", whole, 6);
  printf("%c%c %c%c%d\n", whole[PAGE], whole[4 * PAGE], middle[0], middle[PAGE], middle[2 * PAGE]);

  char *pages = map(4, MAP_PRIVATE), *other = map(4, MAP_PRIVATE);
  failing(pages + 1, PAGE, PAGE, 0);
  failing(pages, PAGE, 0, MREMAP_MAYMOVE);
  failing(pages, PAGE, PAGE, 64);
  failing(pages, PAGE, PAGE, MREMAP_FIXED, other);
  failing(pages, PAGE, PAGE, MREMAP_DONTUNMAP, NULL);
  failing(pages, PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
  failing(pages, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, other + 1);
  failing(pages, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, pages + PAGE);
  failing(pages, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, pages);
  failing(pages, 0, PAGE, MREMAP_MAYMOVE);
  check(munmap(pages + 2 * PAGE, PAGE) == 0);
  failing(pages, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
  failing(pages + 2 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
  failing(pages, 4 * PAGE, PAGE, 0);
  states("end", pages, 4);
  return 0;
}
