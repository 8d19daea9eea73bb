// Demo: a channel: three workers send their results to the parent through a ring in shared memory, without the kernel.
// Shows whole messages, order, waiting while the ring is full, and how the parent learns of a worker's death.
// Compile natively with the sources of core-c/channel; guests have them in their library.
#include <errno.h>
#include <isthmus/channel.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 3, RESULTS = 20000 };

struct result {
  int worker;
  int number;
  char text[48];
};

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* Waits until every worker has attached, and closed its end: who came after the dead one would take its place. */
static void await_all(const int barrier[2]) {
  char nothing;
  close(barrier[1]);
  if (read(barrier[0], &nothing, 1) != 0)
    fail("read");
  close(barrier[0]);
}

/* The last worker dies in the middle of a message, which nobody will ever see. */
static void work(struct channel *channel, const int barrier[2], int worker) {
  if (channel_attach(channel, CHANNEL_PRODUCER) != 0)
    fail("channel_attach");
  await_all(barrier);
  for (int number = 1; number <= RESULTS; number++) {
    struct result result = {worker, number, "computed"};
    if (channel_send(channel, &result, sizeof result, CHANNEL_FOREVER) != 0)
      fail("channel_send");
  }
  if (worker == WORKERS) {
    memset(channel_reserve(channel, 1000, CHANNEL_FOREVER), 'x', 500);
    raise(SIGKILL);
  }
  channel_close(channel);
  _exit(EXIT_SUCCESS);
}

int main(void) {
  const struct channel_options options = {.capacity = 16384, .producers = WORKERS};
  struct channel *channel = channel_open("memory:", 0, CHANNEL_CONSUMER, &options);
  if (channel == NULL)
    fail("channel_open");
  printf("parent: a ring of 16 KiB, for up to %d producers\n", WORKERS);
  fflush(stdout);
  int barrier[2];
  if (pipe(barrier) != 0)
    fail("pipe");
  for (int worker = 1; worker <= WORKERS; worker++) {
    pid_t pid = fork();
    if (pid < 0)
      fail("fork");
    if (pid == 0)
      work(channel, barrier, worker);
  }
  await_all(barrier);

  int last[WORKERS + 1] = {0}, total = 0, in_order = 1;
  struct result result;
  while (total < WORKERS * RESULTS) {
    if (channel_receive(channel, &result, sizeof result, CHANNEL_FOREVER) != sizeof result)
      fail("channel_receive");
    in_order = in_order && result.number == last[result.worker] + 1;
    last[result.worker] = result.number;
    total++;
  }
  printf("parent: received %d results of %zu bytes, each worker's in order: %s\n", total, sizeof result,
         in_order ? "yes" : "no");
  for (int worker = 1; worker <= WORKERS; worker++)
    wait(NULL);
  if (channel_receive(channel, &result, sizeof result, CHANNEL_FOREVER) == -1)
    printf("parent: then %s: all workers are gone, and one of them died without closing\n",
           errno == ECONNRESET ? "ECONNRESET" : "another error");
  channel_close(channel);
  return EXIT_SUCCESS;
}
