// Maps a file and anonymous memory in an embedded guest, grows memory beside them, and touches what it may not if
// asked.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
  int fd = open("/work/file", O_RDWR);
  char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *readonly = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  char *anonymous = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || readonly == MAP_FAILED || anonymous == MAP_FAILED)
    return 1;
  char *heap = malloc(20 << 20);
  memset(heap, 1, 20 << 20);
  memcpy(shared, "by a map", 8);
  strcpy(anonymous, readonly);
  printf("%.8s\n", anonymous);
  munmap(anonymous, 4096);
  mprotect(heap, 0, PROT_NONE);
  const char *fault = argc > 1 ? argv[1] : "";
  if (strcmp(fault, "read-only") == 0)
    readonly[0] = 1;
  if (strcmp(fault, "unmapped") == 0)
    anonymous[0] = 1;
  if (strcmp(fault, "behind the end") == 0)
    shared[4096] = 1;
  if (strcmp(fault, "read-only, atomically") == 0)
    __atomic_fetch_add((int *)(void *)readonly, 1, __ATOMIC_SEQ_CST);
  if (strcmp(fault, "behind the end, atomically") == 0)
    __atomic_fetch_add((int *)(void *)(shared + 4096), 1, __ATOMIC_SEQ_CST);
  while (strstr(fault, "atomically") != NULL)
    if (anonymous == heap)
      break;
  return 5;
}
