// Spin locks: errors, their word, and exclusion between processes.
#include "show.h"
#include <pthread.h>
#include <sys/mman.h>

#define tell(call) printf("%s: %s\n", #call, errno_name(call))

int main(void) {
  enum { PROCESSES = 3, ROUNDS = 5000 };
  begin();
  struct {
    pthread_spinlock_t lock;
    long count;
  } *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  printf("size %zu\n", sizeof(pthread_spinlock_t));
  tell(pthread_spin_init(&shared->lock, PTHREAD_PROCESS_SHARED));
  printf("free: %d\n", shared->lock);
  tell(pthread_spin_lock(&shared->lock));
  printf("locked: %d\n", shared->lock);
  tell(pthread_spin_trylock(&shared->lock));
  tell(pthread_spin_unlock(&shared->lock));
  tell(pthread_spin_trylock(&shared->lock));
  tell(pthread_spin_unlock(&shared->lock));
  for (int i = 0; i < PROCESSES; i++)
    if (fork() == 0) {
      for (int round = 0; round < ROUNDS; round++) {
        pthread_spin_lock(&shared->lock);
        shared->count++;
        pthread_spin_unlock(&shared->lock);
      }
      _exit(0);
    }
  while (wait(NULL) > 0)
    continue;
  printf("%ld\n", shared->count);
  tell(pthread_spin_destroy(&shared->lock));
  return 0;
}
