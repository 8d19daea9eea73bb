// mlock(2), mlock2, munlock, mlockall, munlockall.
#include "show.h"
#include <sys/mman.h>
#include <sys/resource.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

static int resident(char *pages, int count) {
  unsigned char vector[16];
  int sum = 0;
  check(mincore(pages, (size_t)count * PAGE, vector) == 0);
  for (int i = 0; i < count; i++)
    sum += vector[i] & 1;
  return sum;
}

int main(void) {
  begin();
  char *pages = mmap(NULL, 8 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(pages != MAP_FAILED);
  printf("%d\n", resident(pages, 8));
  show(mlock(pages + 100, 2 * PAGE));
  printf("%d\n", resident(pages, 8));
  show(mlock2(pages + 4 * PAGE, 2 * PAGE, MLOCK_ONFAULT));
  printf("%d\n", resident(pages, 8));
  pages[4 * PAGE] = 1;
  printf("%d\n", resident(pages, 8));
  show(munlock(pages, 8 * PAGE));
  show(munlock(pages + 1, 1));
  show(mlock2(pages, PAGE, 2));
  show(mlock2(pages, PAGE, 0));
  show(mlock(pages, 0));
  show(munmap(pages + 3 * PAGE, PAGE));
  show(mlock(pages, 8 * PAGE));
  show(mlock(pages + 3 * PAGE, PAGE));
  show(munlock(pages, 8 * PAGE));
  show(mprotect(pages + 6 * PAGE, PAGE, PROT_NONE));
  show(mlock(pages + 6 * PAGE, PAGE));
  show(munlockall());

  show(mlockall(0));
  show(mlockall(8));
  show(mlockall(MCL_ONFAULT));
  show(mlockall(MCL_CURRENT | MCL_ONFAULT));
  show(munlockall());
  show(mlockall(MCL_FUTURE));
  char *later = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("%d\n", resident(later, 4));
  if (fork() == 0) {
    later = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("child %d\n", resident(later, 4));
    _exit(0);
  }
  wait(NULL);
  show(mlockall(MCL_FUTURE | MCL_ONFAULT));
  later = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("%d\n", resident(later, 4));
  show(munlockall());
  later = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("%d\n", resident(later, 4));
  show(mlockall(MCL_CURRENT));
  printf("%d\n", resident(later, 4));
  show(munlockall());
  return 0;
}
