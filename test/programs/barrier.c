// Barriers: attributes, errors, and processes that meet at one again and again.
#include "show.h"
#include <pthread.h>
#include <sys/mman.h>

#define tell(call) printf("%s: %s\n", #call, errno_name(call))

int main(void) {
  enum { PROCESSES = 4, ROUNDS = 100 };
  begin();
  struct {
    pthread_barrier_t barrier;
    int serial, arrived, wrong;
  } *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  pthread_barrierattr_t attributes;
  int value = -1;
  printf("sizes %zu %zu\n", sizeof(pthread_barrier_t), sizeof(pthread_barrierattr_t));
  tell(pthread_barrierattr_init(&attributes));
  for (int i = -1; i <= 2; i++) {
    int error = pthread_barrierattr_setpshared(&attributes, i);
    pthread_barrierattr_getpshared(&attributes, &value);
    printf("shared %d: %s, is %d\n", i, errno_name(error), value);
  }
  pthread_barrier_t alone;
  tell(pthread_barrier_init(&alone, NULL, 0));
  tell(pthread_barrier_init(&alone, NULL, 1));
  for (int i = 0; i < 3; i++)
    show(pthread_barrier_wait(&alone) == PTHREAD_BARRIER_SERIAL_THREAD);
  tell(pthread_barrier_destroy(&alone));

  pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  tell(pthread_barrier_init(&shared->barrier, &attributes, PROCESSES));
  for (int i = 0; i < PROCESSES; i++)
    if (fork() == 0) {
      for (int round = 1; round <= ROUNDS; round++) {
        __atomic_add_fetch(&shared->arrived, 1, __ATOMIC_RELAXED);
        int result = pthread_barrier_wait(&shared->barrier);
        if (result == PTHREAD_BARRIER_SERIAL_THREAD)
          __atomic_add_fetch(&shared->serial, 1, __ATOMIC_RELAXED);
        else if (result != 0)
          _exit(1);
        /* All have come, and none is further than the next round. */
        int arrived = __atomic_load_n(&shared->arrived, __ATOMIC_RELAXED);
        if (arrived < round * PROCESSES || arrived >= (round + 1) * PROCESSES)
          __atomic_add_fetch(&shared->wrong, 1, __ATOMIC_RELAXED);
      }
      _exit(0);
    }
  int status, failures = 0;
  while (wait(&status) > 0)
    failures += status != 0;
  printf("%d arrived, %d served, %d wrong, %d failures\n", shared->arrived, shared->serial, shared->wrong, failures);
  tell(pthread_barrier_destroy(&shared->barrier));
  tell(pthread_barrierattr_destroy(&attributes));
  return 0;
}
