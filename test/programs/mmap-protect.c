// mprotect(2): parts of maps, several maps, holes, errors; system calls on protected memory fail with EFAULT.
#include "show.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

/* What the kernel may do with each page: read it (a write from it), write it (a read into it). */
static void rights(const char *what, char *pages, int count) {
  int ends[2];
  check(pipe(ends) == 0);
  printf("%s:", what);
  for (int i = 0; i < count; i++) {
    char *page = pages + i * PAGE;
    int readable = write(ends[1], page, 1) == 1;
    if (!readable) {
      check(errno == EFAULT);
      check(write(ends[1], "x", 1) == 1);
    }
    char keep;
    int writable = read(ends[0], page, 1) == 1;
    if (!writable) {
      check(errno == EFAULT);
      check(read(ends[0], &keep, 1) == 1);
    }
    printf(" %c%c", readable ? 'r' : '-', writable ? 'w' : '-');
  }
  putchar('\n');
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  begin();
  char *pages = mmap(NULL, 8 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(pages != MAP_FAILED);
  memset(pages, 'p', 8 * PAGE);
  rights("all", pages, 8);
  show(mprotect(pages + PAGE, PAGE, PROT_READ));
  show(mprotect(pages + 2 * PAGE, 2 * PAGE, PROT_NONE));
  show(mprotect(pages + 5 * PAGE, 1, PROT_READ));
  rights("parts", pages, 8);
  printf("%c%c\n", pages[PAGE], pages[5 * PAGE]);
  show(mprotect(pages, 8 * PAGE, PROT_READ));
  rights("several", pages, 8);
  show(mprotect(pages + 3 * PAGE, 2 * PAGE, RW));
  rights("again", pages, 8);
  printf("%c\n", pages[3 * PAGE]);

  /* Before a hole it's done, behind it it isn't. */
  show(munmap(pages + 4 * PAGE, PAGE));
  show(mprotect(pages + 2 * PAGE, 6 * PAGE, RW));
  rights("hole", pages, 8);
  show(mprotect(pages + 4 * PAGE, PAGE, RW));
  rights("still", pages, 8);

  show(mprotect(pages + 1, PAGE, RW));
  show(mprotect(pages, 0, RW));
  show(mprotect(pages + 1, 0, RW));
  show(mprotect(pages, PAGE, 0x100));
  show(mprotect(pages, PAGE, RW | PROT_GROWSDOWN));
  show(mprotect(pages, PAGE, RW | PROT_GROWSDOWN | PROT_GROWSUP));
  show(mprotect(pages, SIZE_MAX, RW));
  show(mprotect(pages, SIZE_MAX - PAGE, RW));

  /* malloc's memory and static memory, too. */
  char *block;
  check(posix_memalign((void **)&block, PAGE, 2 * PAGE) == 0);
  strcpy(block, "heap");
  show(mprotect(block, PAGE, PROT_READ));
  rights("heap", block, 2);
  show(mprotect(block, PAGE, RW));
  static _Alignas(PAGE) char fixed[PAGE] = "static";
  show(mprotect(fixed, PAGE, PROT_READ));
  printf("%s\n", fixed);
  rights("static", fixed, 1);
  show(mprotect(fixed, PAGE, RW));

  /* A map made without rights, as guard pages are. */
  char *guarded = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  show(mprotect(guarded + PAGE, PAGE, RW));
  rights("guarded", guarded, 3);

  /* Rights stay when memory grows, and in children. */
  show(mprotect(pages, PAGE, PROT_READ));
  char *heap = malloc(30 << 20);
  memset(heap, 1, 30 << 20);
  rights("grown", pages, 8);
  fflush(stdout);
  if (fork() == 0) {
    rights("child", pages, 8);
    show(mprotect(pages, 4 * PAGE, PROT_NONE));
    rights("child", pages, 8);
    _exit(0);
  }
  wait(NULL);
  rights("parent", pages, 8);
  int fd = open("file", O_RDONLY | O_CREAT, 0600);
  show(read(fd, pages, 0));
  return 0;
}
