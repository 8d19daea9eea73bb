// Benchmark: two processes that let each other run in turn by a set of two System V semaphores.
#include "bench.h"
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>

enum { ping, pong };

static int set = -1;
static pid_t peer;

static int change(unsigned short semaphore, short by) {
  struct sembuf operation = {semaphore, by, 0};
  return semop(set, &operation, 1);
}

static void remove_set(void) { semctl(set, 0, IPC_RMID); }

static void prepare(size_t size) {
  (void)size;
  set = semget(IPC_PRIVATE, 2, 0600);
  if (set < 0)
    bench_fail("semget");
  peer = fork();
  if (peer == 0) {
    while (change(ping, -1) == 0 && change(pong, 1) == 0)
      ;
    _exit(0);
  }
  atexit(remove_set);
  if (peer < 0)
    bench_fail("fork");
}

static void perform(uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    if (change(ping, 1) != 0 || change(pong, -1) != 0)
      bench_fail("semop");
}

static void finish(void) {
  remove_set();
  waitpid(peer, NULL, 0);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {{"pingpong", prepare, perform, finish}};
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
