// SEM_UNDO, semop(2): undone at exit and death, not at exec, not of a parent's operations; cleared by SETVAL and
// SETALL.
#include "show.h"
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>

static int set;

static int change(short by, short flags) {
  struct sembuf operation = {0, by, flags};
  return semop(set, &operation, 1);
}

static void value(const char *when) { printf("  %s: %d\n", when, semctl(set, 0, GETVAL)); }

/* Runs `body` in a child up to where it pauses, then kills it; or it ends by itself. */
static void run(const char *name, void (*body)(void), int signal) {
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  puts(name);
  fflush(stdout);
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    close(ends[0]);
    body();
    value("in the child");
    if (signal != 0) {
      check(write(ends[1], "r", 1) == 1);
      pause();
    }
    exit(0);
  }
  close(ends[1]);
  if (signal != 0) {
    check(read(ends[0], &byte, 1) == 1);
    kill(pid, signal);
  }
  close(ends[0]);
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("  %s\n", status_name(status));
  value("after it");
}

static void take(void) { check(change(-2, SEM_UNDO) == 0); }
static void give(void) { check(change(3, SEM_UNDO) == 0); }
static void several(void) { check(change(-1, SEM_UNDO) == 0 && change(5, SEM_UNDO) == 0 && change(-2, 0) == 0); }
static void taken_and_given(void) { check(change(-2, SEM_UNDO) == 0 && change(2, SEM_UNDO) == 0); }
static void set_over(void) { check(change(-2, SEM_UNDO) == 0 && semctl(set, 0, SETVAL, 7) == 0); }
static void set_all_over(void) {
  unsigned short all[] = {10, 0};
  check(change(-2, SEM_UNDO) == 0 && semctl(set, 0, SETALL, all) == 0);
}
static void more_than_there_is(void) { check(change(4, SEM_UNDO) == 0 && change(-semctl(set, 0, GETVAL), 0) == 0); }
static void fork_below(void) {
  check(change(-2, SEM_UNDO) == 0);
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    _exit(0);
  waitpid(pid, NULL, 0);
  value("after a grandchild");
}
static void trap(void) {
  check(change(-2, SEM_UNDO) == 0);
  abort();
}
static void exec_self(void) {
  check(change(-3, SEM_UNDO) == 0);
  char id[16];
  snprintf(id, sizeof id, "%d", set);
  execl("./prog", "./prog", id, (char *)NULL);
  check(0);
}

static void waiter(void) {
  puts("who waits is woken by the undoing");
  check(semctl(set, 0, SETVAL, 1) == 0);
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  pid_t holder = fork();
  if (holder == 0) {
    check(change(-1, SEM_UNDO) == 0 && write(ends[1], "r", 1) == 1);
    pause();
  }
  check(read(ends[0], &byte, 1) == 1);
  pid_t sleeper = fork();
  if (sleeper == 0)
    _exit(change(-1, 0) == 0 ? 3 : 4);
  for (int i = 0; i < 20000 && semctl(set, 0, GETNCNT) != 1; i++)
    usleep(1000);
  kill(holder, SIGKILL);
  int status;
  check(waitpid(holder, &status, 0) == holder && waitpid(sleeper, &status, 0) == sleeper);
  printf("  %s\n", status_name(status));
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1) {
    set = atoi(argv[1]);
    value("after exec");
    return 0;
  }
  set = semget(IPC_PRIVATE, 2, 0600);
  check(set >= 0);
  check(semctl(set, 0, SETVAL, 10) == 0);
  run("taken, exit", take, 0);
  run("taken, SIGKILL", take, SIGKILL);
  run("taken, SIGTERM", take, SIGTERM);
  run("given, SIGKILL", give, SIGKILL);
  run("several", several, 0);
  run("taken and given", taken_and_given, 0);
  run("SETVAL", set_over, 0);
  run("SETALL", set_all_over, SIGKILL);
  run("forked", fork_below, 0);
  run("aborted", trap, 0);
  run("exec", exec_self, 0);
  run("never below zero", more_than_there_is, 0);
  waiter();
  check(semctl(set, 0, SETVAL, 0) == 0);
  puts("out of range");
  show(change(32767, SEM_UNDO));
  show(change(-32767, 0));
  show(change(1, SEM_UNDO) == 0 || errno == ERANGE);
  show(semctl(set, 0, IPC_RMID));
  return 0;
}
