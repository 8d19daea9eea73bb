// The echoing peer that pipe and FIFO benchmarks share: a child that sends back each message of the agreed size, and a
// sink that counts. How the two processes are joined is the benchmark's own.
#ifndef BENCH_PEER_H
#define BENCH_PEER_H
#include "bench.h"
#include <sys/wait.h>

static char *message;
static size_t message_size;
static int to_peer, from_peer;
static pid_t peer;

static inline void peer_allocate(size_t size) {
  message_size = size;
  message = calloc(1, size);
  if (message == NULL)
    bench_fail("calloc");
}

/* Reads a message, or returns 0 at end of file. */
static inline int peer_receive(int fd) {
  ssize_t count = read(fd, message, message_size);
  if (count == 0)
    return 0;
  if (count < 0)
    bench_fail("peer read");
  if ((size_t)count < message_size)
    bench_read_all(fd, message + count, message_size - (size_t)count);
  return 1;
}

static inline void peer_echo(int in, int out) {
  while (peer_receive(in))
    bench_write_all(out, message, message_size);
}

/* Each batch begins with its count; when all of it has arrived, one byte says so. */
static inline void peer_sink(int in, int out) {
  uint64_t count;
  while (read(in, &count, sizeof count) == (ssize_t)sizeof count) {
    for (uint64_t left = count * message_size; left > 0;) {
      ssize_t got = read(in, message, left < message_size ? (size_t)left : message_size);
      if (got <= 0)
        bench_fail("sink read");
      left -= (uint64_t)got;
    }
    bench_write_all(out, "", 1);
  }
}

static inline void perform_round_trips(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    bench_write_all(to_peer, message, message_size);
    bench_read_all(from_peer, message, message_size);
  }
}

static inline void perform_throughput(uint64_t count) {
  char done;
  bench_write_all(to_peer, &count, sizeof count);
  for (uint64_t i = 0; i < count; i++)
    bench_write_all(to_peer, message, message_size);
  bench_read_all(from_peer, &done, 1);
}

static inline void finish_peer(void) {
  close(to_peer);
  close(from_peer);
  waitpid(peer, NULL, 0);
}
#endif
