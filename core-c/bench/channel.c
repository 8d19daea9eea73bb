// Benchmark: a channel between two processes: one-way latency, messages sent one by one, messages sent in batches.
#include "bench.h"
#include <isthmus/channel.h>
#include <sys/wait.h>

enum { BATCH = 64, ROUND_TRIP = 1, STOP = 2 };

static struct channel *there, *back;
static pid_t child;
static size_t message_size;
static char *message;

static void must(int64_t result, const char *what) {
  if (result < 0)
    bench_fail(what);
}

/* The peer does what the first message of a slice says: its kind, and how many messages follow. */
struct order {
  uint64_t kind;
  uint64_t count;
};

static void echo(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    must(channel_receive(there, message, message_size, CHANNEL_FOREVER), "receive");
    must(channel_send(back, message, message_size, CHANNEL_FOREVER), "send");
  }
}

static void sink(uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    must(channel_receive(there, message, message_size, CHANNEL_FOREVER), "receive");
}

/* Every message is looked at where it lies. */
static void sink_batches(uint64_t count) {
  volatile uint64_t sum = 0;
  size_t size;
  for (uint64_t done = 0; done < count;) {
    const uint64_t *next = channel_borrow(there, &size, CHANNEL_FOREVER);
    for (int i = 0; next != NULL; i++) {
      sum += *next;
      done++;
      next = done < count && i < BATCH ? channel_borrow(there, &size, 0) : NULL;
    }
    channel_release(there);
  }
}

static void serve(void (*perform)(uint64_t)) {
  struct order order;
  must(channel_attach(there, CHANNEL_CONSUMER), "attach");
  must(channel_attach(back, CHANNEL_PRODUCER), "attach");
  while (channel_receive(there, &order, sizeof order, CHANNEL_FOREVER) == sizeof order && order.kind != STOP) {
    perform(order.count);
    must(channel_send(back, "", 1, CHANNEL_FOREVER), "send");
  }
  channel_close(there);
  channel_close(back);
  _exit(0);
}

static void start(size_t size, void (*perform)(uint64_t)) {
  const struct channel_options options = {.capacity = 1 << 20};
  message_size = size;
  message = calloc(1, size);
  there = channel_open("memory:", 0, CHANNEL_NONE, &options);
  back = channel_open("memory:", 0, CHANNEL_NONE, &options);
  if (message == NULL || there == NULL || back == NULL)
    bench_fail("channel_open");
  child = fork();
  must(child, "fork");
  if (child == 0)
    serve(perform);
  must(channel_attach(there, CHANNEL_PRODUCER), "attach");
  must(channel_attach(back, CHANNEL_CONSUMER), "attach");
}

static void command(uint64_t kind, uint64_t count) {
  const struct order order = {kind, count};
  must(channel_send(there, &order, sizeof order, CHANNEL_FOREVER), "send");
}

static void await_end(void) {
  char end;
  must(channel_receive(back, &end, 1, CHANNEL_FOREVER), "receive");
}

/* An operation is one way, so two make a round trip. */
static void perform_latency(uint64_t count) {
  command(ROUND_TRIP, (count + 1) / 2);
  for (uint64_t i = 0; i < (count + 1) / 2; i++) {
    must(channel_send(there, message, message_size, CHANNEL_FOREVER), "send");
    must(channel_receive(back, message, message_size, CHANNEL_FOREVER), "receive");
  }
  await_end();
}

static void perform_one_by_one(uint64_t count) {
  command(0, count);
  for (uint64_t i = 0; i < count; i++)
    must(channel_send(there, message, message_size, CHANNEL_FOREVER), "send");
  await_end();
}

static void perform_batches(uint64_t count) {
  command(0, count);
  for (uint64_t done = 0; done < count;) {
    uint64_t *next = channel_reserve(there, message_size, CHANNEL_FOREVER);
    for (int i = 0; next != NULL; i++) {
      for (size_t word = 0; word < message_size / sizeof *next; word++)
        next[word] = done;
      done++;
      next = done < count && i < BATCH ? channel_reserve(there, message_size, 0) : NULL;
    }
    must(channel_commit(there, message_size), "commit");
  }
  await_end();
}

static void prepare_latency(size_t size) { start(size, echo); }
static void prepare_one_by_one(size_t size) { start(size, sink); }
static void prepare_batches(size_t size) { start(size, sink_batches); }

static void finish(void) {
  command(STOP, 0);
  waitpid(child, NULL, 0);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"latency", prepare_latency, perform_latency, finish},
      {"throughput", prepare_one_by_one, perform_one_by_one, finish},
      {"batches", prepare_batches, perform_batches, finish},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
