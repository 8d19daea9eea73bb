// The errors of mmap(2) and munmap(2).
#include "show.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* Prints whether a map was made, and the error. */
#define map(...)                                                                                                       \
  do {                                                                                                                 \
    errno = 0;                                                                                                         \
    void *made = mmap(__VA_ARGS__);                                                                                    \
    printf("mmap(%s): %s\n", #__VA_ARGS__, made == MAP_FAILED ? errno_name(errno) : "made");                           \
    last = made;                                                                                                       \
  } while (0)

int main(void) {
  begin();
  void *last;
  const int rw = PROT_READ | PROT_WRITE, anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
  int file = open("file", O_RDWR | O_CREAT, 0600), written = open("file", O_WRONLY), readonly = open("file", O_RDONLY);
  int directory = open(".", O_RDONLY | O_DIRECTORY), path = open("file", O_PATH), closed = 777;
  int ends[2], null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
  int appending = open("file", O_RDWR | O_APPEND);
  check(pipe(ends) == 0);
  check(ftruncate(file, 8192) == 0);

  map(NULL, 0, rw, anonymous, -1, 0);
  map(NULL, 0, rw, MAP_PRIVATE, closed, 0);
  map(NULL, 4096, rw, MAP_PRIVATE, closed, 0);
  map(NULL, 4096, rw, MAP_PRIVATE, -1, 0);
  map(NULL, 4096, rw, MAP_PRIVATE, path, 0);
  map(NULL, 4096, rw, MAP_PRIVATE, closed, 1);
  map(NULL, 4096, rw, anonymous, -1, 100);
  map(NULL, 4096, rw, MAP_ANONYMOUS, -1, 0);
  map(NULL, 4096, rw, 0, file, 0);
  map(NULL, 4096, rw, 5, file, 0);
  map(NULL, 4096, rw, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0);
  map(NULL, 4096, rw, MAP_SHARED_VALIDATE, file, 0);
  map(NULL, 4096, rw, MAP_SHARED_VALIDATE | 0x200000, file, 0);
  map(NULL, 4096, rw, MAP_SHARED_VALIDATE | 0x400, file, 0);
  map(NULL, 4096, rw, MAP_SHARED | 0x400, file, 0);
  map(NULL, 4096, rw, MAP_SHARED | MAP_SYNC, file, 0);
  map(NULL, 4096, rw, MAP_SHARED, readonly, 0);
  map(NULL, 4096, PROT_READ, MAP_SHARED, readonly, 0);
  map(NULL, 4096, rw, MAP_PRIVATE, readonly, 0);
  map(NULL, 4096, PROT_NONE, MAP_SHARED, readonly, 0);
  map(NULL, 4096, PROT_WRITE, MAP_SHARED, written, 0);
  map(NULL, 4096, PROT_NONE, MAP_PRIVATE, written, 0);
  map(NULL, 4096, rw, MAP_SHARED, appending, 0);
  map(NULL, 4096, PROT_READ, MAP_SHARED, directory, 0);
  map(NULL, 4096, PROT_READ, MAP_SHARED, ends[0], 0);
  map(NULL, 4096, PROT_READ, MAP_SHARED, ends[1], 0);
  map(NULL, 4096, rw, MAP_SHARED, null, 0);
  map(NULL, 4096, rw, MAP_SHARED, zero, 0);
  map(NULL, 4096, rw, MAP_PRIVATE, zero, 0);
  map(NULL, 4096, rw, MAP_PRIVATE, file, -4096);
  map(NULL, 4096, rw, MAP_PRIVATE, file, 4095);
  map(NULL, 4096, rw, MAP_PRIVATE, file, 1 << 20);
  map(NULL, SIZE_MAX, rw, anonymous, -1, 0);
  map(NULL, SIZE_MAX - 4096, rw, anonymous, -1, 0);
  map(NULL, SIZE_MAX - 4096, PROT_READ, MAP_SHARED, file, 0);
  map(NULL, 4096, rw, anonymous | MAP_HUGETLB, -1, 0);
  map(NULL, 4096, rw, MAP_PRIVATE | MAP_HUGETLB, file, 0);

  map(NULL, 8192, rw, anonymous, -1, 0);
  char *pages = last;
  map(pages + 100, 4096, rw, anonymous | MAP_FIXED, -1, 0);
  map(pages + 1, 4096, rw, anonymous | MAP_FIXED_NOREPLACE, -1, 0);
  map(pages, 4096, rw, anonymous | MAP_FIXED_NOREPLACE, -1, 0);
  map(pages, SIZE_MAX - 8192, rw, anonymous | MAP_FIXED, -1, 0);
  map(pages + 100, 4096, rw, anonymous, -1, 0);
  printf("elsewhere %d\n", last != pages);

  show(munmap(pages, 0));
  show(munmap(pages + 1, 4096));
  show(munmap(pages, SIZE_MAX));
  show(munmap(pages, SIZE_MAX - 4096));
  show(munmap((void *)-4096, 8192));
  show(munmap(pages, 1));
  show(munmap(pages, 4096));
  show(munmap(pages, 8192));
  show(munmap(pages, 8192));
  return 0;
}
