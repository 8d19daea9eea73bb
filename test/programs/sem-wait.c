// semop(2) that waits: for increases and for zero, several at once, GETNCNT and GETZCNT, removal, signals, time limits.
#include "show.h"
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>

static int set;

static int change(unsigned short number, short by) {
  struct sembuf operation = {number, by, 0};
  return semop(set, &operation, 1);
}

static void settle(int waiters, int zero_waiters) {
  for (int i = 0; i < 10000 && (semctl(set, 0, GETNCNT) != waiters || semctl(set, 0, GETZCNT) != zero_waiters); i++)
    usleep(1000);
  printf("  waiting: %d, for zero: %d\n", semctl(set, 0, GETNCNT), semctl(set, 0, GETZCNT));
}

static pid_t start(int (*body)(void)) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    int result = body();
    printf("  woke up: %s\n", result == 0 ? "done" : errno_name(errno));
    fflush(stdout);
    _exit(0);
  }
  return pid;
}

/* Says nothing, so that several may do it at once. */
static pid_t start_quietly(int (*body)(void)) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    _exit(body() == 0 ? 0 : errno == EIDRM ? 7 : 8);
  return pid;
}

static void await(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("  %s\n", status_name(status));
}

static int down(void) { return change(0, -1); }
static int down_three(void) { return change(0, -3); }
static int zero(void) { return change(0, 0); }
static int both(void) {
  struct sembuf operations[] = {{1, -1, 0}, {0, -1, 0}};
  return semop(set, operations, 2);
}
static int with_limit(void) {
  struct sembuf operation = {0, -1, 0};
  struct timespec limit = {100, 0};
  return semtimedop(set, &operation, 1, &limit);
}
static int until_limit(void) {
  struct sembuf operation = {0, -1, 0};
  struct timespec limit = {0, 20000000};
  return semtimedop(set, &operation, 1, &limit);
}

int main(void) {
  begin();
  set = semget(IPC_PRIVATE, 2, 0600);
  check(set >= 0);

  puts("for an increase");
  pid_t first = start(down);
  settle(1, 0);
  change(0, 1);
  await(first);
  first = start(down_three);
  settle(1, 0);
  change(0, 2);
  settle(1, 0);
  change(0, 1);
  await(first);
  printf("  left: %d\n", semctl(set, 0, GETVAL));

  puts("for zero");
  change(0, 2);
  first = start(zero);
  settle(0, 1);
  change(0, -1);
  settle(0, 1);
  change(0, -1);
  await(first);
  semctl(set, 0, SETVAL, 1);
  first = start(zero);
  settle(0, 1);
  semctl(set, 0, SETVAL, 0);
  await(first);

  puts("for both of two");
  change(1, 1);
  first = start(both);
  settle(1, 0);
  printf("  not half taken: %d\n", semctl(set, 1, GETVAL));
  change(0, 1);
  await(first);
  printf("  left: %d %d\n", semctl(set, 0, GETVAL), semctl(set, 1, GETVAL));

  puts("several");
  pid_t waiters[4];
  for (int i = 0; i < 4; i++)
    waiters[i] = start_quietly(down);
  settle(4, 0);
  change(0, 4);
  for (int i = 0; i < 4; i++)
    await(waiters[i]);
  settle(0, 0);
  unsigned short all[] = {0, 0};
  first = start(down);
  settle(1, 0);
  all[0] = 1;
  semctl(set, 0, SETALL, all);
  await(first);

  puts("time limits");
  first = start(with_limit);
  settle(1, 0);
  change(0, 1);
  await(first);
  await(start(until_limit));

  puts("signals");
  first = start(down);
  settle(1, 0);
  kill(first, SIGCHLD);
  kill(first, SIGWINCH);
  usleep(20000);
  settle(1, 0);
  kill(first, SIGSTOP);
  check(waitpid(first, NULL, WUNTRACED) == first);
  kill(first, SIGCONT);
  await(first);
  first = start(down);
  settle(1, 0);
  kill(first, SIGKILL);
  await(first);
  settle(0, 0);

  puts("removal");
  first = start_quietly(down);
  settle(1, 0);
  pid_t second = start_quietly(with_limit);
  settle(2, 0);
  show(semctl(set, 0, IPC_RMID));
  await(first);
  await(second);
  return 0;
}
