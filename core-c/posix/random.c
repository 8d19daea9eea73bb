// random(3), rand(3): the additive feedback generator with glibc's seeding, since programs that seed it with a constant
// print what it gives. Source: the algorithm's description in random(3) and the published analysis of its recurrence:
// r[i] = r[i-3] + r[i-31], of which the lowest bit is dropped.
#include "internal.h"

#include <stdbool.h>
#include <stdlib.h>

enum { KINDS = 5, DEFAULT_KIND = 3 };

/* By the size of the state: how many words, and how far apart the two that are added. */
static const struct {
  int degree;
  int separation;
  size_t bytes;
} kinds[KINDS] = {{0, 0, 8}, {7, 3, 32}, {15, 1, 64}, {31, 3, 128}, {63, 1, 256}};

/* A state is this word, saying its kind and where it stands, and its words. */
static uint32_t default_state[32];

static uint32_t *state = default_state;
static int kind = DEFAULT_KIND;
static int front = 3;
static int rear;
static bool seeded;

static uint32_t next(void) {
  uint32_t *words = state + 1;
  if (kind == 0)
    return words[0] = (words[0] * 1103515245u + 12345u) & 0x7fffffff;
  uint32_t sum = words[front] += words[rear];
  int degree = kinds[kind].degree;
  front = (front + 1) % degree;
  rear = (rear + 1) % degree;
  return sum >> 1;
}

static void seed_state(unsigned seed) {
  uint32_t *words = state + 1;
  seeded = true;
  words[0] = seed == 0 ? 1 : seed;
  if (kind == 0)
    return;
  int degree = kinds[kind].degree;
  int32_t word = (int32_t)words[0];
  for (int index = 1; index < degree; index++) {
    /* 16807 times the last word, modulo 2^31 - 1, without overflow. */
    word = 16807 * (word % 127773) - 2836 * (word / 127773);
    if (word < 0)
      word += 0x7fffffff;
    words[index] = (uint32_t)word;
  }
  front = kinds[kind].separation;
  rear = 0;
  for (int discarded = 0; discarded < degree * 10; discarded++)
    next();
}

/** Seeds random and rand. Source: srandom(3). */
void srandom(unsigned seed) { seed_state(seed); }

/** The next number, from 0 to 2^31 - 1. Source: random(3). */
long random(void) {
  if (!seeded)
    seed_state(1);
  return (long)next();
}

/* Notes in the state where it stands, so that setstate can go on there. */
static char *leave(void) {
  if (!seeded)
    seed_state(1);
  state[0] = (uint32_t)(rear * KINDS + kind);
  return (char *)state;
}

/** Uses a state of the caller's from now on, seeded; the result is the former one. Source: initstate(3). */
char *initstate(unsigned seed, char *new_state, size_t size) {
  if (size < kinds[0].bytes) {
    errno = EINVAL;
    return NULL;
  }
  char *former = leave();
  kind = KINDS - 1;
  while (size < kinds[kind].bytes)
    kind--;
  state = (uint32_t *)(void *)new_state;
  seed_state(seed);
  leave();
  return former;
}

/** Goes on with a state that initstate or setstate left; the result is the former one. Source: setstate(3). */
char *setstate(char *new_state) {
  char *former = leave();
  state = (uint32_t *)(void *)new_state;
  kind = (int)(state[0] % KINDS);
  if (kind != 0) {
    rear = (int)(state[0] / KINDS);
    front = (rear + kinds[kind].separation) % kinds[kind].degree;
  }
  return former;
}

/** Seeds rand and random. Source: srand(3). */
void srand(unsigned seed) { srandom(seed); }

/** As random. Source: rand(3). */
int rand(void) { return (int)random(); }

/** A number from a state of one word: three steps of a linear congruence. Source: rand_r(3). */
int rand_r(unsigned *seed) {
  uint32_t result = 0;
  static const uint32_t ranges[] = {2048, 1024, 1024};
  for (int step = 0; step < 3; step++) {
    *seed = *seed * 1103515245u + 12345u;
    result = (result << 10) ^ ((*seed / 65536) % ranges[step]);
  }
  return (int)result;
}
