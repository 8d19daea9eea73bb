// Handlers that come into loops that make no calls, and into the midst of library code: by timers and from another
// process.
#include <sys/mman.h>
#include <sys/time.h>

#include "signals.h"

static volatile sig_atomic_t flag, ticks;

static void set_flag(int number) { flag = number; }

static void tick(int number) {
  (void)number;
  ticks++;
}

static void flag_by_timer(void) {
  struct itimerval once = {.it_value.tv_usec = 20000};
  flag = 0;
  install(SIGALRM, set_flag, 0);
  check(setitimer(ITIMER_REAL, &once, NULL) == 0);
  while (!flag)
    ;
  printf("a flag set by %s\n", signal_name(flag));
}

static void flag_by_alarm(void) {
  install(SIGALRM, set_flag, 0);
  unsigned long turns = 0;
  /* Again, if it came before the first turn. */
  while (turns == 0) {
    flag = 0;
    check(alarm(1) == 0);
    while (!flag)
      turns++;
  }
  printf("alarm: some turns %d\n", turns > 0);
}

static void flag_by_child(void) {
  int ends[2];
  flag = 0;
  install(SIGUSR1, set_flag, 0);
  check(pipe(ends) == 0);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    char byte;
    check(read(ends[0], &byte, 1) == 1);
    check(kill(getppid(), SIGUSR1) == 0);
    _exit(0);
  }
  check(write(ends[1], "g", 1) == 1);
  while (!flag)
    ;
  printf("a flag set by %s from a child\n", signal_name(flag));
  reap("child", child);
  check(close(ends[0]) == 0 && close(ends[1]) == 0);
}

/* Work of several kinds, each until enough ticks have come. */
static void spin(void) {}

static void __attribute__((noinline)) leaf(volatile unsigned *value) { *value = *value * 1103515245 + 12345; }

static void call_functions(void) {
  static volatile unsigned value;
  for (int i = 0; i < 1000; i++)
    leaf(&value);
}

static unsigned long ackermann(unsigned long m, unsigned long n) {
  return m == 0 ? n + 1 : ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

static void recurse(void) { check(ackermann(2, 9) == 21); }

static void compute(void) {
  static double x = 2;
  for (int i = 0; i < 1000; i++)
    x = x * 0.999 + 1 / x;
  check(x > 0);
}

static int by_number(const void *first, const void *second) { return *(const int *)first - *(const int *)second; }

static void sort(void) {
  int numbers[200];
  for (int i = 0; i < 200; i++)
    numbers[i] = i * 7919 % 200;
  qsort(numbers, 200, sizeof numbers[0], by_number);
  for (int i = 0; i < 200; i++)
    check(numbers[i] == i);
}

static void allocate(void) {
  static char *blocks[64];
  static unsigned next;
  for (int i = 0; i < 64; i++) {
    size_t length = 16 + next * 97 % 3000;
    free(blocks[i]);
    check((blocks[i] = malloc(length)) != NULL);
    memset(blocks[i], (int)next, length);
    next++;
  }
}

static void map(void) {
  char *memory = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED);
  for (int i = 0; i < 65536; i += 4096)
    memory[i]++;
  check(munmap(memory, 65536) == 0);
}

static FILE *sink;

static void print(void) {
  for (int i = 0; i < 50; i++)
    fprintf(sink, "%d %s %g\n", i, "words", i / 7.0);
  check(fflush(sink) == 0 && ftruncate(fileno(sink), 0) == 0);
}

static void call_system(void) { check(getppid() > 0); }

static void work(const char *name, void (*turn)(void), int timer, int number) {
  struct itimerval often = {.it_value.tv_usec = 2000, .it_interval.tv_usec = 2000}, never = {.it_value.tv_usec = 0};
  ticks = 0;
  install(number, tick, SA_RESTART);
  check(setitimer(timer, &often, NULL) == 0);
  while (ticks < 20)
    turn();
  check(setitimer(timer, &never, NULL) == 0);
  printf("%s: ticks came\n", name);
}

int main(void) {
  begin();
  check((sink = fopen("sink", "w")) != NULL);
  flag_by_timer();
  flag_by_alarm();
  flag_by_child();
  work("an empty loop, ITIMER_REAL", spin, ITIMER_REAL, SIGALRM);
  work("an empty loop, ITIMER_VIRTUAL", spin, ITIMER_VIRTUAL, SIGVTALRM);
  work("an empty loop, ITIMER_PROF", spin, ITIMER_PROF, SIGPROF);
  work("calls of a function", call_functions, ITIMER_REAL, SIGALRM);
  work("recursion", recurse, ITIMER_REAL, SIGALRM);
  work("arithmetic", compute, ITIMER_REAL, SIGALRM);
  work("qsort", sort, ITIMER_REAL, SIGALRM);
  work("malloc", allocate, ITIMER_REAL, SIGALRM);
  work("mmap", map, ITIMER_REAL, SIGALRM);
  work("stdio", print, ITIMER_REAL, SIGALRM);
  work("system calls", call_system, ITIMER_REAL, SIGALRM);
  return 0;
}
