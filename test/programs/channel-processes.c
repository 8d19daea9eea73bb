// library: channel
// A channel between processes: order, waiting on both sides, many producers, deaths and who comes after.
#include "show.h"
#include <isthmus/channel.h>
#include <stdbool.h>
#include <time.h>

static struct channel *channel;

static void make(size_t capacity, unsigned producers) {
  const struct channel_options options = {.capacity = capacity, .producers = producers};
  channel = channel_open("memory:", 0, CHANNEL_NONE, &options);
  check(channel != NULL);
}

static pid_t start(int (*body)(int), int argument) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0)
    _exit(body(argument));
  return pid;
}

static void reap(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("ended with %s %d\n", WIFSIGNALED(status) ? "signal" : "status",
         WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

struct message {
  int producer;
  int number;
  char filler[200];
};

static int send_numbers(int producer) {
  static struct message message;
  if (channel_attach(channel, CHANNEL_PRODUCER) != 0)
    return 1;
  message.producer = producer;
  for (message.number = 0; message.number < 2000; message.number++) {
    size_t size = sizeof message - (size_t)(message.number * 7 % 200);
    if (channel_send(channel, &message, size, CHANNEL_FOREVER) != 0)
      return 2;
  }
  channel_close(channel);
  return 0;
}

/* A small ring, so that everybody waits for everybody. */
static void many(unsigned producers) {
  pid_t pids[4];
  int next[4] = {0};
  make(4096, producers);
  check(channel_attach(channel, CHANNEL_CONSUMER) == 0);
  for (unsigned i = 0; i < producers; i++)
    pids[i] = start(send_numbers, (int)i);
  struct message message;
  bool inOrder = true;
  unsigned total = 0;
  while (total < producers * 2000) {
    ssize_t size = channel_receive(channel, &message, sizeof message, CHANNEL_FOREVER);
    /* Those who have not begun yet may be the only ones left. */
    if (size < 0 && errno == EPIPE && channel_wait_peer(channel, CHANNEL_FOREVER) == 0)
      continue;
    if (size < 0)
      break;
    inOrder = inOrder && message.number == next[message.producer]++ &&
              size == (ssize_t)sizeof message - message.number * 7 % 200;
    total++;
  }
  printf("%u messages, in order: %d\n", total, inOrder);
  for (unsigned i = 0; i < producers; i++)
    reap(pids[i]);
  show(channel_receive(channel, &message, sizeof message, CHANNEL_FOREVER));
  channel_close(channel);
}

static int die_after_one(int unused) {
  (void)unused;
  channel_attach(channel, CHANNEL_PRODUCER);
  channel_send(channel, "testament", 10, 0);
  /* Half a message, which nobody may ever see. */
  memset(channel_reserve(channel, 100, 0), 'x', 100);
  raise(SIGKILL);
  return 0;
}

static int send_one(int unused) {
  (void)unused;
  channel_attach(channel, CHANNEL_PRODUCER);
  int result = channel_send(channel, "successor", 10, CHANNEL_FOREVER);
  channel_close(channel);
  return result;
}

static void death_of_a_producer(unsigned producers) {
  char buffer[128];
  struct channel_status status;
  make(0, producers);
  check(channel_attach(channel, CHANNEL_CONSUMER) == 0);
  pid_t pid = start(die_after_one, 0);
  show(channel_receive(channel, buffer, sizeof buffer, CHANNEL_FOREVER));
  puts(buffer);
  show(channel_receive(channel, buffer, sizeof buffer, CHANNEL_FOREVER));
  check(channel_status(channel, &status) == 0 && status.dead_producers == 1 && status.producers == 0);
  reap(pid);
  pid = start(send_one, 0);
  show(channel_wait_peer(channel, CHANNEL_FOREVER));
  show(channel_receive(channel, buffer, sizeof buffer, CHANNEL_FOREVER));
  puts(buffer);
  show(channel_receive(channel, buffer, sizeof buffer, CHANNEL_FOREVER));
  reap(pid);
  channel_close(channel);
}

static int receive_one_and_die(int unused) {
  char buffer[64];
  (void)unused;
  channel_attach(channel, CHANNEL_CONSUMER);
  channel_receive(channel, buffer, sizeof buffer, CHANNEL_FOREVER);
  size_t size;
  channel_borrow(channel, &size, CHANNEL_FOREVER);
  /* Not before the ring is full; let the producer fall asleep on it then. */
  struct channel_status status;
  int tries = 0;
  do
    nanosleep(&(struct timespec){0, 50000000}, NULL);
  while (channel_status(channel, &status) == 0 && status.used + 64 < status.capacity && tries++ < 200);
  raise(SIGKILL);
  return 0;
}

static int receive_rest(int expected) {
  int number;
  channel_attach(channel, CHANNEL_CONSUMER);
  while (channel_receive(channel, &number, sizeof number, CHANNEL_FOREVER) == sizeof number)
    if (number != expected++)
      return 99;
  return errno == EPIPE ? expected % 50 : 98;
}

static void death_of_a_consumer(unsigned producers) {
  int number = 0;
  make(4096, producers);
  check(channel_attach(channel, CHANNEL_PRODUCER) == 0);
  pid_t pid = start(receive_one_and_die, 0);
  show(channel_wait_peer(channel, CHANNEL_FOREVER));
  while (channel_send(channel, &number, sizeof number, CHANNEL_FOREVER) == 0)
    number++;
  printf("%s after more than %d\n", errno_name(errno), number >= 256 ? 256 : number);
  reap(pid);
  pid = start(receive_rest, 1);
  show(channel_wait_peer(channel, CHANNEL_FOREVER));
  for (int end = (number + 50) / 50 * 50; number < end; number++)
    check(channel_send(channel, &number, sizeof number, CHANNEL_FOREVER) == 0);
  channel_detach(channel);
  reap(pid);
  channel_close(channel);
}

int main(void) {
  begin();
  many(1);
  many(4);
  for (unsigned producers = 1; producers <= 2; producers++) {
    death_of_a_producer(producers);
    death_of_a_consumer(producers);
  }
  return 0;
}
