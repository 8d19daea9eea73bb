// Benchmark: locking and unlocking a free mutex in shared memory, plain and robust.
#include "bench.h"
#include <pthread.h>
#include <sys/mman.h>

static pthread_mutex_t *mutex;

static void make(int robust) {
  mutex = mmap(NULL, sizeof *mutex, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (mutex == MAP_FAILED)
    bench_fail("mmap");
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, robust);
  pthread_mutex_init(mutex, &attributes);
}

static void prepare_plain(size_t size) {
  (void)size;
  make(PTHREAD_MUTEX_STALLED);
}

static void prepare_robust(size_t size) {
  (void)size;
  make(PTHREAD_MUTEX_ROBUST);
}

static void perform(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
  }
}

static void finish(void) {}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"plain", prepare_plain, perform, finish},
      {"robust", prepare_robust, perform, finish},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
