// Peers of a channel that are killed at any moment, and the books by which it is checked that nothing was lost, torn,
// doubled or stuck: channel-kill.test.ts runs it, natively and as a guest, and mixes the two.
//
//   kill all KILLS PRODUCERS SEED       forks a consumer and producers, kills and replaces them, checks
//   kill send ADDRESS BOOKS NUMBER      is one producer; BOOKS names a shared memory object
//   kill receive ADDRESS BOOKS          is the consumer
//   kill check ADDRESS BOOKS            receives what is left, and checks that nothing is missing
#include <errno.h>
#include <fcntl.h>
#include <isthmus/channel.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PRODUCERS = 8, LIVES = 4096, LARGEST = 1500 };

/* A producer's life and a number in it, stored together. */
struct entry {
  uint32_t number;
  uint32_t life;
};

struct books {
  _Atomic uint32_t lives[PRODUCERS];
  /* The last message of each life whose sending returned. */
  _Atomic uint32_t sent[PRODUCERS][LIVES];
  /* The last message of each producer that was taken, written before it is released. */
  _Atomic uint64_t taken[PRODUCERS];
  _Atomic uint64_t total;
  _Atomic uint32_t stop;
};

struct message {
  uint32_t checksum;
  uint32_t producer;
  uint32_t number;
  uint32_t life;
  uint32_t size;
  unsigned char filler[LARGEST];
};

static struct books *books;
static uint32_t seed;

static uint32_t any(uint32_t below) {
  seed = seed * 1664525 + 1013904223;
  return (uint32_t)((uint64_t)seed * below >> 32);
}

static void fail(const char *what) {
  printf("FAILED: %s (%s)\n", what, strerror(errno));
  exit(1);
}

static uint32_t checksum(const struct message *message, size_t size) {
  uint32_t sum = 2166136261u;
  for (size_t i = sizeof sum; i < size; i++)
    sum = (sum ^ ((const unsigned char *)message)[i]) * 16777619u;
  return sum;
}

static size_t compose(struct message *message, uint32_t producer, uint32_t life, uint32_t number) {
  size_t size = offsetof(struct message, filler) + (any(8) == 0 ? any(LARGEST) : any(64));
  message->producer = producer;
  message->life = life;
  message->number = number;
  message->size = (uint32_t)size;
  memset(message->filler, (int)number, size - offsetof(struct message, filler));
  message->checksum = checksum(message, size);
  return size;
}

/* Sends by one of the ways, and counts how many messages went. */
static ssize_t send_some(struct channel *channel, uint32_t producer, uint32_t life, uint32_t number) {
  static struct message messages[4];
  struct iovec vector[4];
  switch (any(3)) {
  case 0:
    return channel_send(channel, messages, compose(messages, producer, life, number), CHANNEL_FOREVER) == 0 ? 1 : -1;
  case 1:
    for (uint32_t i = 0; i < 4; i++)
      vector[i] = (struct iovec){&messages[i], compose(&messages[i], producer, life, number + i)};
    return channel_send_many(channel, vector, 4, CHANNEL_FOREVER);
  default: {
    struct message *place = channel_reserve(channel, sizeof *place, CHANNEL_FOREVER);
    return place != NULL && channel_commit(channel, compose(place, producer, life, number)) == 0 ? 1 : -1;
  }
  }
}

static void be_producer(struct channel *channel, uint32_t producer) {
  while (channel_attach(channel, CHANNEL_PRODUCER) != 0)
    if (errno != EBUSY)
      fail("attach as producer");
  uint32_t life = atomic_fetch_add(&books->lives[producer], 1) + 1;
  if (life >= LIVES)
    fail("too many lives");
  seed += life;
  for (uint32_t number = 1; !atomic_load(&books->stop);) {
    ssize_t count = send_some(channel, producer, life, number);
    if (count > 0)
      atomic_store(&books->sent[producer][life], number + (uint32_t)count - 1);
    else if (errno != EPIPE)
      fail("send");
    number += count > 0 ? (uint32_t)count : 0;
  }
}

/* Whether a message may come after the one taken last: the next of its life, or the first of a later one if nothing is
 * missing between them. After a consumer's death the last may come again. */
static void check(const struct message *message, size_t size, bool first) {
  if (size < offsetof(struct message, filler) || message->size != size || message->checksum != checksum(message, size))
    fail("a torn message");
  uint64_t taken = atomic_load(&books->taken[message->producer]);
  uint32_t life = (uint32_t)(taken >> 32), number = (uint32_t)taken;
  if (message->life == life && (message->number == number + 1 || (first && message->number == number)))
    return;
  if (message->life <= life || message->number != 1)
    fail("a message lost or doubled");
  for (; life < message->life; number = 0, life++)
    if (atomic_load(&books->sent[message->producer][life]) > number)
      fail("a message lost with its sender");
}

static bool take(struct channel *channel, bool first, int64_t time) {
  size_t size;
  const struct message *message = channel_borrow(channel, &size, time);
  if (message == NULL)
    return false;
  check(message, size, first);
  atomic_store(&books->taken[message->producer], (uint64_t)message->life << 32 | message->number);
  atomic_fetch_add(&books->total, 1);
  channel_release(channel);
  return true;
}

static void be_consumer(struct channel *channel) {
  while (channel_attach(channel, CHANNEL_CONSUMER) != 0)
    if (errno != EBUSY)
      fail("attach as consumer");
  for (bool first = true; !atomic_load(&books->stop);) {
    if (take(channel, first, CHANNEL_FOREVER))
      first = false;
    else if (errno == EPIPE || errno == ECONNRESET)
      channel_wait_peer(channel, 1000000);
    else
      fail("receive");
  }
}

/* When all have ended: what is in the ring is all that is missing in the books. */
static void check_rest(struct channel *channel) {
  while (channel_attach(channel, CHANNEL_CONSUMER) != 0)
    if (errno != EBUSY)
      fail("attach at the end");
  for (bool first = true; take(channel, first, 0); first = false)
    continue;
  if (errno != EPIPE && errno != ECONNRESET)
    fail("the end");
  for (uint32_t producer = 0; producer < PRODUCERS; producer++) {
    uint32_t life = atomic_load(&books->lives[producer]);
    uint64_t taken = atomic_load(&books->taken[producer]);
    for (uint32_t each = (uint32_t)(taken >> 32); each <= life; each++)
      if (atomic_load(&books->sent[producer][each]) > (each == taken >> 32 ? (uint32_t)taken : 0))
        fail("a message lost at the end");
  }
  if (atomic_load(&books->total) == 0)
    fail("nothing went through");
}

static void pause_for(uint32_t microseconds) {
  nanosleep(&(struct timespec){microseconds / 1000000, microseconds % 1000000 * 1000}, NULL);
}

/* Child 0 is the consumer. */
static pid_t start(struct channel *channel, uint32_t which) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid != 0)
    return pid;
  if (which == 0)
    be_consumer(channel);
  else
    be_producer(channel, which - 1);
  channel_close(channel);
  _exit(0);
}

static void await_progress(void) {
  uint64_t before = atomic_load(&books->total);
  for (int waited = 0; atomic_load(&books->total) == before; waited++) {
    if (waited == 30000)
      fail("nothing moves any more");
    pause_for(1000);
  }
}

static void kill_all(uint32_t kills, uint32_t producers) {
  struct channel_options options = {.capacity = 8192, .producers = producers};
  struct channel *channel = channel_open("memory:", 0, CHANNEL_NONE, &options);
  if (channel == NULL)
    fail("open");
  pid_t pids[1 + PRODUCERS];
  for (uint32_t which = 0; which <= producers; which++)
    pids[which] = start(channel, which);
  for (uint32_t i = 0; i < kills; i++) {
    pause_for(any(400));
    uint32_t victim = any(producers + 1);
    int status;
    kill(pids[victim], SIGKILL);
    waitpid(pids[victim], &status, 0);
    if (!WIFSIGNALED(status))
      fail("a peer ended by itself");
    pids[victim] = start(channel, victim);
    if (i % 16 == 15)
      await_progress();
  }
  await_progress();
  atomic_store(&books->stop, 1);
  /* The consumer goes first: those who wait for room must learn of it. */
  for (uint32_t which = 0; which <= producers; which++) {
    kill(pids[which], which == 0 ? SIGKILL : 0);
    waitpid(pids[which], NULL, 0);
  }
  check_rest(channel);
  channel_close(channel);
  printf("%u kills of a consumer and %u producers: nothing lost, torn or stuck\n", kills, producers);
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "all";
  int file = strcmp(mode, "all") == 0 ? -1 : shm_open(argv[3], O_RDWR | O_CREAT, 0600);
  if (file >= 0 && ftruncate(file, sizeof *books) != 0)
    fail("ftruncate");
  int flags = file < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
  books = mmap(NULL, sizeof *books, PROT_READ | PROT_WRITE, flags, file, 0);
  if (books == MAP_FAILED)
    fail("mmap");
  if (strcmp(mode, "all") == 0) {
    seed = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 1;
    kill_all(argc > 2 ? (uint32_t)atoi(argv[2]) : 100, argc > 3 ? (uint32_t)atoi(argv[3]) : 3);
    return 0;
  }
  struct channel_options options = {.capacity = 8192, .producers = 4};
  struct channel *channel = channel_open(argv[2], CHANNEL_CREATE, CHANNEL_NONE, &options);
  if (channel == NULL)
    fail("open");
  if (strcmp(mode, "send") == 0)
    be_producer(channel, (uint32_t)atoi(argv[4]));
  else if (strcmp(mode, "receive") == 0)
    be_consumer(channel);
  else
    check_rest(channel);
  channel_close(channel);
  return 0;
}
