// C11 atomics between processes, of every size and kind, and _Thread_local variables.
#include "show.h"
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

enum { PROCESSES = 4, ROUNDS = 3000 };

static _Thread_local int local = 5;
static _Thread_local char text[8] = "local";

#define FIELDS(type)                                                                                                   \
  struct {                                                                                                             \
    _Atomic(type) added, subtracted, exchanged, compared, set, cleared, flipped;                                       \
  }

static struct {
  FIELDS(uint8_t) bytes;
  FIELDS(uint16_t) halves;
  FIELDS(uint32_t) words;
  FIELDS(uint64_t) longs;
  FIELDS(int) ints;
  FIELDS(long long) signed_longs;
  atomic_flag flag;
  long guarded;
  atomic_int start, published;
  int message[4];
  _Atomic(double) real;
  _Atomic(void *) pointer;
  atomic_bool truth;
} * shared;

/* Every process adds its share; what comes out doesn't depend on the order. */
#define HAMMER(field, me)                                                                                              \
  do {                                                                                                                 \
    __typeof__(shared->field.added + 0) old;                                                                           \
    atomic_fetch_add(&shared->field.added, 3);                                                                         \
    atomic_fetch_sub_explicit(&shared->field.subtracted, 1, memory_order_relaxed);                                     \
    old = atomic_load(&shared->field.compared);                                                                        \
    __typeof__(atomic_load(&shared->field.compared)) expected = old;                                                   \
    while (!atomic_compare_exchange_weak(&shared->field.compared, &expected, (uint64_t)expected + 7))                  \
      continue;                                                                                                        \
    atomic_fetch_or(&shared->field.set, 1u << (me));                                                                   \
    atomic_fetch_and(&shared->field.cleared, ~(1u << (me)));                                                           \
    atomic_fetch_xor(&shared->field.flipped, 0x15u << (me));                                                           \
    /* What is taken is put back elsewhere: the sum stays. */                                                          \
    atomic_fetch_add(&shared->field.added, atomic_exchange(&shared->field.exchanged, 1));                              \
  } while (0)

#define PREPARE(field) atomic_store(&shared->field.cleared, 0x7f)
#define TELL(field)                                                                                                    \
  printf(#field ": %llx %llx %llx %llx %llx %llx\n",                                                                   \
         (unsigned long long)(shared->field.added + shared->field.exchanged),                                          \
         (unsigned long long)shared->field.subtracted, (unsigned long long)shared->field.compared,                     \
         (unsigned long long)shared->field.set, (unsigned long long)shared->field.cleared,                             \
         (unsigned long long)shared->field.flipped)

static void hammer(int me) {
  while (!atomic_load_explicit(&shared->start, memory_order_acquire))
    sched_yield();
  for (int round = 0; round < ROUNDS; round++) {
    HAMMER(bytes, me);
    HAMMER(halves, me);
    HAMMER(words, me);
    HAMMER(longs, me);
    HAMMER(ints, me);
    HAMMER(signed_longs, me);
    while (atomic_flag_test_and_set_explicit(&shared->flag, memory_order_acquire))
      sched_yield();
    shared->guarded++;
    atomic_flag_clear_explicit(&shared->flag, memory_order_release);
    double real = atomic_load(&shared->real);
    while (!atomic_compare_exchange_strong(&shared->real, &real, real + 0.5))
      continue;
  }
}

static int strong_failure(void) {
  uint32_t expected = 1;
  atomic_store(&shared->words.added, 2);
  int changed = atomic_compare_exchange_strong_explicit(&shared->words.added, &expected, 9, memory_order_acq_rel,
                                                        memory_order_acquire);
  return changed * 100 + (int)expected;
}

int main(void) {
  begin();
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  show(ATOMIC_INT_LOCK_FREE);
  show(ATOMIC_LLONG_LOCK_FREE);
  show(atomic_is_lock_free(&shared->longs.added));
  show(strong_failure());
  memset(shared, 0, sizeof *shared);
  atomic_flag_clear(&shared->flag);
  PREPARE(bytes);
  PREPARE(halves);
  PREPARE(words);
  PREPARE(longs);
  PREPARE(ints);
  PREPARE(signed_longs);
  for (int me = 0; me < PROCESSES; me++)
    if (fork() == 0) {
      hammer(me);
      local += me;
      _exit(local - me == 5 ? 0 : 1);
    }
  atomic_store_explicit(&shared->start, 1, memory_order_release);
  int status, failures = 0;
  while (wait(&status) > 0)
    failures += status != 0;
  show(failures);
  TELL(bytes);
  TELL(halves);
  TELL(words);
  TELL(longs);
  TELL(ints);
  TELL(signed_longs);
  show(shared->guarded);
  printf("%.1f\n", shared->real);

  /* A message is published by a fence. */
  pid_t reader = fork();
  if (reader == 0) {
    for (int round = 1; round <= 1000; round++) {
      while (atomic_load_explicit(&shared->published, memory_order_relaxed) != round)
        sched_yield();
      atomic_thread_fence(memory_order_acquire);
      for (int i = 0; i < 4; i++)
        if (shared->message[i] != round * 10 + i)
          _exit(1);
      atomic_store_explicit(&shared->published, 0, memory_order_release);
    }
    _exit(0);
  }
  for (int round = 1; round <= 1000; round++) {
    for (int i = 0; i < 4; i++)
      shared->message[i] = round * 10 + i;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&shared->published, round, memory_order_relaxed);
    while (atomic_load_explicit(&shared->published, memory_order_acquire) != 0)
      sched_yield();
  }
  waitpid(reader, &status, 0);
  puts(status_name(status));
  atomic_signal_fence(memory_order_seq_cst);
  atomic_store(&shared->pointer, shared);
  show(atomic_load(&shared->pointer) == (void *)shared);
  show(atomic_exchange(&shared->truth, true));
  show(atomic_load(&shared->truth));
  show(local);
  puts(text);
  return 0;
}
