// A job server as make has it: tokens in a pipe bound how many children work at a time; a log file is shared.
// isthmus: --max-procs=16
#include "show.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

enum { TOKENS = 3, JOBS = 10 };

/* Reads, changes and writes a number in a file under a record lock; gives the new value. */
static int add(const char *name, int change) {
  int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644), value = 0;
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  check(fd >= 0 && fcntl(fd, F_SETLKW, &lock) == 0);
  check(pread(fd, &value, sizeof value, 0) >= 0);
  value += change;
  check(pwrite(fd, &value, sizeof value, 0) == sizeof value);
  lock.l_type = F_UNLCK;
  check(fcntl(fd, F_SETLK, &lock) == 0);
  close(fd);
  return value;
}

static void job(int number, int tokens[2]) {
  char token, line[32];
  check(read(tokens[0], &token, 1) == 1);
  int running = add("running", 1);
  int log = open("log", O_WRONLY | O_APPEND | O_CREAT, 0644);
  check(log >= 0 && flock(log, LOCK_EX) == 0);
  int length = snprintf(line, sizeof line, "job %d\n", number);
  for (int i = 0; i < length; i++)
    check(write(log, line + i, 1) == 1);
  check(flock(log, LOCK_UN) == 0);
  usleep(2000);
  add("running", -1);
  check(write(tokens[1], &token, 1) == 1);
  _exit(running <= TOKENS ? 0 : 1);
}

int main(void) {
  begin();
  int tokens[2], status, bad = 0;
  check(pipe(tokens) == 0);
  check(write(tokens[1], "+++", TOKENS) == TOKENS);
  for (int number = 0; number < JOBS; number++)
    if (fork() == 0)
      job(number, tokens);
  while (wait(&status) > 0)
    bad += status != 0;
  printf("%s\n", errno_name(errno));
  printf("%d jobs saw too many others\n", bad);
  printf("%d running in the end\n", add("running", 0));

  char line[32];
  int seen = 0, lines = 0, number;
  FILE *log = fopen("log", "r");
  check(log != NULL);
  while (fgets(line, sizeof line, log) != NULL && sscanf(line, "job %d\n", &number) == 1) {
    seen |= 1 << number;
    lines++;
  }
  fclose(log);
  printf("%d whole lines, jobs %x\n", lines, seen);
  int left = 0;
  check(fcntl(tokens[0], F_SETFL, O_NONBLOCK) == 0);
  while (read(tokens[0], line, 1) == 1)
    left++;
  printf("%d tokens\n", left);
  return 0;
}
