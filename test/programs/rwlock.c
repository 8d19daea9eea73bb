// Read-write locks: attributes, every way to lock, errors, readers and writers in several processes.
#include "show.h"
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

#define tell(call) printf("%s: %s\n", #call, errno_name(call))

static struct {
  pthread_rwlock_t lock;
  long first, second;
  int ready, done;
} * shared;

static struct timespec soon(int clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += 3000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

static void make(int kind) {
  pthread_rwlockattr_t attributes;
  memset(shared, 0, sizeof *shared);
  pthread_rwlockattr_init(&attributes);
  pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_rwlockattr_setkind_np(&attributes, kind);
  check(pthread_rwlock_init(&shared->lock, &attributes) == 0);
}

static void attributes(void) {
  pthread_rwlockattr_t attributes;
  int value = -1;
  printf("sizes %zu %zu\n", sizeof(pthread_rwlock_t), sizeof(pthread_rwlockattr_t));
  tell(pthread_rwlockattr_init(&attributes));
  for (int i = -1; i <= 3; i++) {
    int error = pthread_rwlockattr_setpshared(&attributes, i);
    pthread_rwlockattr_getpshared(&attributes, &value);
    printf("shared %d: %s, is %d\n", i, errno_name(error), value);
    error = pthread_rwlockattr_setkind_np(&attributes, i);
    pthread_rwlockattr_getkind_np(&attributes, &value);
    printf("kind %d: %s, is %d\n", i, errno_name(error), value);
  }
  tell(pthread_rwlockattr_destroy(&attributes));
}

static void alone(pthread_rwlock_t *lock) {
  struct timespec time = soon(CLOCK_REALTIME), bad = {0, 1000000000};
  tell(pthread_rwlock_rdlock(lock));
  tell(pthread_rwlock_rdlock(lock));
  tell(pthread_rwlock_tryrdlock(lock));
  tell(pthread_rwlock_trywrlock(lock));
  tell(pthread_rwlock_timedwrlock(lock, &time));
  time = soon(CLOCK_MONOTONIC);
  tell(pthread_rwlock_clockwrlock(lock, CLOCK_MONOTONIC, &time));
  tell(pthread_rwlock_clockwrlock(lock, CLOCK_PROCESS_CPUTIME_ID, &time));
  tell(pthread_rwlock_timedwrlock(lock, &bad));
  for (int i = 0; i < 3; i++)
    tell(pthread_rwlock_unlock(lock));
  tell(pthread_rwlock_wrlock(lock));
  tell(pthread_rwlock_wrlock(lock));
  tell(pthread_rwlock_rdlock(lock));
  tell(pthread_rwlock_trywrlock(lock));
  tell(pthread_rwlock_tryrdlock(lock));
  time = soon(CLOCK_REALTIME);
  tell(pthread_rwlock_timedrdlock(lock, &time));
  tell(pthread_rwlock_timedwrlock(lock, &time));
  tell(pthread_rwlock_unlock(lock));
  time = soon(CLOCK_REALTIME);
  tell(pthread_rwlock_timedrdlock(lock, &time));
  tell(pthread_rwlock_unlock(lock));
  tell(pthread_rwlock_clockrdlock(lock, CLOCK_MONOTONIC, &time));
  tell(pthread_rwlock_clockrdlock(lock, CLOCK_TAI, &time));
  tell(pthread_rwlock_unlock(lock));
  tell(pthread_rwlock_destroy(lock));
}

static void many(int kind) {
  enum { PROCESSES = 6, ROUNDS = 300 };
  make(kind);
  for (int i = 0; i < PROCESSES; i++)
    if (fork() == 0) {
      int wrong = 0;
      for (int round = 0; round < ROUNDS; round++)
        if (i < 2) {
          pthread_rwlock_wrlock(&shared->lock);
          shared->first++;
          if (round % 50 == 0)
            sched_yield();
          shared->second++;
          pthread_rwlock_unlock(&shared->lock);
        } else {
          pthread_rwlock_rdlock(&shared->lock);
          long first = shared->first;
          if (round % 50 == 0)
            sched_yield();
          wrong += first != shared->second;
          pthread_rwlock_unlock(&shared->lock);
        }
      _exit(wrong != 0);
    }
  int status, failures = 0;
  while (wait(&status) > 0)
    failures += status != 0;
  printf("kind %d: %ld, %d failures\n", kind, shared->first, failures);
}

/* Whether a reader comes in while a writer waits. */
static void preference(int kind) {
  make(kind);
  pthread_rwlock_rdlock(&shared->lock);
  pid_t writer = fork();
  if (writer == 0) {
    __atomic_store_n(&shared->ready, 1, __ATOMIC_RELEASE);
    pthread_rwlock_wrlock(&shared->lock);
    shared->done = 1;
    pthread_rwlock_unlock(&shared->lock);
    _exit(0);
  }
  while (!__atomic_load_n(&shared->ready, __ATOMIC_ACQUIRE))
    usleep(100);
  usleep(1000000); /* For the writer to wait, of which nothing tells. */
  pid_t reader = fork();
  if (reader == 0) {
    int tried = pthread_rwlock_tryrdlock(&shared->lock);
    if (tried == 0)
      pthread_rwlock_unlock(&shared->lock);
    /* The writer may have been held up on its way. */
    for (int i = 0; i < 1000 && tried == 0 && kind != PTHREAD_RWLOCK_PREFER_READER_NP; i++) {
      usleep(10000);
      tried = pthread_rwlock_tryrdlock(&shared->lock);
      if (tried == 0)
        pthread_rwlock_unlock(&shared->lock);
    }
    struct timespec time = soon(CLOCK_REALTIME);
    int timed = pthread_rwlock_timedrdlock(&shared->lock, &time);
    if (timed == 0)
      pthread_rwlock_unlock(&shared->lock);
    printf("kind %d: a reader gets %s", kind, errno_name(tried));
    printf(", %s\n", errno_name(timed));
    exit(0);
  }
  waitpid(reader, NULL, 0);
  printf("written while read: %d\n", shared->done);
  pthread_rwlock_unlock(&shared->lock);
  waitpid(writer, NULL, 0);
  printf("written: %d\n", shared->done);
}

int main(void) {
  begin();
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  attributes();
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER, writers = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
  alone(&lock);
  alone(&writers);
  for (int kind = 0; kind <= 2; kind++)
    many(kind);
  preference(PTHREAD_RWLOCK_PREFER_READER_NP);
  preference(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  return 0;
}
