// Benchmark: what a process costs: fork with exit and wait, and posix_spawn of a program that does nothing.
#include "bench.h"
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;
static char *self;

static void nothing(void) {}
static void nothing_for(size_t size) { (void)size; }

static void wait_for(pid_t pid) {
  int status;
  if (waitpid(pid, &status, 0) != pid || status != 0)
    bench_fail("waitpid");
}

static void perform_fork(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid < 0)
      bench_fail("fork");
    if (pid == 0)
      _exit(0);
    wait_for(pid);
  }
}

static void perform_spawn(uint64_t count) {
  char *arguments[] = {self, NULL};
  for (uint64_t i = 0; i < count; i++) {
    pid_t pid;
    if (posix_spawn(&pid, self, NULL, NULL, arguments, environ) != 0)
      bench_fail("posix_spawn");
    wait_for(pid);
  }
}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"fork", nothing_for, perform_fork, nothing},
      {"spawn", nothing_for, perform_spawn, nothing},
  };
  if (argc == 1)
    return 0; /* The program that does nothing is this one without arguments. */
  self = argv[0];
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
