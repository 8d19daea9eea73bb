// mmap(2) of files: shared and private, offsets, the rest of the last page, what becomes of the file; msync(2).
#include "show.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(void) {
  begin();
  char text[16] = {0};
  int fd = open("data", O_RDWR | O_CREAT | O_TRUNC, 0600);
  check(ftruncate(fd, 3 * 4096 + 100) == 0);
  check(pwrite(fd, "second page", 11, 4096) == 11);

  char *all = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  check(all != MAP_FAILED);
  printf("%s\n", all + 4096);
  strcpy(all + 2 * 4096, "third page");
  check(pread(fd, text, 11, 2 * 4096) == 11);
  printf("%s\n", text);
  check(pwrite(fd, "THIRD", 5, 2 * 4096) == 5);
  printf("%s\n", all + 2 * 4096);

  /* Behind the file's end the last page is zero, and what is written there is lost. */
  printf("%d\n", all[3 * 4096 + 100]);
  strcpy(all + 3 * 4096 + 200, "nowhere");
  struct stat status;
  show(fstat(fd, &status));
  printf("size %lld\n", (long long)status.st_size);

  char *second = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 4096);
  char *copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4096);
  all[4096] = 'S';
  printf("%s, %s\n", second, copy);
  strcpy(copy, "private");
  all[4097] = 'E';
  printf("%s, %s, %s\n", all + 4096, second, copy);

  show(msync(all, 4 * 4096, MS_SYNC));
  show(msync(all + 4096, 1, MS_ASYNC));
  show(msync(all, 4096, MS_SYNC | MS_INVALIDATE));
  show(msync(copy, 4096, MS_SYNC));

  /* The map keeps the file, without descriptor and name. */
  show(close(fd));
  show(unlink("data"));
  printf("%s\n", second);
  if (fork() == 0) {
    strcpy(all + 4096, "by the child");
    strcpy(copy, "child's own");
    _exit(0);
  }
  wait(NULL);
  printf("%s, %s\n", second, copy);
  show(munmap(all, 4 * 4096));
  show(munmap(second, 4096));
  show(munmap(copy, 4096));

  /* A file opened for reading: private maps may be written. */
  fd = open("readable", O_RDWR | O_CREAT, 0600);
  check(write(fd, "content", 8) == 8);
  close(fd);
  fd = open("readable", O_RDONLY);
  copy = mmap(NULL, 100, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  copy[0] = 'C';
  all = mmap(NULL, 100, PROT_READ, MAP_SHARED, fd, 0);
  printf("%s %s\n", copy, all);
  show(mmap(NULL, 100, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
  printf("%s\n", errno_name(errno));
  show(mprotect(all, 100, PROT_READ | PROT_WRITE));
  /* Memory that grows afterwards leaves such maps alone. */
  char *heap = malloc(20 << 20);
  memset(heap, 1, 20 << 20);
  show(mprotect(all, 100, PROT_READ | PROT_WRITE));
  printf("%s %s %d\n", copy, all, heap[12345]);

  /* A file that becomes longer: its new pages can be used. */
  fd = open("growing", O_RDWR | O_CREAT, 0600);
  all = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  check(all != MAP_FAILED);
  check(ftruncate(fd, 2 * 4096) == 0);
  strcpy(all + 4096, "grown");
  check(pread(fd, text, 6, 4096) == 6);
  printf("%s\n", text);
  return 0;
}
