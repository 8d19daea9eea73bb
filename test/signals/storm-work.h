// Work that makes few calls or many, and whose results are known, for storm.c.
#ifndef STORM_WORK_H
#define STORM_WORK_H
#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "storm.h"

static uint32_t step(uint32_t x) { return x * 1664525u + 1013904223u; }

static void require(int condition, const char *what) {
  if (condition)
    return;
  int error = errno;
  shut();
  printf("wrong: %s, %s\n", what, errno_name(error));
  exit(1);
}

/* A loop without calls, whose result no compiler knows beforehand. */
static volatile uint32_t seed = 1;

static uint32_t compute(void) {
  uint32_t x = seed;
  for (int i = 0; i < 200000; i++)
    x = step(x) ^ (x >> 16);
  return x;
}

static void work_loop(void) {
  uint32_t known = 0;
  for (; !over; rounds++) {
    uint32_t now = compute();
    require(known == 0 || now == known, "a computation");
    known = now;
  }
}

/* Jumps out of the loop at signals; what was not interrupted is right. */
static sigjmp_buf landing;

static void work_jump(void) {
  static uint32_t known;
  static volatile unsigned jumps;
  if (sigsetjmp(landing, 1) != 0)
    jumps++;
  may_jump = 1;
  while (!over) {
    uint32_t now = compute();
    require(known == 0 || now == known, "a computation between jumps");
    known = now;
    rounds++;
    getppid();
  }
  may_jump = 0;
  require(jumps > 0, "jumps");
}

static void work_malloc(void) {
  enum { slots = 200 };
  static struct {
    unsigned char *start;
    size_t size;
    unsigned char byte;
  } blocks[slots];
  char text[64];
  uint32_t x = 7;
  for (; !over; rounds++) {
    x = step(x);
    unsigned slot = x >> 8 & 0xff;
    if (slot >= slots)
      continue;
    for (size_t i = 0; i < blocks[slot].size; i += 61)
      require(blocks[slot].start[i] == blocks[slot].byte, "memory");
    free(blocks[slot].start);
    blocks[slot].size = 1 + (x >> 16) % 5000;
    blocks[slot].byte = (unsigned char)x;
    require((blocks[slot].start = malloc(blocks[slot].size)) != NULL, "malloc");
    memset(blocks[slot].start, blocks[slot].byte, blocks[slot].size);
    snprintf(text, sizeof text, "%u %.3f %s", x, x / 8.0, "end");
    require(strtoul(text, NULL, 10) == x && strstr(text, "end") != NULL, "text");
  }
}

static void work_stdio(void) {
  FILE *file = fopen("lines", "w+");
  require(file != NULL, "fopen");
  for (; !over; rounds++) {
    char line[64];
    int number;
    rewind(file);
    for (int i = 0; i < 300; i++)
      require(fprintf(file, "line %d\n", i) > 0, "fprintf");
    require(fflush(file) == 0, "fflush");
    rewind(file);
    for (int i = 0; i < 300; i++)
      require(fgets(line, sizeof line, file) != NULL && sscanf(line, "line %d", &number) == 1 && number == i, "a line");
  }
  require(fclose(file) == 0, "fclose");
}

/* Calls that the host serves itself. */
static void work_files(void) {
  for (; !over; rounds++) {
    char name[32], text[8];
    struct stat told;
    snprintf(name, sizeof name, "file-%lu", rounds % 7);
    int file = open(name, O_RDWR | O_CREAT | O_EXCL, 0640);
    require(file >= 0, "open");
    require(write(file, "content", 7) == 7 && lseek(file, 0, SEEK_SET) == 0, "write");
    require(read(file, text, sizeof text) == 7 && memcmp(text, "content", 7) == 0, "read");
    require(close(file) == 0 && stat(name, &told) == 0 && told.st_size == 7, "stat");
    require((told.st_mode & 0777) == 0640 && unlink(name) == 0 && stat(name, &told) == -1, "unlink");
  }
}

static void work_fork(void) {
  for (; !over; rounds++) {
    int status, code = (int)(rounds % 100);
    pid_t child = fork();
    require(child >= 0, "fork");
    if (child == 0)
      _exit(compute() == 0 ? 200 : code);
    pid_t got;
    do
      got = waitpid(child, &status, 0);
    while (got < 0 && errno == EINTR);
    require(got == child && WIFEXITED(status) && WEXITSTATUS(status) == code, "a child's status");
  }
}

/* Memory grows by little, up to a bound; then it is looked at. */
static void work_grow(void) {
  enum { block = 48 << 10, most = 2000 };
  static unsigned char *blocks[most];
  for (; !over; rounds++) {
    unsigned long i = rounds % most;
    if (rounds < most) {
      require((blocks[i] = malloc(block)) != NULL, "malloc");
      memset(blocks[i], (int)i, block);
    }
    require(blocks[i][0] == (unsigned char)i && blocks[i][block - 1] == (unsigned char)i, "grown memory");
    if (rounds < most || rounds % 16 == 0)
      compute();
  }
}

static void work_map(void) {
  enum { page = 65536 };
  int file = open("mapped", O_RDWR | O_CREAT, 0600);
  require(file >= 0 && ftruncate(file, 4 * page) == 0, "a file to map");
  for (; !over; rounds++) {
    int *memory = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, rounds % 2 ? MAP_SHARED : MAP_PRIVATE, file, 0);
    require(memory != MAP_FAILED, "mmap");
    int at = (int)(rounds % (4 * page / sizeof *memory));
    memory[at] = (int)rounds;
    require(mprotect(memory, 4 * page, PROT_READ) == 0 && memory[at] == (int)rounds, "mprotect");
    require(munmap(memory, 4 * page) == 0, "munmap");
  }
  require(close(file) == 0, "close");
}

#endif
