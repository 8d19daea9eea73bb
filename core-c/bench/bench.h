// What every benchmark program shares: it runs in slices when told to, so that the same source, built natively and for
// wasm, can be measured in turn. ts/bench starts the two, tells them when, and compares.
//
// A program is started as `prog ROW SIZE`. For each byte that arrives on standard input it runs one slice of about
// 10 ms and answers with a line "operations nanoseconds"; end of input ends it.
#ifndef BENCH_H
#define BENCH_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct row {
  const char *name;
  /* Prepares for messages of `size` bytes. */
  void (*prepare)(size_t size);
  /* Performs `count` operations. */
  void (*perform)(uint64_t count);
  /* Ends peers, so that nothing stays behind. */
  void (*finish)(void);
};

static inline void bench_fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static inline uint64_t bench_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline void bench_read_all(int fd, void *buffer, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t count = read(fd, (char *)buffer + done, size - done);
    if (count <= 0)
      bench_fail("read");
    done += (size_t)count;
  }
}

static inline void bench_write_all(int fd, const void *buffer, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t count = write(fd, (const char *)buffer + done, size - done);
    if (count <= 0)
      bench_fail("write");
    done += (size_t)count;
  }
}

enum { slice_nanoseconds = 10000000 };

static inline uint64_t bench_time(const struct row *row, uint64_t count) {
  uint64_t start = bench_now();
  row->perform(count);
  return bench_now() - start;
}

/* Takes the count of a slice from a few growing trials, which also let the engine's optimizer finish. */
static inline uint64_t bench_calibrate(const struct row *row) {
  uint64_t count = 1;
  for (;;) {
    uint64_t taken = bench_time(row, count);
    /* Tried again: the first may have waited for a connection, for a compiler or for other work of the machine, and a
       slice of a few operations would measure how it begins and ends. */
    for (int more = 3; more > 0 && taken > slice_nanoseconds / 2; more--) {
      uint64_t again = bench_time(row, count);
      taken = again < taken ? again : taken;
    }
    if (taken > slice_nanoseconds / 2)
      return count * slice_nanoseconds / taken > 0 ? count * slice_nanoseconds / taken : 1;
    count *= taken < slice_nanoseconds / 16 ? 4 : 2;
  }
}

static inline int bench_main(int argc, char **argv, const struct row *rows, size_t row_count) {
  if (argc != 3)
    return 2;
  const struct row *row = NULL;
  for (size_t i = 0; i < row_count; i++)
    if (strcmp(rows[i].name, argv[1]) == 0)
      row = &rows[i];
  if (row == NULL)
    return 2;
  row->prepare((size_t)strtoul(argv[2], NULL, 10));
  uint64_t count = bench_calibrate(row);
  char command;
  while (read(STDIN_FILENO, &command, 1) == 1) {
    uint64_t taken = bench_time(row, count);
    printf("%llu %llu\n", (unsigned long long)count, (unsigned long long)taken);
    fflush(stdout);
  }
  row->finish();
  return 0;
}
#endif
