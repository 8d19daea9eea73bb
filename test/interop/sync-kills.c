// Processes killed at random moments, many times over, while they hold, take, give up and wait for locks and
// semaphores; those that live must go on. `kills WHAT ROUNDS SEED`. Prints "ok" and the number of deaths that were
// noticed.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct {
  pthread_mutex_t first, second;
  pthread_cond_t changed;
  pthread_rwlock_t lock;
  sem_t units, taken;
  long inside, deaths, events;
  int waits[4]; /* Which of the workers have come to wait for the condition. */
} * shared;

static int place; /* Of this worker among the workers. */
static unsigned seed;
static unsigned any(unsigned below) {
  seed = seed * 1103515245u + 12345u;
  return (seed >> 8) % below;
}

static void fail(const char *what, int error) {
  printf("%s: %s\n", what, strerror(error));
  fflush(stdout);
  _exit(1);
}

static void lock(pthread_mutex_t *mutex) {
  int error = pthread_mutex_lock(mutex);
  if (error == EOWNERDEAD) {
    if (mutex == &shared->first) {
      shared->inside = 0; /* What a dead one left. */
      shared->deaths++;
    }
    error = pthread_mutex_consistent(mutex);
  }
  if (error != 0)
    fail("lock", error);
}

static void unlock(pthread_mutex_t *mutex) {
  int error = pthread_mutex_unlock(mutex);
  if (error != 0)
    fail("unlock", error);
}

static void work_on_mutexes(void) {
  for (;;) {
    lock(&shared->first);
    if (shared->inside++ != 0)
      fail("two inside", 0);
    if (any(4) == 0) {
      lock(&shared->second);
      unlock(&shared->second);
    }
    if (any(8) == 0)
      usleep(any(50));
    shared->inside--;
    unlock(&shared->first);
  }
}

static void work_on_condition(void) {
  lock(&shared->first);
  for (;;) {
    long seen = shared->events;
    shared->waits[place] = 1;
    while (shared->events == seen) {
      int error = pthread_cond_wait(&shared->changed, &shared->first);
      if (error == EOWNERDEAD) {
        shared->deaths++;
        error = pthread_mutex_consistent(&shared->first);
      }
      if (error != 0)
        fail("wait", error);
    }
    shared->events++;
    pthread_cond_signal(&shared->changed);
  }
}

static void work_on_semaphore(void) {
  for (;;) {
    sem_wait(&shared->units);
    sem_post(&shared->taken);
  }
}

static void (*work)(void);

static pid_t start(int at) {
  unsigned next = any(1u << 30);
  shared->waits[at] = 0;
  pid_t pid = fork();
  if (pid < 0)
    fail("fork", errno);
  if (pid == 0) {
    seed = next;
    place = at;
    work();
  }
  return pid;
}

static struct timespec in_seconds(int seconds) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  time.tv_sec += seconds;
  return time;
}

static void lock_soon(void) {
  struct timespec time = in_seconds(10);
  int error = pthread_mutex_timedlock(&shared->first, &time);
  if (error == EOWNERDEAD) {
    shared->inside = 0;
    shared->deaths++;
    error = pthread_mutex_consistent(&shared->first);
  }
  if (error != 0)
    fail("stuck: lock", error);
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  int rounds = atoi(argv[2]);
  seed = (unsigned)atoi(argv[3]);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED)
    fail("mmap", errno);
  pthread_mutexattr_t mutex;
  pthread_mutexattr_init(&mutex);
  pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&mutex, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&shared->first, &mutex);
  pthread_mutex_init(&shared->second, &mutex);
  pthread_condattr_t condition;
  pthread_condattr_init(&condition);
  pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
  pthread_cond_init(&shared->changed, &condition);
  sem_init(&shared->units, 1, 0);
  sem_init(&shared->taken, 1, 0);

  enum { WORKERS = 4 };
  pid_t workers[WORKERS];
  int semaphores = strcmp(argv[1], "semaphore") == 0, conditions = strcmp(argv[1], "condition") == 0;
  work = semaphores ? work_on_semaphore : conditions ? work_on_condition : work_on_mutexes;
  for (int i = 0; i < WORKERS; i++)
    workers[i] = start(i);
  long posted = 0, lost = 0;
  for (int round = 0; round < rounds; round++) {
    usleep(any(1500));
    if (semaphores) {
      sem_post(&shared->units);
      posted++;
    }
    if (conditions) {
      lock_soon();
      shared->events++;
      pthread_cond_signal(&shared->changed);
      unlock(&shared->first);
    }
    if (!semaphores && !conditions) {
      lock_soon();
      unlock(&shared->first);
    }
    int victim = (int)any(WORKERS);
    kill(workers[victim], SIGKILL);
    waitpid(workers[victim], NULL, 0);
    workers[victim] = start(victim);
  }
  if (semaphores) {
    /* Every unit is taken in the end; a victim may have taken one to its grave, at most one each. */
    for (;; usleep(1000)) {
      int units, taken;
      sem_getvalue(&shared->units, &units);
      sem_getvalue(&shared->taken, &taken);
      lost = posted - taken;
      static int patience = 30000;
      if (units == 0 && lost <= rounds)
        break;
      if (--patience == 0)
        fail("stuck: units left", 0);
    }
  }
  if (conditions) {
    /* When all wait, one event sets the living going, and each sets the next: whoever was to be woken may be dead. */
    for (int patience = 30000, waiting = 0;; usleep(1000)) {
      lock_soon();
      waiting = 0;
      for (int i = 0; i < WORKERS; i++)
        waiting += shared->waits[i];
      if (waiting == WORKERS)
        break;
      unlock(&shared->first);
      if (--patience == 0)
        fail("stuck: not all wait", 0);
    }
    long before = ++shared->events;
    pthread_cond_signal(&shared->changed);
    unlock(&shared->first);
    for (int patience = 30000;; usleep(1000)) {
      lock_soon();
      long now = shared->events;
      unlock(&shared->first);
      if (now > before + 100)
        break;
      if (--patience == 0)
        fail("stuck: no events", 0);
    }
  }
  for (int i = 0; i < WORKERS; i++) {
    kill(workers[i], SIGKILL);
    waitpid(workers[i], NULL, 0);
  }
  if (!semaphores) {
    lock_soon();
    unlock(&shared->first);
  }
  printf("ok %ld\n", shared->deaths);
  return 0;
}
