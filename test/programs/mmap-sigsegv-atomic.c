// The first process of a run dies of SIGSEGV, atomically: it writes to memory it made read-only.
#include "show.h"
#include <sys/mman.h>

int main(void) {
  begin();
  volatile int *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(at != MAP_FAILED);
  *at = 42;
  check(mprotect((void *)at, 4096, PROT_READ) == 0);
  printf("%d\n", *at);
  __atomic_store_n(at, 1, __ATOMIC_SEQ_CST);
  return 0;
}
