// Benchmark: two processes hand a turn to and fro with two POSIX semaphores in shared memory; and post and wait alone.
#include "bench.h"
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>

static struct {
  sem_t there, back;
  int stop;
} * shared;
static pid_t peer;

static void map(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED)
    bench_fail("mmap");
  if (sem_init(&shared->there, 1, 0) != 0 || sem_init(&shared->back, 1, 0) != 0)
    bench_fail("sem_init");
}

static void prepare_ping_pong(size_t size) {
  (void)size;
  map();
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer != 0)
    return;
  for (;;) {
    sem_wait(&shared->there);
    if (shared->stop)
      _exit(0);
    sem_post(&shared->back);
  }
}

static void perform_ping_pong(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    sem_post(&shared->there);
    sem_wait(&shared->back);
  }
}

static void finish_ping_pong(void) {
  shared->stop = 1;
  sem_post(&shared->there);
  waitpid(peer, NULL, 0);
}

static void prepare_alone(size_t size) {
  (void)size;
  map();
}

static void perform_alone(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    sem_post(&shared->there);
    sem_wait(&shared->there);
  }
}

static void finish_alone(void) {}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"pingpong", prepare_ping_pong, perform_ping_pong, finish_ping_pong},
      {"alone", prepare_alone, perform_alone, finish_alone},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
