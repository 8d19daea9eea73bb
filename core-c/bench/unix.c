// Benchmark: round trips over connected pairs of Unix sockets, of each kind, between parent and child, and a stream's
// throughput.
#include "peer.h"
#include <sys/socket.h>

static void start(int type, size_t size, void (*serve)(int, int)) {
  int ends[2];
  peer_allocate(size);
  if (socketpair(AF_UNIX, type, 0, ends) != 0)
    bench_fail("socketpair");
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0) {
    close(ends[1]);
    serve(ends[0], ends[0]);
    _exit(0);
  }
  close(ends[0]);
  to_peer = from_peer = ends[1];
}

/* Messages come whole, and an empty one is the end: datagrams have no other. */
static void echo_messages(int in, int out) {
  (void)out;
  for (;;) {
    ssize_t count = recv(in, message, message_size, 0);
    if (count <= 0)
      return;
    if (send(in, message, (size_t)count, 0) != count)
      bench_fail("peer send");
  }
}

static void perform_messages(uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    if (send(to_peer, message, message_size, 0) < 0 || recv(from_peer, message, message_size, 0) < 0)
      bench_fail("round trip");
}

static void finish_messages(void) {
  send(to_peer, "", 0, 0);
  close(to_peer);
  waitpid(peer, NULL, 0);
}

static void prepare_stream(size_t size) { start(SOCK_STREAM, size, peer_echo); }
static void prepare_datagram(size_t size) { start(SOCK_DGRAM, size, echo_messages); }
static void prepare_packets(size_t size) { start(SOCK_SEQPACKET, size, echo_messages); }
static void prepare_throughput(size_t size) { start(SOCK_STREAM, size, peer_sink); }

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"stream", prepare_stream, perform_round_trips, finish_messages},
      {"datagram", prepare_datagram, perform_messages, finish_messages},
      {"packets", prepare_packets, perform_messages, finish_messages},
      {"throughput", prepare_throughput, perform_throughput, finish_messages},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
