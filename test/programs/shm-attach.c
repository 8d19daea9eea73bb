// shmget(2), shmat(2), shmdt(2): attaching anywhere, at an address, with every flag; what is left by munmap(2); errors.
#include "show.h"
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

static int id;

static int attaches(void) {
  struct shmid_ds status;
  return shmctl(id, IPC_STAT, &status) == 0 ? (int)status.shm_nattch : -1;
}

static int attached(const void *address) { return address != (void *)-1; }

#define failing(...)                                                                                                   \
  printf("shmat(%s): %s\n", #__VA_ARGS__, attached(shmat(__VA_ARGS__)) ? "attached" : errno_name(errno))

/* May the kernel write there? */
static const char *writable(char *at) {
  int ends[2];
  check(pipe(ends) == 0 && write(ends[1], at, 1) == 1);
  const char *answer = read(ends[0], at, 1) == 1 ? "writable" : errno_name(errno);
  close(ends[0]);
  close(ends[1]);
  return answer;
}

int main(void) {
  begin();
  /* Its size is no multiple of a page. */
  id = shmget(IPC_PRIVATE, 2 * PAGE + 100, IPC_CREAT | 0600);
  check(id >= 0);
  char *one = shmat(id, NULL, 0), *other = shmat(id, NULL, 0);
  check(attached(one) && attached(other));
  printf("zero %d, aligned %d, attaches %d\n", one[2 * PAGE], (size_t)one % PAGE == 0, attaches());
  strcpy(one + 2 * PAGE, "seen through the other");
  printf("%s\n", other + 2 * PAGE);
  one[3 * PAGE - 1] = 'e';
  show(shmdt(other));
  show(shmdt(other));
  show(shmdt(one + PAGE));
  show(shmdt(one + 1));
  show(shmdt(NULL));
  printf("attaches %d\n", attaches());

  char *reading = shmat(id, NULL, SHM_RDONLY);
  check(attached(reading));
  printf("%s, %s, %s\n", reading + 2 * PAGE, writable(reading), writable(one));
  show(mprotect(reading, PAGE, RW));
  show(shmdt(reading));

  /* At an address. */
  char *area = mmap(NULL, 16 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(area, 'a', 16 * PAGE);
  failing(id, area + 4 * PAGE, 0);
  check(munmap(area + 4 * PAGE, 4 * PAGE) == 0);
  show((char *)shmat(id, area + 4 * PAGE, 0) == area + 4 * PAGE);
  failing(id, area + 100, 0);
  show(shmdt(area + 4 * PAGE));
  show((char *)shmat(id, area + 4 * PAGE + 100, SHM_RND) == area + 4 * PAGE);
  printf("%s %c%c\n", area + 6 * PAGE, area[3 * PAGE], area[8 * PAGE]);
  failing(id, area + 5 * PAGE, SHM_RND);
  show((char *)shmat(id, area + 5 * PAGE, SHM_REMAP) == area + 5 * PAGE);
  printf("%s, attaches %d\n", area + 7 * PAGE, attaches());
  failing(id, NULL, SHM_REMAP);
  failing(id, area + 8 * PAGE + 1, SHM_REMAP);
  show((char *)shmat(id, area + 9 * PAGE + 1, SHM_REMAP | SHM_RND | SHM_RDONLY) == area + 9 * PAGE);
  printf("%s\n", writable(area + 9 * PAGE));
  /* What is left of the first attachment is its first page. */
  show(shmdt(area + 4 * PAGE));
  show(shmdt(area + 4 * PAGE));
  printf("attaches %d\n", attaches());
  /* Parts that munmap takes away. */
  show(munmap(area + 6 * PAGE, PAGE));
  printf("attaches %d\n", attaches() > 0);
  show(shmdt(area + 5 * PAGE));
  show(munmap(area + 9 * PAGE, 3 * PAGE));
  show(shmdt(area + 9 * PAGE));
  printf("attaches %d\n", attaches());
  /* A moved attachment keeps what it is. */
  char *moved = mremap(one, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, area);
  show(moved == area);
  printf("%s\n", moved + 2 * PAGE);
  show(shmdt(one));
  show(shmdt(moved));
  printf("attaches %d\n", attaches());

  one = shmat(id, NULL, 0);
  char *part = mremap(one + PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, area + 10 * PAGE);
  show(part == area + 10 * PAGE);
  strcpy(part, "the middle");
  printf("attaches %d\n", attaches());
  show(shmdt(part));
  show(shmdt(part - PAGE));
  show(shmdt(one));
  show(shmdt(one));
  printf("attaches %d\n", attaches());
  failing(-1, NULL, 0);
  failing(0x7ffffff0, NULL, 0);
  show(shmctl(id, IPC_RMID, NULL));
  failing(id, NULL, 0);
  show(shmget(IPC_PRIVATE, 0, IPC_CREAT | 0600));
  show(shmget(IPC_PRIVATE, (size_t)-1, IPC_CREAT | 0600));
  return 0;
}
