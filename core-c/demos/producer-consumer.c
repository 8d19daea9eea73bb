// Demo: one producer, three consumers, a ring of slots in shared memory. Two semaphores count what is full and what is
// free, so that nobody polls; a robust mutex guards the ring even when a consumer is killed while it has the lock.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 4, ITEMS = 12, CONSUMERS = 3, END = -1 };

struct ring {
  sem_t full, free;
  pthread_mutex_t lock;
  int slots[SLOTS];
  unsigned first, next;
  int sum, deaths;
};

static struct ring *ring;

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* Locks; the lock of a dead process comes with EOWNERDEAD, and is ours to put in order. */
static void lock(void) {
  if (pthread_mutex_lock(&ring->lock) == EOWNERDEAD) {
    ring->deaths++;
    pthread_mutex_consistent(&ring->lock);
  }
}

static void put(int item) {
  sem_wait(&ring->free); /* Sleeps while the ring is full. */
  lock();
  ring->slots[ring->next++ % SLOTS] = item;
  pthread_mutex_unlock(&ring->lock);
  sem_post(&ring->full);
}

static void consume(int me) {
  for (;;) {
    sem_wait(&ring->full); /* Sleeps while it is empty. */
    lock();
    int item = ring->slots[ring->first++ % SLOTS];
    if (item != END)
      ring->sum += item;
    pthread_mutex_unlock(&ring->lock);
    sem_post(&ring->free);
    if (item == END)
      exit(EXIT_SUCCESS);
    printf("consumer %d: took %d\n", me, item);
    fflush(stdout);
    usleep(2000 * (unsigned)me); /* The slower ones take less. */
  }
}

static pid_t start(int me) {
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0)
    consume(me);
  return pid;
}

int main(void) {
  ring = mmap(NULL, sizeof *ring, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (ring == MAP_FAILED)
    fail("mmap");
  sem_init(&ring->full, 1, 0);
  sem_init(&ring->free, 1, SLOTS);
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&ring->lock, &attributes);

  for (int me = 1; me <= CONSUMERS; me++)
    start(me);
  for (int item = 1; item <= ITEMS; item++)
    put(item);

  pid_t victim = fork();
  if (victim == 0) {
    lock();
    puts("victim:     has the lock, and is killed with it");
    fflush(stdout);
    raise(SIGKILL);
  }
  waitpid(victim, NULL, 0);
  for (int me = 1; me <= CONSUMERS; me++)
    put(END);
  while (wait(NULL) > 0)
    continue;
  printf("producer:   the items sum up to %d, as 1 to %d do; deaths with the lock: %d\n", ring->sum, ITEMS,
         ring->deaths);
  return EXIT_SUCCESS;
}
