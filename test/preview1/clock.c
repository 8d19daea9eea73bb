// The four clocks, their resolutions, and what is no clock.
#include "check.h"

int main(void) {
  for (uint32_t id = 0; id < 4; id++) {
    __wasi_timestamp_t resolution = 0, first = 0, second = 0;
    works(__wasi_clock_res_get(id, &resolution));
    require(resolution > 0 && resolution <= 1000000000);
    works(__wasi_clock_time_get(id, 0, &first));
    works(__wasi_clock_time_get(id, 1, &second));
    require(first > 0 && second >= first);
  }
  __wasi_timestamp_t time, later;
  works(__wasi_clock_time_get(__WASI_CLOCKID_REALTIME, 0, &time));
  require(time > 1700000000ull * 1000000000ull);

  works(__wasi_clock_time_get(__WASI_CLOCKID_PROCESS_CPUTIME_ID, 0, &time));
  volatile unsigned work = 0;
  while (work < 20000000)
    work++;
  works(__wasi_clock_time_get(__WASI_CLOCKID_PROCESS_CPUTIME_ID, 0, &later));
  require(later > time);

  expect(INVAL, __wasi_clock_time_get(4, 0, &time));
  expect(INVAL, __wasi_clock_time_get(0xffffffff, 0, &time));
  expect(INVAL, __wasi_clock_res_get(11, &time));
  expect(FAULT, __wasi_clock_time_get(0, 0, BAD_POINTER));
  expect(FAULT, __wasi_clock_res_get(0, BAD_POINTER));
  return 0;
}
