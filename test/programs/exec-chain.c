// A child that replaces itself a hundred times; and each of three generations does so a few times and forks the next.
#include "show.h"

static char *program;

static void again(const char *what, int count) {
  char number[16];
  snprintf(number, sizeof number, "%d", count);
  execl(program, program, what, number, (char *)NULL);
  printf("exec: %s\n", errno_name(errno));
  exit(1);
}

static void await(void) {
  int status;
  check(wait(&status) > 0);
  puts(status_name(status));
}

int main(int argc, char **argv) {
  begin();
  program = argv[0];
  if (argc > 1) {
    int count = atoi(argv[2]);
    if (strcmp(argv[1], "chain") == 0) {
      if (count < 100)
        again("chain", count + 1);
      printf("%d times\n", count);
      return 7;
    }
    if (count % 4 != 3)
      again("tree", count + 1);
    printf("generation %d\n", count / 4);
    if (count / 4 < 3) {
      if (fork() == 0)
        again("tree", count + 1);
      await();
    }
    return count / 4;
  }
  if (fork() == 0)
    again("chain", 1);
  await();
  if (fork() == 0)
    again("tree", 0);
  await();
  return 0;
}
