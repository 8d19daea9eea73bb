// Tries to map, protect, look at or take away memory that isn't the guest's, and to make its own executable, by the
// bare imports with wild ranges; and to write by a map what may only be read.
#include "attempt.h"
#include <fcntl.h>
#include <isthmus/imports.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE, ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED };

/* The imports answer minus an errno. */
#define denied(call)                                                                                                   \
  do {                                                                                                                 \
    if ((call) >= 0)                                                                                                   \
      printf("escaped: %s (line %d)\n", #call, __LINE__);                                                              \
  } while (0)

static uint32_t end(void) { return (uint32_t)(__builtin_wasm_memory_size(0) * 65536); }

/* Ranges that aren't all in linear memory, aren't pages, or wrap around. */
static void wild_ranges(void) {
  char *own = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint32_t mine = (uint32_t)(uintptr_t)own, last = end() - PAGE;
  const struct {
    uint32_t address, length;
  } wild[] = {
      {end(), PAGE},         {end() - PAGE, 2 * PAGE}, {mine, 0xffffffff},   {mine, 0xfffff000},
      {mine + 1, PAGE},      {mine + 2048, PAGE},      {0xfffff000, PAGE},   {0xfffff000, 0xfffff000},
      {0xfffff001, PAGE},    {0xffffffff, 1},          {end(), 0xffffffff},  {last, 0x80000000},
      {0x80000000, PAGE},    {mine, 0u - mine},        {end() + PAGE, PAGE}, {mine + PAGE - 1, 1},
      {0u - PAGE, 2 * PAGE}, {0x7ffff000, 0x80001000}, {last + 1, PAGE},
  };
  for (size_t i = 0; i < sizeof wild / sizeof *wild; i++) {
    uint32_t address = wild[i].address, length = wild[i].length;
    denied(__isthmus_mmap(address, length, RW, ANONYMOUS, -1, 0));
    denied(__isthmus_mmap(address, length, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    denied(__isthmus_munmap(address, length));
    denied(__isthmus_mprotect(address, length, PROT_NONE));
    denied(__isthmus_mprotect(address, length, RW));
    denied(__isthmus_msync(address, length, MS_SYNC));
    denied(__isthmus_madvise(address, length, MADV_DONTNEED));
    denied(__isthmus_madvise(address, length, MADV_REMOVE));
    denied(__isthmus_mlock2(address, length, 0));
    denied(__isthmus_munlock(address, length));
    denied(__isthmus_mincore(address, own, length / PAGE + 1));
    denied(__isthmus_shmat(0, address, length, 0));
    denied(__isthmus_mremap(address, length, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, mine));
    denied(__isthmus_mremap(address, length, length, MREMAP_MAYMOVE, address));
    denied(__isthmus_mremap(mine, PAGE, length, MREMAP_MAYMOVE | MREMAP_FIXED, address));
    denied(__isthmus_mremap(mine, 4 * PAGE, length, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, address));
    denied(__isthmus_mremap(mine, 0, length, MREMAP_MAYMOVE, address));
  }
  /* Lengths of no page at all. */
  denied(__isthmus_mmap(mine, 0, RW, ANONYMOUS, -1, 0));
  denied(__isthmus_munmap(mine, 0));
  denied(__isthmus_mremap(mine, PAGE, 0, MREMAP_MAYMOVE, mine));
  denied(__isthmus_mremap(mine, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, mine + PAGE));
  /* A grown map must not reach over the end. */
  denied(__isthmus_mremap(last, PAGE, 2 * PAGE, MREMAP_MAYMOVE, last));
  denied(__isthmus_mincore(mine, own, 0x100000));
  denied(__isthmus_mincore(mine, own, 0xffffffff));
  own[0] = 1;
  allowed(munmap(own, 4 * PAGE));
}

/* The guard page stays. */
static void null_page(void) {
  denied(__isthmus_mmap(0, PAGE, RW, ANONYMOUS, -1, 0));
  denied(__isthmus_mmap(0, 4 * PAGE, RW, ANONYMOUS, -1, 0));
  denied(__isthmus_munmap(0, PAGE));
  char *own = mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  denied(__isthmus_mremap((uint32_t)(uintptr_t)own, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, 0));
  refused(mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
}

static void forbidden(void) {
  char *own = mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint32_t mine = (uint32_t)(uintptr_t)own;
  for (int protection = PROT_EXEC; protection <= 7; protection++) {
    denied(__isthmus_mmap(mine, PAGE, protection, ANONYMOUS, -1, 0));
    denied(__isthmus_mprotect(mine, PAGE, protection));
  }
  denied(__isthmus_mprotect(mine, PAGE, RW | 0x01000000));
  denied(__isthmus_mprotect(mine, PAGE, RW | 0x02000000));
  /* Without MAP_FIXED the kernel would choose. */
  denied(__isthmus_mmap(mine, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  denied(__isthmus_mmap(mine, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
  denied(__isthmus_mmap(mine, PAGE, RW, ANONYMOUS | MAP_GROWSDOWN, -1, 0));
  denied(__isthmus_mmap(mine, PAGE, RW, ANONYMOUS | MAP_HUGETLB, -1, 0));
  denied(__isthmus_mmap(mine, PAGE, RW, ANONYMOUS | 0x40000000, -1, 0));
  for (int advice = -2; advice < 130; advice++)
    if (advice == MADV_DONTFORK || advice == MADV_DOFORK || advice == MADV_HWPOISON || advice == MADV_SOFT_OFFLINE)
      denied(__isthmus_madvise(mine, PAGE, advice));
    else
      __isthmus_madvise(mine, PAGE, advice);
  denied(__isthmus_madvise(mine, PAGE, 103 + 1));
  allowed(munmap(own, 2 * PAGE));

  refused(memfd_create(NULL, 0));
  denied(__isthmus_memfd_create((void *)0xfffff000, 100, 0));
  denied(__isthmus_memfd_create("", 0xffffffff, 0));
  denied(__isthmus_memfd_create("", 1, 0xffffff00));
  denied(__isthmus_shmat(-1, mine, PAGE, 0));
  int id = shmget(IPC_PRIVATE, 3 * PAGE, IPC_CREAT | 0600);
  allowed(id);
  own = mmap(NULL, 8 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mine = (uint32_t)(uintptr_t)own;
  /* Another length than the segment's. */
  denied(__isthmus_shmat(id, mine, 2 * PAGE, 0));
  denied(__isthmus_shmat(id, mine, 4 * PAGE, 0));
  denied(__isthmus_shmat(id, end() - 2 * PAGE, 3 * PAGE, 0));
  denied(__isthmus_shmat(id, mine, 3 * PAGE, SHM_EXEC));
  denied(__isthmus_shmat(id, mine, 3 * PAGE, 1 << 20));
  denied(__isthmus_shmat(id, 0, 3 * PAGE, SHM_REMAP));
  allowed(shmctl(id, IPC_RMID, NULL));
}

/* What was opened for reading can't be written by way of a map, and devices that are more than memory can't be mapped.
 */
static void files(void) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  allowed(write(fd, "content", 7));
  close(fd);
  fd = open("file", O_RDONLY);
  refused(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
  char *own = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
  refused(mprotect(own, PAGE, RW));
  uint32_t mine = (uint32_t)(uintptr_t)own;
  denied(__isthmus_mprotect(mine, PAGE, RW));
  denied(__isthmus_madvise(mine, PAGE, MADV_REMOVE));
  /* Descriptors that aren't the guest's. */
  for (int number = 3; number < 100; number++)
    if (number != fd)
      denied(__isthmus_mmap(mine, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, number, 0));
  static const char *const devices[] = {"/dev/null", "/dev/full", "/dev/random", "/dev/urandom"};
  for (int i = 0; i < 4; i++) {
    int device = open(devices[i], O_RDWR);
    refused(mmap(NULL, PAGE, RW, MAP_SHARED, device, 0) == MAP_FAILED ? -1 : 0);
    refused(mmap(NULL, PAGE, RW, MAP_PRIVATE, device, 0) == MAP_FAILED ? -1 : 0);
  }
}

/* Whoever maps over its own stack, data or heap harms itself alone. */
static void self_harm(void) {
  for (int kind = 0; kind < 6; kind++) {
    if (fork() == 0) {
      switch (kind) {
      case 0: /* the stack and the data are the first thing in memory */
        __isthmus_munmap(PAGE, 9 << 20);
        break;
      case 1:
        __isthmus_mmap(PAGE, end() - PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        break;
      case 2:
        __isthmus_mprotect(0, end(), PROT_NONE);
        break;
      case 3:
        __isthmus_mprotect(0, end(), PROT_READ);
        break;
      case 4:
        __isthmus_mremap(PAGE, end() / 2, end() / 2, MREMAP_MAYMOVE | MREMAP_FIXED, end() / 2);
        break;
      default:
        __isthmus_madvise(0, end(), MADV_DONTNEED);
      }
      char *volatile block = malloc(100000);
      memset(block, 1, 100000);
      _exit(0);
    }
    int status;
    allowed(wait(&status));
    if (WIFEXITED(status) && WEXITSTATUS(status) >= 125)
      printf("the host failed: %d, %d\n", kind, WEXITSTATUS(status));
  }
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  wild_ranges();
  null_page();
  forbidden();
  files();
  self_harm();
  puts("contained");
  return 0;
}
