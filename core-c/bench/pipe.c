// Benchmark: round trips and throughput over a pair of pipes between parent and child.
#include "peer.h"

static void start(size_t size, void (*serve)(int, int)) {
  int there[2], back[2];
  peer_allocate(size);
  if (pipe(there) != 0 || pipe(back) != 0)
    bench_fail("pipe");
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0) {
    close(there[1]);
    close(back[0]);
    serve(there[0], back[1]);
    _exit(0);
  }
  close(there[0]);
  close(back[1]);
  to_peer = there[1];
  from_peer = back[0];
}

static void prepare_round_trips(size_t size) { start(size, peer_echo); }
static void prepare_throughput(size_t size) { start(size, peer_sink); }

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"roundtrip", prepare_round_trips, perform_round_trips, finish_peer},
      {"throughput", prepare_throughput, perform_throughput, finish_peer},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
