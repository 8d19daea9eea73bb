// Benchmark: the empty system call, which is what crossing from the program into the kernel costs.
#include "bench.h"

static void nothing(void) {}
static void nothing_for(size_t size) { (void)size; }

static void perform(uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    (void)getppid();
}

int main(int argc, char **argv) {
  static const struct row rows[] = {{"getppid", nothing_for, perform, nothing}};
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
