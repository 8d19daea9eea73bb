// Condition variables between processes: hand-over, broadcast, timeouts of both clocks, errors.
#include "show.h"
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

#define tell(call) printf("%s: %s\n", #call, errno_name(call))

static struct {
  pthread_mutex_t mutex;
  pthread_cond_t changed, other;
  int turn, waiting, woken, stop;
} * shared;

static struct timespec soon(int clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += 3000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

static void make(int robust, int clock) {
  pthread_mutexattr_t mutex;
  pthread_condattr_t condition;
  memset(shared, 0, sizeof *shared);
  pthread_mutexattr_init(&mutex);
  pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&mutex, robust);
  pthread_mutex_init(&shared->mutex, &mutex);
  pthread_condattr_init(&condition);
  pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
  pthread_condattr_setclock(&condition, clock);
  check(pthread_cond_init(&shared->changed, &condition) == 0);
  check(pthread_cond_init(&shared->other, &condition) == 0);
}

static void lock(void) {
  int error = pthread_mutex_lock(&shared->mutex);
  if (error == EOWNERDEAD)
    error = pthread_mutex_consistent(&shared->mutex);
  check(error == 0);
}

static void wait_on(pthread_cond_t *condition) {
  int error = pthread_cond_wait(condition, &shared->mutex);
  if (error == EOWNERDEAD)
    error = pthread_mutex_consistent(&shared->mutex);
  check(error == 0);
}

static void attributes(void) {
  pthread_condattr_t attributes;
  int value = -1;
  clockid_t clock = -1;
  printf("sizes %zu %zu\n", sizeof(pthread_cond_t), sizeof(pthread_condattr_t));
  tell(pthread_condattr_init(&attributes));
  pthread_condattr_getclock(&attributes, &clock);
  pthread_condattr_getpshared(&attributes, &value);
  printf("clock %d shared %d\n", (int)clock, value);
  for (int i = -1; i < 4; i++) {
    int error = pthread_condattr_setclock(&attributes, i);
    pthread_condattr_getclock(&attributes, &clock);
    printf("clock %d: %s, is %d\n", i, errno_name(error), (int)clock);
    error = pthread_condattr_setpshared(&attributes, i);
    pthread_condattr_getpshared(&attributes, &value);
    printf("shared %d: %s, is %d\n", i, errno_name(error), value);
  }
  tell(pthread_condattr_destroy(&attributes));
}

static void timeouts(void) {
  for (int robust = 0; robust <= 1; robust++)
    for (int clock = 0; clock <= 1; clock++) {
      make(robust, clock);
      struct timespec time = soon(clock), past = {1, 0}, negative = {-1, 0}, bad = {0, 1000000000};
      lock();
      tell(pthread_cond_timedwait(&shared->changed, &shared->mutex, &time));
      tell(pthread_cond_timedwait(&shared->changed, &shared->mutex, &past));
      tell(pthread_cond_timedwait(&shared->changed, &shared->mutex, &negative));
      tell(pthread_cond_timedwait(&shared->changed, &shared->mutex, &bad));
      time = soon(CLOCK_MONOTONIC);
      tell(pthread_cond_clockwait(&shared->changed, &shared->mutex, CLOCK_MONOTONIC, &time));
      time = soon(CLOCK_REALTIME);
      tell(pthread_cond_clockwait(&shared->changed, &shared->mutex, CLOCK_REALTIME, &time));
      tell(pthread_cond_clockwait(&shared->changed, &shared->mutex, CLOCK_PROCESS_CPUTIME_ID, &time));
      tell(pthread_cond_signal(&shared->changed));
      tell(pthread_cond_broadcast(&shared->changed));
      tell(pthread_mutex_unlock(&shared->mutex));
      tell(pthread_cond_destroy(&shared->changed));
    }
  pthread_mutex_t checking = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  tell(pthread_cond_wait(&condition, &checking));
}

/* Four processes take turns. */
static void turns(void) {
  enum { PROCESSES = 4, ROUNDS = 200 };
  for (int robust = 0; robust <= 1; robust++) {
    make(robust, CLOCK_REALTIME);
    for (int me = 0; me < PROCESSES; me++)
      if (fork() == 0) {
        for (int round = 0; round < ROUNDS; round++) {
          lock();
          while (shared->turn % PROCESSES != me)
            wait_on(&shared->changed);
          shared->turn++;
          pthread_cond_broadcast(&shared->changed);
          pthread_mutex_unlock(&shared->mutex);
        }
        _exit(0);
      }
    int status, failures = 0;
    while (wait(&status) > 0)
      failures += status != 0;
    printf("turns %d, %d failures\n", shared->turn, failures);
  }
}

/* Signals wake one for each. */
static void signals(void) {
  enum { PROCESSES = 5 };
  make(0, CLOCK_REALTIME);
  for (int i = 0; i < PROCESSES; i++)
    if (fork() == 0) {
      lock();
      shared->waiting++;
      pthread_cond_signal(&shared->other);
      while (shared->turn == 0)
        wait_on(&shared->changed);
      shared->turn--;
      shared->woken++;
      pthread_cond_signal(&shared->other);
      pthread_mutex_unlock(&shared->mutex);
      _exit(0);
    }
  lock();
  while (shared->waiting < PROCESSES)
    wait_on(&shared->other);
  for (int i = 1; i <= PROCESSES; i++) {
    shared->turn++;
    pthread_cond_signal(&shared->changed);
    while (shared->woken < i)
      wait_on(&shared->other);
    printf("woken %d\n", shared->woken);
  }
  pthread_mutex_unlock(&shared->mutex);
  while (wait(NULL) > 0)
    continue;
}

int main(void) {
  begin();
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  attributes();
  timeouts();
  turns();
  signals();
  return 0;
}
