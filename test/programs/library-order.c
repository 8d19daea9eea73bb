// What glibc's library functions are known to give though no standard fixes it: qsort(3) keeps the order of equal
// elements, random(3) and rand(3) give certain numbers for a seed.
#include "show.h"

struct record {
  int key;
  int position;
  char padding[20];
};

static int by_key(const void *left, const void *right) {
  return ((const struct record *)left)->key - ((const struct record *)right)->key;
}

static int by_letter(const void *left, const void *right, void *calls) {
  ++*(int *)calls;
  return *(const char *)left - *(const char *)right;
}

int main(void) {
  begin();
  srand(42);
  puts("rand");
  for (int i = 0; i < 3; i++)
    printf("%d\n", rand());
  static const unsigned seeds[] = {0, 1, 4000000000u};
  for (int i = 0; i < 3; i++) {
    srandom(seeds[i]);
    printf("%u: %ld", seeds[i], random());
    printf(" %ld\n", random());
  }
  unsigned seed = 7;
  for (int i = 0; i < 3; i++)
    printf("%d\n", rand_r(&seed));
  srand48(9);
  printf("%ld\n", lrand48());
  printf("%.6f\n", drand48());
  static char states[5][256];
  static const size_t sizes[] = {8, 32, 64, 128, 256};
  char *original = NULL;
  for (int i = 0; i < 5; i++) {
    char *former = initstate(i + 1, states[i], sizes[i]);
    if (i == 0)
      original = former;
    printf("%d:", (int)sizes[i]);
    for (int number = 0; number < 100; number++) {
      long value = random();
      if (number % 33 == 0)
        printf(" %ld", value);
    }
    puts("");
  }
  show(setstate(states[1]) == states[4]);
  printf("%ld\n", random());
  show(setstate(original) == states[1]);
  printf("%ld\n", random());
  show(initstate(1, states[0], 4) == NULL);

  static struct record records[200];
  for (int i = 0; i < 200; i++)
    records[i] = (struct record){.key = i * 7 % 10, .position = i};
  qsort(records, 200, sizeof *records, by_key);
  for (int i = 0; i < 200; i += 9)
    printf("%d:%d ", records[i].key, records[i].position);
  puts("");
  char letters[] = "the quick brown fox jumps over the lazy dog";
  int calls = 0;
  qsort_r(letters, sizeof letters - 1, 1, by_letter, &calls);
  printf("%s after %d comparisons\n", letters, calls);
  qsort(letters, 0, 1, (int (*)(const void *, const void *))strcmp);
  return 0;
}
