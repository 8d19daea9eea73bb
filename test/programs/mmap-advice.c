// madvise(2), posix_madvise(3), mincore(2), msync(2): what they do to contents, what children get, errors.
#include "show.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

static char *map(int pages, int flags) {
  char *made = mmap(NULL, (size_t)pages * PAGE, RW, flags | MAP_ANONYMOUS, -1, 0);
  check(made != MAP_FAILED);
  return made;
}

static void in_child(const char *what, volatile char *at) {
  pid_t child = fork();
  if (child == 0)
    _exit(*at);
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("%s: %s\n", what, status_name(status));
}

int main(void) {
  begin();
  char *pages = map(4, MAP_PRIVATE);
  memset(pages, 'c', 4 * PAGE);
  show(madvise(pages + PAGE, 2 * PAGE, MADV_DONTNEED));
  printf("%c %d %d %c\n", pages[0], pages[PAGE], pages[2 * PAGE], pages[3 * PAGE]);
  static const int harmless[] = {MADV_NORMAL,   MADV_RANDOM, MADV_SEQUENTIAL,    MADV_WILLNEED,
                                 MADV_DONTDUMP, MADV_DODUMP, MADV_COLD,          MADV_POPULATE_READ,
                                 MADV_PAGEOUT,  MADV_FREE,   MADV_POPULATE_WRITE};
  for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
    printf("%d: %d\n", harmless[i], madvise(pages, 4 * PAGE, harmless[i]));

  int fd = open("file", O_RDWR | O_CREAT, 0600);
  check(write(fd, "from the file", 14) == 14);
  char *copy = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
  strcpy(copy, "changed");
  show(madvise(copy, PAGE, MADV_DONTNEED));
  printf("%s\n", copy);

  char *kept = map(3, MAP_PRIVATE);
  memset(kept, 3, 3 * PAGE);
  show(madvise(kept, PAGE, MADV_DONTFORK));
  in_child("withheld", kept);
  in_child("beside it", kept + PAGE);
  show(madvise(kept, PAGE, MADV_DOFORK));
  in_child("given again", kept);
  show(madvise(kept, 3 * PAGE, MADV_DONTFORK));
  show(munmap(kept + PAGE, PAGE));
  check(mmap(kept + PAGE, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == kept + PAGE);
  in_child("a new map in its place", kept + PAGE);
  in_child("the rest of the old", kept + 2 * PAGE);
  printf("%d\n", kept[2 * PAGE]);
  show(madvise(kept, PAGE, MADV_DOFORK));
  show(madvise(kept, PAGE, MADV_WIPEONFORK));
  in_child("wiped", kept);
  show(madvise(kept, PAGE, MADV_KEEPONFORK));
  in_child("kept", kept);
  show(madvise(map(1, MAP_SHARED), PAGE, MADV_WIPEONFORK));

  show(madvise(pages + 1, PAGE, MADV_NORMAL));
  show(madvise(pages, PAGE, 77));
  show(madvise(pages, 0, MADV_NORMAL));
  show(madvise(pages, 0, 77));
  show(munmap(pages + PAGE, PAGE));
  memset(pages + 2 * PAGE, 'x', 2 * PAGE);
  show(madvise(pages, 4 * PAGE, MADV_DONTNEED));
  printf("%d\n", pages[3 * PAGE]);
  show(madvise(pages + PAGE, PAGE, MADV_NORMAL));
  show(posix_madvise(pages, PAGE, POSIX_MADV_WILLNEED));
  printf("%s\n", errno_name(posix_madvise(pages, PAGE, 6)));
  printf("%s\n", errno_name(posix_madvise(pages + PAGE, PAGE, POSIX_MADV_NORMAL)));
  pages[0] = 'p';
  show(posix_madvise(pages, PAGE, POSIX_MADV_DONTNEED));
  printf("%c\n", pages[0]);

  unsigned char vector[8];
  char *fresh = map(4, MAP_PRIVATE);
  fresh[PAGE] = fresh[3 * PAGE] = 1;
  show(mincore(fresh, 4 * PAGE, vector));
  printf("%d%d%d%d\n", vector[0] & 1, vector[1] & 1, vector[2] & 1, vector[3] & 1);
  show(mincore(fresh, 3 * PAGE + 1, vector));
  show(mincore(fresh + 1, PAGE, vector));
  show(mincore(fresh, 0, vector));
  show(mincore(fresh, PAGE, NULL));
  show(mincore(pages, 4 * PAGE, vector));
  show(mincore(fresh, SIZE_MAX - PAGE, vector));

  show(msync(pages, PAGE, MS_SYNC));
  show(msync(pages, 0, MS_SYNC));
  show(msync(pages + 1, PAGE, MS_SYNC));
  show(msync(pages, PAGE, MS_SYNC | MS_ASYNC));
  show(msync(pages, PAGE, 8));
  show(msync(pages, PAGE, 0));
  show(msync(pages, 4 * PAGE, MS_SYNC));
  show(msync(pages, 4 * PAGE, MS_ASYNC));
  show(msync(pages, SIZE_MAX - PAGE, MS_SYNC));
  char *shared = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
  show(madvise(shared, PAGE, MADV_REMOVE) == 0 || errno == EOPNOTSUPP);
  show(mlock(shared, PAGE));
  show(msync(shared, PAGE, MS_SYNC | MS_INVALIDATE));
  return 0;
}
