// Mutexes: kinds, attributes, static initialisers, errors; between processes with exclusion counted; robust ones whose
// owner exits, is killed or executes another program.
#include "show.h"
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

static const char *result(int error) { return errno_name(error); }
#define tell(call) printf("%s: %s\n", #call, result(call))

static struct timespec soon(int clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += 2000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

static void attributes(void) {
  pthread_mutexattr_t attributes;
  int value = -1;
  printf("sizes %zu %zu\n", sizeof(pthread_mutex_t), sizeof(pthread_mutexattr_t));
  tell(pthread_mutexattr_init(&attributes));
  for (int type = -1; type <= 4; type++) {
    int error = pthread_mutexattr_settype(&attributes, type);
    pthread_mutexattr_gettype(&attributes, &value);
    printf("type %d: %s, is %d\n", type, result(error), value);
  }
  for (int shared = -1; shared <= 2; shared++) {
    int error = pthread_mutexattr_setpshared(&attributes, shared);
    pthread_mutexattr_getpshared(&attributes, &value);
    printf("shared %d: %s, is %d\n", shared, result(error), value);
  }
  for (int robust = -1; robust <= 2; robust++) {
    int error = pthread_mutexattr_setrobust(&attributes, robust);
    pthread_mutexattr_getrobust(&attributes, &value);
    printf("robust %d: %s, is %d\n", robust, result(error), value);
  }
  for (int protocol = -1; protocol <= 3; protocol++) {
    int error = pthread_mutexattr_setprotocol(&attributes, protocol);
    pthread_mutexattr_getprotocol(&attributes, &value);
    printf("protocol %d: %s, is %d\n", protocol, result(error), value);
  }
  pthread_mutexattr_getprioceiling(&attributes, &value);
  printf("ceiling %d\n", value);
  static const int ceilings[] = {0, 1, 50, 99, 100, -1};
  for (int i = 0; i < 6; i++) {
    int error = pthread_mutexattr_setprioceiling(&attributes, ceilings[i]);
    pthread_mutexattr_getprioceiling(&attributes, &value);
    printf("ceiling %d: %s, is %d\n", ceilings[i], result(error), value);
  }
  pthread_mutex_t mutex;
  tell(pthread_mutex_init(&mutex, &attributes)); /* robust and with a ceiling */
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_STALLED);
  tell(pthread_mutex_init(&mutex, &attributes));
  tell(pthread_mutex_getprioceiling(&mutex, &value));
  printf("ceiling %d\n", value);
  tell(pthread_mutex_destroy(&mutex));
  pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_NONE);
  pthread_mutex_init(&mutex, &attributes);
  tell(pthread_mutex_getprioceiling(&mutex, &value));
  tell(pthread_mutex_setprioceiling(&mutex, 5, &value));
  tell(pthread_mutexattr_destroy(&attributes));
}

static void use(const char *name, pthread_mutex_t *mutex, int type) {
  printf("%s\n", name);
  struct timespec time = soon(CLOCK_REALTIME), bad = {0, 1000000000};
  tell(pthread_mutex_lock(mutex));
  tell(pthread_mutex_trylock(mutex));
  if (type == PTHREAD_MUTEX_NORMAL || type == PTHREAD_MUTEX_ADAPTIVE_NP) {
    tell(pthread_mutex_timedlock(mutex, &bad));
    tell(pthread_mutex_timedlock(mutex, &time));
    time = soon(CLOCK_MONOTONIC);
    tell(pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &time));
  } else {
    tell(pthread_mutex_lock(mutex));
    tell(pthread_mutex_timedlock(mutex, &time));
  }
  tell(pthread_mutex_clocklock(mutex, CLOCK_PROCESS_CPUTIME_ID, &time));
  tell(pthread_mutex_destroy(mutex));
  tell(pthread_mutex_consistent(mutex));
  tell(pthread_mutex_unlock(mutex));
  if (type == PTHREAD_MUTEX_RECURSIVE) {
    tell(pthread_mutex_unlock(mutex));
    tell(pthread_mutex_unlock(mutex));
    tell(pthread_mutex_unlock(mutex));
  }
  if (type == PTHREAD_MUTEX_RECURSIVE || type == PTHREAD_MUTEX_ERRORCHECK)
    tell(pthread_mutex_unlock(mutex));
  tell(pthread_mutex_timedlock(mutex, &bad));
  tell(pthread_mutex_unlock(mutex));
  tell(pthread_mutex_destroy(mutex));
}

static void kinds(void) {
  pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER, recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
                  checking = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP, adaptive = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
  use("static normal", &normal, PTHREAD_MUTEX_NORMAL);
  use("static recursive", &recursive, PTHREAD_MUTEX_RECURSIVE);
  use("static error-checking", &checking, PTHREAD_MUTEX_ERRORCHECK);
  use("static adaptive", &adaptive, PTHREAD_MUTEX_ADAPTIVE_NP);
  for (int robust = 0; robust <= 1; robust++)
    for (int type = 0; type <= 2; type++) {
      pthread_mutexattr_t attributes;
      pthread_mutex_t mutex;
      pthread_mutexattr_init(&attributes);
      pthread_mutexattr_settype(&attributes, type);
      pthread_mutexattr_setrobust(&attributes, robust);
      pthread_mutexattr_setpshared(&attributes, robust);
      pthread_mutex_init(&mutex, &attributes);
      printf("robust %d type %d ", robust, type);
      struct timespec time = soon(CLOCK_REALTIME);
      if (robust) {
        tell(pthread_mutex_lock(&mutex));
        tell(pthread_mutex_trylock(&mutex));
        tell(pthread_mutex_timedlock(&mutex, &time));
        tell(pthread_mutex_unlock(&mutex));
        if (type == PTHREAD_MUTEX_RECURSIVE) {
          tell(pthread_mutex_unlock(&mutex));
          tell(pthread_mutex_unlock(&mutex));
        }
        tell(pthread_mutex_unlock(&mutex));
        tell(pthread_mutex_consistent(&mutex));
        tell(pthread_mutex_destroy(&mutex));
      } else {
        use("", &mutex, type);
      }
    }
}

struct shared {
  pthread_mutex_t mutex, other;
  int ready;
  long count;
};

static struct shared *shared;

static void make(int type, int robust) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type);
  pthread_mutexattr_setrobust(&attributes, robust);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  memset(shared, 0, sizeof *shared);
  pthread_mutex_init(&shared->mutex, &attributes);
  pthread_mutex_init(&shared->other, &attributes);
}

static void exclusion(void) {
  enum { PROCESSES = 4, ROUNDS = 2000 };
  for (int robust = 0; robust <= 1; robust++)
    for (int type = 0; type <= 2; type++) {
      make(type, robust);
      for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0) {
          for (int round = 0; round < ROUNDS; round++) {
            if (pthread_mutex_lock(&shared->mutex) != 0)
              _exit(1);
            long before = shared->count;
            if (round % 100 == 0)
              sched_yield();
            shared->count = before + 1;
            if (pthread_mutex_unlock(&shared->mutex) != 0)
              _exit(2);
          }
          _exit(0);
        }
      int status, failures = 0;
      while (wait(&status) > 0)
        failures += status != 0;
      printf("robust %d type %d: %ld, %d failures\n", robust, type, shared->count, failures);
      if (type == PTHREAD_MUTEX_ERRORCHECK) {
        /* Another process's lock. */
        pid_t child = fork();
        if (child == 0) {
          pthread_mutex_lock(&shared->mutex);
          __atomic_store_n(&shared->ready, 1, __ATOMIC_RELEASE);
          while (__atomic_load_n(&shared->ready, __ATOMIC_ACQUIRE) != 2)
            usleep(100);
          pthread_mutex_unlock(&shared->mutex);
          _exit(0);
        }
        while (__atomic_load_n(&shared->ready, __ATOMIC_ACQUIRE) != 1)
          usleep(100);
        struct timespec time = soon(CLOCK_REALTIME);
        tell(pthread_mutex_unlock(&shared->mutex));
        tell(pthread_mutex_trylock(&shared->mutex));
        tell(pthread_mutex_timedlock(&shared->mutex, &time));
        __atomic_store_n(&shared->ready, 2, __ATOMIC_RELEASE);
        tell(pthread_mutex_lock(&shared->mutex));
        tell(pthread_mutex_unlock(&shared->mutex));
        waitpid(child, NULL, 0);
      }
    }
}

/* How a child leaves with the lock. */
static void leave(int way) {
  pthread_mutex_lock(&shared->mutex);
  if (way == 3)
    pthread_mutex_lock(&shared->other);
  __atomic_store_n(&shared->ready, 1, __ATOMIC_RELEASE);
  switch (way) {
  case 0:
    _exit(0);
  case 1:
    kill(getpid(), SIGKILL);
    break;
  case 2:
    execlp("./prog", "./prog", "again", (char *)NULL);
    break;
  default:
    usleep(20000); /* The parent waits for the lock by then. */
    kill(getpid(), SIGKILL);
  }
  _exit(9);
}

static void death(void) {
  for (int type = 0; type <= 2; type++)
    for (int way = 0; way <= 3; way++) {
      make(type, PTHREAD_MUTEX_ROBUST);
      pid_t child = fork();
      if (child == 0)
        leave(way);
      while (__atomic_load_n(&shared->ready, __ATOMIC_ACQUIRE) == 0)
        usleep(100);
      if (way != 3)
        waitpid(child, NULL, 0);
      printf("type %d way %d\n", type, way);
      tell(pthread_mutex_lock(&shared->mutex));
      if (way == 3) {
        waitpid(child, NULL, 0);
        tell(pthread_mutex_trylock(&shared->other));
        tell(pthread_mutex_consistent(&shared->other));
        tell(pthread_mutex_unlock(&shared->other));
      }
      if (way == 1) {
        /* Not made consistent. */
        tell(pthread_mutex_unlock(&shared->mutex));
        tell(pthread_mutex_lock(&shared->mutex));
        tell(pthread_mutex_trylock(&shared->mutex));
        tell(pthread_mutex_consistent(&shared->mutex));
        tell(pthread_mutex_destroy(&shared->mutex));
        continue;
      }
      tell(pthread_mutex_consistent(&shared->mutex));
      tell(pthread_mutex_consistent(&shared->mutex));
      tell(pthread_mutex_unlock(&shared->mutex));
      tell(pthread_mutex_lock(&shared->mutex));
      tell(pthread_mutex_unlock(&shared->mutex));
    }
  /* What a parent holds stays the parent's. */
  make(PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST);
  tell(pthread_mutex_lock(&shared->mutex));
  pid_t child = fork();
  if (child == 0) {
    int first = pthread_mutex_unlock(&shared->mutex), second = pthread_mutex_trylock(&shared->mutex);
    _exit(first == EPERM && second == EBUSY ? 0 : 1);
  }
  int status;
  waitpid(child, &status, 0);
  puts(status_name(status));
  tell(pthread_mutex_unlock(&shared->mutex));
  tell(pthread_mutex_trylock(&shared->mutex));
  /* A page that goes while a lock on another is held. */
  char *pages = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  munmap(pages, 4096);
  tell(pthread_mutex_unlock(&shared->mutex));
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1)
    return 0;
  begin();
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  attributes();
  kinds();
  exclusion();
  death();
  return 0;
}
