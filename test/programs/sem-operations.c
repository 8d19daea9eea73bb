// semget(2), semop(2), semtimedop(2) within one process: making and finding, all operations or none, every error that
// needs no second process, and time limits.
#include "show.h"
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

enum { count = 4 };

static int set;

static void values(void) {
  printf("  values");
  for (int i = 0; i < count; i++)
    printf(" %d", semctl(set, i, GETVAL));
  putchar('\n');
}

static int one(unsigned short number, short operation, short flags) {
  struct sembuf change = {number, operation, flags};
  return semop(set, &change, 1);
}

static void making(void) {
  puts("making and finding");
  key_t key = 0x49550000 | (getpid() & 0xffff);
  show(semget(key, 1, 0600));
  show(semget(key, 0, IPC_CREAT | 0600));
  show(semget(key, -1, IPC_CREAT | 0600));
  show(semget(key, 1 << 20, IPC_CREAT | 0600));
  int id = semget(key, 3, IPC_CREAT | IPC_EXCL | 0600);
  check(id >= 0);
  show(semget(key, 3, IPC_CREAT | IPC_EXCL | 0600));
  show(semget(key, 3, 0) == id);
  show(semget(key, 0, 0) == id);
  show(semget(key, 2, IPC_CREAT) == id);
  show(semget(key, 4, 0));
  for (int i = 0; i < 3; i++)
    printf("  new: %d\n", semctl(id, i, GETVAL));
  show(semctl(id, 0, IPC_RMID));
  show(semget(key, 0, 0));
}

static void operations(void) {
  puts("operations");
  show(one(0, 3, 0));
  show(one(0, -2, 0));
  show(one(0, -2, IPC_NOWAIT));
  show(one(0, 0, IPC_NOWAIT));
  show(one(1, 0, 0));
  values();
  struct sembuf some[] = {{0, -1, IPC_NOWAIT}, {1, 2, 0}, {2, 5, 0}, {0, 0, IPC_NOWAIT}};
  show(semop(set, some, 4));
  values();
  show(semop(set, some, 4));
  values();
  struct sembuf none[] = {{1, -1, 0}, {2, -5, 0}, {3, -1, IPC_NOWAIT}};
  show(semop(set, none, 3));
  values();
  struct sembuf same[] = {{3, 1, 0}, {3, -1, 0}, {3, 2, 0}, {3, -1, 0}};
  show(semop(set, same, 4));
  values();
  struct sembuf order[] = {{0, -1, IPC_NOWAIT}, {0, 1, 0}};
  show(semop(set, order, 2));
  values();
}

static void errors(void) {
  puts("errors");
  struct sembuf change = {0, 1, 0};
  static struct sembuf many[501];
  show(semop(set, &change, 0));
  show(semop(set, many, 501));
  show(semop(set, many, (size_t)-1));
  show(semop(set, NULL, 1));
  show(semop(-1, &change, 1));
  show(semop(set + 1000000, &change, 1));
  show(one(count, 1, 0));
  show(one(65535, 1, 0));
  struct sembuf beyond[] = {{0, 1, 0}, {count, 1, 0}};
  show(semop(set, beyond, 2));
  show(one(0, 32767, 0));
  show(one(0, 1, 0));
  show(one(0, -32768, IPC_NOWAIT));
  show(one(0, -32767, 0));
  show(one(2, -32768, IPC_NOWAIT));
  values();
}

static void limits(void) {
  puts("time limits");
  struct sembuf down = {3, -10, 0};
  struct timespec brief = {0, 30000000}, none = {0, 0}, before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  show(semtimedop(set, &down, 1, &brief));
  clock_gettime(CLOCK_MONOTONIC, &after);
  long long slept = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
  printf("  slept long enough: %d\n", slept >= 30000000);
  show(semtimedop(set, &down, 1, &none));
  static const struct timespec wrong[] = {{0, -1}, {0, 1000000000}, {-1, 0}};
  for (int i = 0; i < 3; i++)
    show(semtimedop(set, &down, 1, &wrong[i]));
  struct sembuf up = {3, 10, 0};
  show(semtimedop(set, &up, 1, &brief));
  show(semtimedop(set, &up, 1, &wrong[1]));
  show(semtimedop(set, &down, 1, NULL));
  down.sem_flg = IPC_NOWAIT;
  show(semtimedop(set, &down, 1, &brief));
  show(semtimedop(set, &down, 1, &brief));
  values();
}

int main(void) {
  begin();
  set = semget(IPC_PRIVATE, count, 0600);
  check(set >= 0);
  making();
  operations();
  errors();
  limits();
  show(semctl(set, 0, IPC_RMID));
  show(one(0, 1, 0));
  return 0;
}
