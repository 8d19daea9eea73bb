// Arguments and environment arrive whole, in C's layout; pointers that don't fit are faults.
#include "check.h"

int main(void) {
  __wasi_size_t count, bytes;
  works(__wasi_args_sizes_get(&count, &bytes));
  require(count == 4);
  uint8_t *argv[8], data[512];
  works(__wasi_args_get(argv, data));
  require(strcmp((char *)argv[1], "one") == 0);
  require(strcmp((char *)argv[2], "two words") == 0);
  require(strcmp((char *)argv[3], "\xc3\xa9t\xc3\xa9") == 0);
  require(bytes == strlen((char *)argv[0]) + 1 + 4 + 10 + 6);
  require(argv[0] == data && argv[1] == data + strlen((char *)argv[0]) + 1);

  works(__wasi_environ_sizes_get(&count, &bytes));
  require(count == 2 && bytes == strlen("FIRST=1") + strlen("SECOND=a=b") + 2);
  works(__wasi_environ_get(argv, data));
  require(strcmp((char *)argv[0], "FIRST=1") == 0);
  require(strcmp((char *)argv[1], "SECOND=a=b") == 0);

  expect(FAULT, __wasi_args_sizes_get(BAD_POINTER, &bytes));
  expect(FAULT, __wasi_args_sizes_get(&count, BAD_POINTER));
  expect(FAULT, __wasi_args_get(BAD_POINTER, data));
  expect(FAULT, __wasi_environ_get(argv, BAD_POINTER));
  return 0;
}
