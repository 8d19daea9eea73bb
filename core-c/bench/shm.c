// Benchmark: two processes that meet in shared memory alone: a word that goes to and fro, and a block that one copies
// in and the other copies out.
#include "bench.h"
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* Turns of spinning before the processor is given to the other, who may have no other. */
enum { PATIENCE = 500 };

struct shared {
  /* On cache lines of their own. */
  _Alignas(64) atomic_int there;
  _Alignas(64) atomic_int back;
  /* Aligned as the other block is, so that both copies are the same work for the processor. */
  _Alignas(4096) unsigned char block[];
};

static struct shared *shared;
static size_t shared_size, block_size;
static unsigned char *own;
/* Between slices the other sleeps here: it must not spin while its twin is measured. */
static int counts[2];
static pid_t peer;

static inline int await(atomic_int *word, int former) {
  for (unsigned turn = 1;; turn++) {
    int value = atomic_load_explicit(word, memory_order_acquire);
    if (value != former)
      return value;
    if (turn % PATIENCE == 0)
      sched_yield();
  }
}

static void serve(void) {
  uint64_t count;
  for (int seen = 0; read(counts[0], &count, sizeof count) == (ssize_t)sizeof count;)
    while (count-- > 0) {
      seen = await(&shared->there, seen);
      if (block_size > 0)
        memcpy(own, shared->block, block_size);
      atomic_store_explicit(&shared->back, seen, memory_order_release);
    }
}

static void prepare(size_t size) {
  block_size = size;
  shared_size = sizeof *shared + size;
  shared = mmap(NULL, shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  own = mmap(NULL, size + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || own == MAP_FAILED)
    bench_fail("mmap");
  memset(own, 1, size + 1);
  if (pipe(counts) != 0)
    bench_fail("pipe");
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0) {
    close(counts[1]);
    serve();
    _exit(0);
  }
  close(counts[0]);
}

static void perform(uint64_t count) {
  static int turn;
  bench_write_all(counts[1], &count, sizeof count);
  for (uint64_t i = 0; i < count; i++) {
    int former = turn;
    turn = (turn + 1) & 0x7fffffff;
    if (block_size > 0)
      memcpy(shared->block, own, block_size);
    atomic_store_explicit(&shared->there, turn, memory_order_release);
    await(&shared->back, former);
  }
}

static void finish(void) {
  close(counts[1]);
  waitpid(peer, NULL, 0);
  munmap(shared, shared_size);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"memcpy", prepare, perform, finish},
      {"pingpong", prepare, perform, finish},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
