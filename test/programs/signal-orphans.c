// A process group that becomes orphaned while one of its members is stopped: all of them are sent SIGHUP and SIGCONT.
#include <poll.h>

#include "signals.h"

static int report;

static void tell(int number) {
  char letter = number == SIGHUP ? 'H' : number == SIGCONT ? 'C' : '?';
  if (write(report, &letter, 1) != 1)
    _exit(99);
}

/* A member of the group; it tells of itself by a pipe, and ends when it has told of both signals. */
static pid_t member(int to, int stops) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid > 0)
    return pid;
  report = to;
  install(SIGHUP, tell, SA_RESTART);
  install(SIGCONT, tell, SA_RESTART);
  check(write(report, "r", 1) == 1);
  if (stops)
    raise(SIGSTOP);
  for (;;)
    pause();
}

static int by_letter(const void *first, const void *second) { return *(const char *)first - *(const char *)second; }

/* Two letters, in whatever order they came. */
static void print(const char *who, int from) {
  char letters[3] = "";
  for (int i = 0; i < 2; i++)
    check(read(from, letters + i, 1) == 1);
  qsort(letters, 2, 1, by_letter);
  printf("%s: %s\n", who, letters);
}

int main(void) {
  int stopped[2], running[2], pids[2], status;
  char byte;
  pid_t members[2];
  begin();
  check(pipe(stopped) == 0 && pipe(running) == 0 && pipe(pids) == 0);
  pid_t leader = fork();
  check(leader >= 0);
  if (leader == 0) {
    check(setpgid(0, 0) == 0);
    members[0] = member(stopped[1], 1);
    members[1] = member(running[1], 0);
    check(write(pids[1], members, sizeof members) == sizeof members);
    check(read(running[0], &byte, 1) == 1);
    check(waitpid(members[0], &status, WUNTRACED) == members[0] && WIFSTOPPED(status));
    check(read(stopped[0], &byte, 1) == 1);
    /* With this end nobody is left who could continue the group. */
    _exit(0);
  }
  check(read(pids[0], members, sizeof members) == sizeof members);
  check(close(stopped[1]) == 0 && close(running[1]) == 0);
  reap("leader", leader);
  print("the stopped one", stopped[0]);
  print("the running one", running[0]);
  check(kill(members[0], SIGTERM) == 0 && kill(members[1], SIGTERM) == 0);
  /* Their ends of the pipes close when they have ended. */
  printf("%d %d\n", (int)read(stopped[0], &byte, 1), (int)read(running[0], &byte, 1));
  return 0;
}
