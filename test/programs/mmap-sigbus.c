// The first process of a run dies of SIGBUS, plainly: it touches a page behind the end of a mapped file.
#include "show.h"
#include <fcntl.h>
#include <sys/mman.h>

int main(void) {
  begin();
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  check(ftruncate(fd, 100) == 0);
  volatile int *at = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  check(at != MAP_FAILED);
  at[1000] = 1;
  at += 1024;
  puts("now");
  *at = 1;
  return 0;
}
