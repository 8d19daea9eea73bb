// The sieve of Eratosthenes as a chain of processes: each takes the first number for a prime and passes on the rest.
// isthmus: --max-procs=64
#include "show.h"

enum { LIMIT = 100 };

static void generate(int out) {
  for (int number = 2; number <= LIMIT; number++)
    check(write(out, &number, sizeof number) == sizeof number);
}

/* One process for each prime: the child takes the next turn of the loop. Never returns. */
static void filter(int in) {
  int prime, number, ends[2], child, status = 0;
  while (read(in, &prime, sizeof prime) == sizeof prime) {
    printf("%d\n", prime);
    check(pipe(ends) == 0);
    child = fork();
    check(child >= 0);
    if (child == 0) {
      close(ends[1]);
      close(in);
      in = ends[0];
      continue;
    }
    close(ends[0]);
    while (read(in, &number, sizeof number) == sizeof number)
      if (number % prime != 0)
        check(write(ends[1], &number, sizeof number) == sizeof number);
    close(ends[1]);
    check(waitpid(child, &status, 0) == child);
    exit(WEXITSTATUS(status) + 1);
  }
  exit(0);
}

int main(void) {
  begin();
  int ends[2], status;
  check(pipe(ends) == 0);
  int child = fork();
  if (child == 0) {
    close(ends[1]);
    filter(ends[0]);
  }
  close(ends[0]);
  generate(ends[1]);
  close(ends[1]);
  check(waitpid(child, &status, 0) == child);
  printf("%d primes\n", WEXITSTATUS(status));
  return 0;
}
