// One end of memory shared with another program: files and System V segments, a command a call. Used natively and as a
// guest.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

enum { SIZE = 8192, ROUNDS = 2000 };

struct shared {
  atomic_uint turn;
  atomic_uint total;
  char text[64];
};

static void *memory;

static int end(const char *what) {
  printf("%s: %s\n", what,
         errno == EACCES   ? "EACCES"
         : errno == ENOENT ? "ENOENT"
         : errno == EINVAL ? "EINVAL"
                           : "error");
  return 1;
}

static int attach(const char *kind, const char *name) {
  if (strcmp(kind, "segment") == 0) {
    int id = shmget((key_t)strtoul(name, NULL, 0), 0, 0);
    memory = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
    return memory == (void *)-1 ? -1 : 0;
  }
  int fd = open(name, O_RDWR);
  memory = fd < 0 ? MAP_FAILED : mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return memory == MAP_FAILED ? -1 : 0;
}

/* The other must come to the same number of additions by turns. */
static void take_turns(struct shared *shared, unsigned own) {
  for (unsigned round = 0; round < ROUNDS; round++) {
    while (atomic_load(&shared->turn) != 2 * round + own)
      sched_yield();
    atomic_fetch_add(&shared->total, 3);
    atomic_fetch_add(&shared->turn, 1);
  }
}

int main(int argc, char **argv) {
  if (argc < 4 || attach(argv[2], argv[3]) < 0)
    return end("attach");
  struct shared *shared = memory;
  if (strcmp(argv[1], "write") == 0) {
    strcpy(shared->text, argv[4]);
  } else if (strcmp(argv[1], "read") == 0) {
    printf("%s\n", shared->text);
  } else if (strcmp(argv[1], "end") == 0) {
    /* The last bytes of both pages. */
    printf("%s%s\n", (char *)memory + 4096 - 8, (char *)memory + SIZE - 8);
  } else if (strcmp(argv[1], "turns") == 0) {
    take_turns(shared, (unsigned)atoi(argv[4]));
    printf("%u\n", atomic_load(&shared->total));
  } else {
    struct shmid_ds status;
    int id = shmget((key_t)strtoul(argv[3], NULL, 0), 0, 0);
    if (shmctl(id, IPC_STAT, &status) < 0)
      return end("status");
    printf("%zu bytes, %lu attached, mode %o\n", status.shm_segsz, (unsigned long)status.shm_nattch,
           status.shm_perm.mode & 0777u);
  }
  return 0;
}
