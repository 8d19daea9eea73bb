// futex(2) by syscall(2): waiting and waking between processes, timeouts of both kinds, bitsets, requeueing,
// FUTEX_WAKE_OP, and the errors.
#include "show.h"
#include <linux/futex.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

static long futex(void *word, int operation, uint32_t value, const void *timeout, void *second, uint32_t value3) {
  return syscall(SYS_futex, word, operation, value, timeout, second, value3);
}
static long futex2(void *word, int operation, uint32_t value, uint32_t value2, void *second, uint32_t value3) {
  return syscall(SYS_futex, word, operation, value, (void *)(uintptr_t)value2, second, value3);
}

static struct timespec in(int clock, long milliseconds) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += milliseconds % 1000 * 1000000;
  time.tv_sec += milliseconds / 1000 + time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

/* Wakes until as many were woken: they may not sleep yet. */
static int wake_all(uint32_t *word, int count, uint32_t bits) {
  int woken = 0;
  while (woken < count) {
    long now = futex(word, FUTEX_WAKE_BITSET, count - woken, NULL, NULL, bits);
    check(now >= 0);
    woken += now;
    usleep(1000);
  }
  return woken;
}

int main(void) {
  begin();
  uint32_t *words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(words != MAP_FAILED);
  struct timespec short_time = {0, 2000000}, bad = {0, 1000000000}, negative = {-1, 0}, past = {1, 0};

  puts("errors");
  show(futex(words, FUTEX_WAIT, 1, NULL, NULL, 0));
  show(futex(words, FUTEX_WAIT, 0, &short_time, NULL, 0));
  show(futex(words, FUTEX_WAIT_PRIVATE, 0, &short_time, NULL, 0));
  show(futex(words, FUTEX_WAIT, 0, &bad, NULL, 0));
  show(futex(words, FUTEX_WAIT, 0, &negative, NULL, 0));
  show(futex((char *)words + 1, FUTEX_WAIT, 0, &short_time, NULL, 0));
  show(futex(NULL, FUTEX_WAIT, 0, &short_time, NULL, 0));
  show(futex(words, FUTEX_WAIT_BITSET, 0, &past, NULL, FUTEX_BITSET_MATCH_ANY));
  show(futex(words, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &past, NULL, 1));
  show(futex(words, FUTEX_WAIT_BITSET, 0, &past, NULL, 0));
  show(futex(words, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
  show(futex(words, FUTEX_WAKE, 1, NULL, NULL, 0));
  show(futex2(words, FUTEX_CMP_REQUEUE, 1, 1, words + 1, 7));
  show(futex2(words, FUTEX_REQUEUE, 1, 1, words + 1, 0));
  show(futex2(words, FUTEX_REQUEUE, 1, 1, (char *)words + 5, 0));
  show(futex(words, 99, 0, NULL, NULL, 0));
  struct timespec until = in(CLOCK_MONOTONIC, 3);
  show(futex(words, FUTEX_WAIT_BITSET, 0, &until, NULL, FUTEX_BITSET_MATCH_ANY));
  until = in(CLOCK_REALTIME, 3);
  show(futex(words, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &until, NULL, FUTEX_BITSET_MATCH_ANY));

  puts("waiting processes");
  for (int i = 0; i < 3; i++)
    if (fork() == 0) {
      long result = futex(words + 8, FUTEX_WAIT_BITSET, 0, NULL, NULL, 1u << i);
      _exit(result == 0 ? 10 + i : 1);
    }
  int status;
  show(wake_all(words + 8, 1, 1u << 1));
  check(wait(&status) > 0);
  printf("woken: %s\n", status_name(status));
  show(wake_all(words + 8, 2, FUTEX_BITSET_MATCH_ANY));
  int sum = 0;
  for (int i = 0; i < 2; i++) {
    check(wait(&status) > 0);
    sum += WEXITSTATUS(status);
  }
  printf("sum of the others' statuses: %d\n", sum);

  puts("requeue");
  for (int i = 0; i < 3; i++)
    if (fork() == 0)
      _exit(futex(words + 16, FUTEX_WAIT, 0, NULL, NULL, 0) == 0 ? 20 : 1);
  int moved = 0;
  while (moved < 3) {
    long now = futex2(words + 16, FUTEX_CMP_REQUEUE, 0, 100, words + 24, 0);
    check(now >= 0);
    moved += now;
    usleep(1000);
  }
  show(moved);
  show(futex(words + 16, FUTEX_WAKE, 100, NULL, NULL, 0));
  show(futex(words + 24, FUTEX_WAKE, 1, NULL, NULL, 0));
  check(wait(&status) > 0);
  printf("first: %s\n", status_name(status));
  show(futex(words + 24, FUTEX_WAKE, 100, NULL, NULL, 0));
  while (wait(&status) > 0)
    printf("next: %s\n", status_name(status));

  puts("wake and operation");
  words[32] = 5;
  show(futex2(words + 33, FUTEX_WAKE_OP, 1, 1, words + 32, FUTEX_OP(FUTEX_OP_ADD, 7, FUTEX_OP_CMP_EQ, 5)));
  show(words[32]);
  show(futex2(words + 33, FUTEX_WAKE_OP, 1, 1, words + 32,
              FUTEX_OP((FUTEX_OP_SET | FUTEX_OP_OPARG_SHIFT), 30, FUTEX_OP_CMP_EQ, 0)));
  show(words[32]);
  show(futex2(words + 33, FUTEX_WAKE_OP, 1, 1, words + 32, FUTEX_OP(9, 0, FUTEX_OP_CMP_EQ, 0)));
  show(futex2(words + 33, FUTEX_WAKE_OP, 1, 1, NULL, FUTEX_OP(FUTEX_OP_ADD, 7, FUTEX_OP_CMP_EQ, 5)));
  return 0;
}
