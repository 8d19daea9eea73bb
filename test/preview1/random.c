// random_get of all sizes, sched_yield, signals that are none, and the exit status.
#include "check.h"

// wasi-libc has no declaration of it any more.
extern __wasi_errno_t proc_raise(uint32_t signal)
    __attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise")));

static uint8_t buffer[1 << 20];

int main(void) {
  works(__wasi_random_get(buffer, 0));
  works(__wasi_random_get(buffer, 1));
  works(__wasi_random_get(buffer, sizeof buffer));
  size_t zeros = 0;
  for (size_t i = 0; i < sizeof buffer; i++)
    zeros += buffer[i] == 0;
  require(zeros > 2000 && zeros < 8000);
  // The kernel's getrandom gives no more than 32 MiB at once.
  size_t large = (size_t)40 << 20;
  uint8_t *more = malloc(large);
  works(__wasi_random_get(more, large));
  zeros = 0;
  for (size_t i = large - 4096; i < large; i++)
    zeros += more[i] == 0;
  require(zeros < 100);
  expect(FAULT, __wasi_random_get(BAD_POINTER, 64));
  works(__wasi_sched_yield());
  expect(INVAL, proc_raise(31));
  expect(INVAL, proc_raise(255));
  __wasi_proc_exit(33);
}
