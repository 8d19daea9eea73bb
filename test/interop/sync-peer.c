// One side of a piece of shared memory with locks in it, built natively and for wasm: each action is one process. The
// layout is the same for both, so any can meet any.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct shared {
  pthread_mutex_t normal, recursive, robust;
  sem_t semaphore;
  pthread_spinlock_t spin;
  int32_t unused;
  int64_t counts[5];
};
_Static_assert(sizeof(struct shared) == 200, "natively as much as in the guest");

static struct shared *shared;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void make(pthread_mutex_t *mutex, int type, int robust) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type);
  pthread_mutexattr_setrobust(&attributes, robust);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  if (pthread_mutex_init(mutex, &attributes) != 0)
    fail("pthread_mutex_init");
}

static void attach(const char *name, int creates) {
  int fd = shm_open(name, O_RDWR | (creates ? O_CREAT | O_EXCL : 0), 0600);
  if (fd < 0 || (creates && ftruncate(fd, sizeof *shared) != 0))
    fail("shm_open");
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (shared == MAP_FAILED)
    fail("mmap");
}

static const char *name_of(int error) {
  return error == 0                 ? "0"
         : error == EOWNERDEAD      ? "EOWNERDEAD"
         : error == ENOTRECOVERABLE ? "ENOTRECOVERABLE"
         : error == EBUSY           ? "EBUSY"
                                    : strerror(error);
}

/* Adds to every count under its lock; a yield now and then lets others run into the lock. */
static void add(int rounds) {
  for (int i = 0; i < rounds; i++) {
    pthread_mutex_lock(&shared->normal);
    shared->counts[0]++;
    if (i % 64 == 0)
      usleep(1);
    pthread_mutex_unlock(&shared->normal);
    pthread_mutex_lock(&shared->recursive);
    pthread_mutex_lock(&shared->recursive);
    shared->counts[1]++;
    pthread_mutex_unlock(&shared->recursive);
    pthread_mutex_unlock(&shared->recursive);
    pthread_mutex_lock(&shared->robust);
    shared->counts[2]++;
    if (i % 64 == 0)
      usleep(1);
    pthread_mutex_unlock(&shared->robust);
    sem_wait(&shared->semaphore);
    shared->counts[3]++;
    sem_post(&shared->semaphore);
    pthread_spin_lock(&shared->spin);
    shared->counts[4]++;
    pthread_spin_unlock(&shared->spin);
  }
}

/* A turn for each of two named semaphores. */
static void turns(const char *mine, const char *other, int rounds) {
  sem_t *wait = sem_open(mine, O_CREAT, 0600, 0), *post = sem_open(other, O_CREAT, 0600, 0);
  if (wait == SEM_FAILED || post == SEM_FAILED)
    fail("sem_open");
  for (int i = 0; i < rounds; i++) {
    if (sem_wait(wait) != 0 || sem_post(post) != 0)
      fail("turn");
  }
  printf("%d turns\n", rounds);
}

int main(int argc, char **argv) {
  const char *action = argc > 2 ? argv[1] : "";
  if (strcmp(action, "turns") == 0) {
    turns(argv[2], argv[3], atoi(argv[4]));
    return 0;
  }
  if (strcmp(action, "post") == 0 || strcmp(action, "value") == 0) {
    sem_t *semaphore = sem_open(argv[2], O_CREAT, 0600, 0);
    int value;
    if (semaphore == SEM_FAILED || (*action == 'p' && sem_post(semaphore) != 0) || sem_getvalue(semaphore, &value) != 0)
      fail(action);
    if (*action == 'v')
      printf("%d\n", value);
    return 0;
  }
  attach(argv[2], strcmp(action, "create") == 0);
  if (strcmp(action, "create") == 0) {
    make(&shared->normal, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED);
    make(&shared->recursive, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_STALLED);
    make(&shared->robust, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST);
    sem_init(&shared->semaphore, 1, 1);
    pthread_spin_init(&shared->spin, PTHREAD_PROCESS_SHARED);
  } else if (strcmp(action, "add") == 0) {
    add(atoi(argv[3]));
  } else if (strcmp(action, "counts") == 0) {
    for (int i = 0; i < 5; i++)
      printf("%lld ", (long long)shared->counts[i]);
    puts("");
  } else if (strcmp(action, "hold") == 0) {
    printf("%s\n", name_of(pthread_mutex_lock(&shared->robust)));
    fflush(stdout);
    pause();
  } else if (strcmp(action, "take") == 0) {
    int error = pthread_mutex_lock(&shared->robust);
    printf("%s\n", name_of(error));
    if (error == EOWNERDEAD)
      pthread_mutex_consistent(&shared->robust);
    pthread_mutex_unlock(&shared->robust);
  } else if (strcmp(action, "spoil") == 0) {
    printf("%s\n", name_of(pthread_mutex_lock(&shared->robust)));
    pthread_mutex_unlock(&shared->robust);
  } else if (strcmp(action, "try") == 0) {
    printf("%s\n", name_of(pthread_mutex_trylock(&shared->robust)));
  } else {
    return 2;
  }
  return 0;
}
