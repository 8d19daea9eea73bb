// Benchmark: round trips over two FIFOs in the working directory, opened by name on each side.
#include "peer.h"
#include <fcntl.h>
#include <sys/stat.h>

static const char *const there = "bench-there.fifo", *const back = "bench-back.fifo";

static void prepare(size_t size) {
  peer_allocate(size);
  if (mkfifo(there, 0600) != 0 || mkfifo(back, 0600) != 0)
    bench_fail("mkfifo");
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0) {
    int in = open(there, O_RDONLY), out = open(back, O_WRONLY);
    if (in < 0 || out < 0)
      bench_fail("open");
    peer_echo(in, out);
    _exit(0);
  }
  to_peer = open(there, O_WRONLY);
  from_peer = open(back, O_RDONLY);
  if (to_peer < 0 || from_peer < 0)
    bench_fail("open");
  unlink(there);
  unlink(back);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {{"roundtrip", prepare, perform_round_trips, finish_peer}};
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
