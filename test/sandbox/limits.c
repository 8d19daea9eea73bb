// Bombs, each chosen by the first argument: processes, memory, descriptors, time. The test gives small limits.
#include "attempt.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void bomb_processes(void) {
  /* Every process forks for ever; all but the allowed few are refused. The children end when the root does. */
  int root = getpid(), children = 0;
  for (int attempt = 0; attempt < 2000; attempt++) {
    int child = fork();
    if (child > 0)
      children++;
    if (child < 0 && errno != EAGAIN)
      printf("wrong error %d\n", errno);
  }
  if (getpid() != root)
    for (;;)
      pause();
  /* Who counts the processes may be held up. */
  sleep(2);
  printf("%s\n", children >= 1 && children <= 3 ? "stopped in time" : "too many");
  kill(0, SIGKILL);
}

static void bomb_memory(void) {
  size_t total = 0;
  for (;;) {
    /* volatile, for the compiler would leave out memory that nobody reads. */
    char *volatile block = malloc(1 << 20);
    if (block == NULL)
      break;
    memset(block, 1, 1 << 20);
    total++;
  }
  printf("%s, errno %s\n", total < 64 ? "stopped in time" : "too much", errno == ENOMEM ? "ENOMEM" : "other");
}

static void bomb_descriptors(void) {
  int count = 0, fd;
  struct rlimit limit = {4096, 4096};
  setrlimit(RLIMIT_NOFILE, &limit);
  while ((fd = dup(0)) >= 0)
    count++;
  printf("%s, errno %s\n", count < 64 ? "stopped in time" : "too many", errno == EMFILE ? "EMFILE" : "other");
}

static void bomb_time(void) {
  /* Children that leave the group and the session, ignore signals, and loop. */
  for (int i = 0; i < 2; i++) {
    if (fork() == 0) {
      setsid();
      signal(SIGTERM, SIG_IGN);
      signal(SIGHUP, SIG_IGN);
      signal(SIGINT, SIG_IGN);
      if (fork() == 0)
        for (volatile unsigned i = 0;; i++)
          ;
      for (volatile unsigned i = 0;; i++)
        ;
    }
  }
  for (volatile unsigned i = 0;; i++)
    ;
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *which = argc > 1 ? argv[1] : "";
  if (strcmp(which, "processes") == 0)
    bomb_processes();
  if (strcmp(which, "memory") == 0)
    bomb_memory();
  if (strcmp(which, "descriptors") == 0)
    bomb_descriptors();
  if (strcmp(which, "time") == 0)
    bomb_time();
  return 0;
}
