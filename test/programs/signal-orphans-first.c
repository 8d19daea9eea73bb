// The program's first process ends and others live on: nothing happens to them but what the kernel does to a process
// group that becomes orphaned while one of its members is stopped.
#include <poll.h>
#include <time.h>

#include "signals.h"

static volatile sig_atomic_t continued;
static int report;

static void count(int number) {
  (void)number;
  continued++;
}

static void tell(int number) {
  char letter = number == SIGHUP ? 'H' : number == SIGCONT ? 'C' : '?';
  if (write(report, &letter, 1) != 1)
    _exit(99);
}

static pid_t make(void) {
  pid_t pid = fork();
  check(pid >= 0);
  return pid;
}

/* A member of another group than the first process's: it tells of signals by a pipe, once its handlers stand. It stops
   then, or says by another pipe that it is there. */
static pid_t member(int to, pid_t group, int ready) {
  pid_t pid = make();
  if (pid > 0) {
    check(setpgid(pid, group) == 0);
    return pid;
  }
  check(setpgid(0, group) == 0);
  report = to;
  install(SIGHUP, tell, SA_RESTART);
  install(SIGCONT, tell, SA_RESTART);
  if (ready < 0)
    raise(SIGSTOP);
  else
    check(write(ready, "r", 1) == 1);
  for (;;)
    pause();
}

/* It has slept for long enough that the first process has ended meanwhile. */
static pid_t sleeper(int to) {
  pid_t pid = make();
  if (pid > 0)
    return pid;
  install(SIGCONT, count, 0);
  int result = nanosleep(&(struct timespec){0, 400000000}, NULL);
  char letters[2] = {result == 0 ? 'f' : 'i', (char)('0' + continued)};
  check(write(to, letters, 2) == 2);
  _exit(0);
}

static int by_letter(const void *first, const void *second) { return *(const char *)first - *(const char *)second; }

/* Two letters, sorted if they came in any order. */
static void print(const char *who, int from, int sorted) {
  char letters[3] = "";
  for (int i = 0; i < 2; i++)
    check(read(from, letters + i, 1) == 1);
  if (sorted)
    qsort(letters, 2, 1, by_letter);
  printf("%s: %s\n", who, letters);
}

int main(void) {
  int stopped[2];
  int running[2];
  int slept[2];
  int ready[2];
  int status;
  char byte;
  begin();
  check(pipe(stopped) == 0 && pipe(running) == 0 && pipe(slept) == 0 && pipe(ready) == 0);
  pid_t first = getpid();
  pid_t members[2];
  members[0] = member(running[1], 0, ready[1]);
  check(read(ready[0], &byte, 1) == 1);
  members[1] = member(stopped[1], members[0], -1);
  check(waitpid(members[1], &status, WUNTRACED) == members[1] && WIFSTOPPED(status));
  if (make() > 0) {
    check(read(ready[0], &byte, 1) == 1);
    return 0;
  }
  sleeper(slept[1]);
  pid_t child = make();
  if (child == 0) {
    raise(SIGSTOP);
    _exit(7);
  }
  check(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
  check(write(ready[1], "r", 1) == 1);
  while (getppid() == first)
    poll(NULL, 0, 5);
  print("the stopped one of the orphaned group", stopped[0], 1);
  print("the running one", running[0], 1);
  print("the one that slept", slept[0], 0);
  printf("the stopped one of the same group: %d\n", (int)waitpid(child, &status, WNOHANG | WCONTINUED));
  check(kill(child, SIGCONT) == 0);
  reap("the same", child);
  /* They can still have children. */
  child = make();
  if (child == 0)
    _exit(8);
  reap("a child", child);
  check(kill(members[0], SIGKILL) == 0 && kill(members[1], SIGKILL) == 0);
  return 0;
}
