// qsort as glibc does it: a merge sort, which keeps equal elements in their order, though no standard asks for that.
// wasi-libc's does not, and programs' output shows it.
#include "internal.h"

#include <stdlib.h>

typedef int (*comparison)(const void *, const void *, void *);

struct sort {
  size_t size;
  comparison compare;
  void *argument;
  char *spare;
};

static char *copy(char *to, const char *from, size_t size) {
  /* Constant sizes become loads and stores. */
  if (size == 4)
    memcpy(to, from, 4);
  else if (size == 8)
    memcpy(to, from, 8);
  else
    memcpy(to, from, size);
  return to + size;
}

static void merge_sort(const struct sort *sort, char *elements, size_t count) {
  if (count <= 1)
    return;
  size_t size = sort->size;
  size_t left_count = count / 2, right_count = count - left_count;
  char *left = elements, *right = elements + left_count * size;
  merge_sort(sort, left, left_count);
  merge_sort(sort, right, right_count);
  char *to = sort->spare;
  while (left_count > 0 && right_count > 0) {
    if (sort->compare(left, right, sort->argument) <= 0) {
      to = copy(to, left, size);
      left += size;
      left_count--;
    } else {
      to = copy(to, right, size);
      right += size;
      right_count--;
    }
  }
  /* What is left of the right half is where it belongs. */
  memcpy(to, left, left_count * size);
  memcpy(elements, sort->spare, (count - right_count) * size);
}

/* Where there is no memory for the merge sort: in place, stable, and slow. */
static void insertion_sort(const struct sort *sort, char *elements, size_t count) {
  size_t size = sort->size;
  for (char *end = elements + size; end < elements + count * size; end += size)
    for (char *at = end; at > elements && sort->compare(at - size, at, sort->argument) > 0; at -= size)
      for (size_t byte = 0; byte < size; byte++) {
        char moved = at[byte];
        at[byte] = at[byte - size];
        at[byte - size] = moved;
      }
}

/** Sorts an array; the comparison gets an argument besides. Source: qsort_r(3). */
void qsort_r(void *elements, size_t count, size_t size, comparison compare, void *argument) {
  char few[1024];
  struct sort sort = {size, compare, argument, few};
  size_t bytes;
  if (count <= 1 || size == 0)
    return;
  if (__builtin_mul_overflow(count, size, &bytes))
    return;
  if (bytes > sizeof few)
    sort.spare = malloc(bytes);
  if (sort.spare == NULL) {
    insertion_sort(&sort, elements, count);
    return;
  }
  merge_sort(&sort, elements, count);
  if (sort.spare != few)
    free(sort.spare);
}

/* The name by which wasi-libc's own objects sort. */
void __qsort_r(void *elements, size_t count, size_t size, comparison compare, void *argument)
    __attribute__((alias("qsort_r")));

static int call_plain(const void *left, const void *right, void *compare) {
  return ((int (*)(const void *, const void *))compare)(left, right);
}

/** Sorts an array. Source: qsort(3). */
void qsort(void *elements, size_t count, size_t size, int (*compare)(const void *, const void *)) {
  qsort_r(elements, count, size, call_plain, (void *)compare);
}
