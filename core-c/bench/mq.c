// Benchmark: round trips over two POSIX message queues.
#include "bench.h"
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <sys/wait.h>

static char *message;
static size_t message_size;
static mqd_t there, back;
static pid_t peer;

/* A queue that only the descriptor leads to. */
static mqd_t open_queue(const char *way) {
  char name[64];
  snprintf(name, sizeof name, "/isthmus-bench-%ld-%s", (long)getpid(), way);
  struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = (long)message_size};
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  if (queue < 0 || mq_unlink(name) != 0)
    bench_fail("mq_open");
  return queue;
}

static void serve(void) {
  while (mq_receive(there, message, message_size, NULL) >= 0)
    if (mq_send(back, message, message_size, 0) != 0)
      break;
}

static void prepare(size_t size) {
  message_size = size;
  message = calloc(1, size);
  if (message == NULL)
    bench_fail("calloc");
  there = open_queue("there");
  back = open_queue("back");
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0) {
    serve();
    _exit(0);
  }
}

static void perform(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    if (mq_send(there, message, message_size, 0) != 0)
      bench_fail("mq_send");
    if (mq_receive(back, message, message_size, NULL) != (ssize_t)message_size)
      bench_fail("mq_receive");
  }
}

static void finish(void) {
  kill(peer, SIGKILL);
  waitpid(peer, NULL, 0);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {{"roundtrip", prepare, perform, finish}};
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
