// library: channel
// A channel within one process: every call, every size, the errors, what is full and what is empty, ends and returns.
#include "show.h"
#include <isthmus/channel.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <time.h>

static const char address[] = "shm:/isthmus-channel-calls";

static void show_opened(const char *what, struct channel *channel) {
  printf("%s: %s\n", what, channel != NULL ? "opened" : errno_name(errno));
  if (channel != NULL)
    channel_close(channel);
}

static void errors_of_opening(void) {
  const struct channel_options small = {.capacity = 5000}, vast = {.capacity = (size_t)1 << 31},
                               crowd = {.producers = 33};
  channel_unlink(address);
  show_opened("not there", channel_open(address, 0, CHANNEL_PRODUCER, NULL));
  show_opened("another scheme", channel_open("carrier-pigeon:/x", CHANNEL_CREATE, CHANNEL_PRODUCER, NULL));
  show_opened("too large", channel_open("memory:", 0, CHANNEL_PRODUCER, &vast));
  show_opened("too many producers", channel_open("memory:", 0, CHANNEL_PRODUCER, &crowd));
  struct channel *channel = channel_open(address, CHANNEL_CREATE, CHANNEL_PRODUCER, &small);
  show_opened("exclusive", channel_open(address, CHANNEL_CREATE | CHANNEL_EXCLUSIVE, CHANNEL_CONSUMER, NULL));
  show_opened("a second producer", channel_open(address, 0, CHANNEL_PRODUCER, NULL));
  show_opened("a consumer", channel_open(address, 0, CHANNEL_CONSUMER, NULL));
  struct channel_status status;
  check(channel_status(channel, &status) == 0 && status.capacity == 8192 && status.largest == 8184 &&
        status.producers == 1 && status.most_producers == 1 && !status.consumer && status.used == 0);
  show(channel_attach(channel, CHANNEL_CONSUMER));
  show(channel_unlink("elsewhere:/x"));
  show(channel_unlink(address));
  show(channel_unlink(address));
  channel_close(channel);
  int fd = memfd_create("rubbish", 0);
  check(write(fd, "this is no channel at all", 25) == 25);
  show_opened("rubbish", channel_open_fd(fd, CHANNEL_CREATE, CHANNEL_CONSUMER, NULL));
  check(ftruncate(fd, 0) == 0);
  show_opened("empty", channel_open_fd(fd, 0, CHANNEL_CONSUMER, NULL));
  show_opened("made in a descriptor", channel_open_fd(fd, CHANNEL_CREATE, CHANNEL_CONSUMER, NULL));
  show_opened("found in a descriptor", channel_open_fd(fd, 0, CHANNEL_CONSUMER, NULL));
  close(fd);
}

static struct channel *producer, *consumer;

static void open_both(size_t capacity, unsigned producers) {
  const struct channel_options options = {.capacity = capacity, .producers = producers};
  producer = channel_open("memory:", 0, CHANNEL_PRODUCER, &options);
  consumer = channel_open_fd(channel_fd(producer), 0, CHANNEL_CONSUMER, NULL);
  check(producer != NULL && consumer != NULL);
}

static void close_both(void) {
  channel_close(producer);
  channel_close(consumer);
}

/* Sizes up to the largest, through a ring that wraps at every place. */
static void every_size(unsigned producers) {
  static unsigned char sent[4088], received[4088];
  open_both(4096, producers);
  bool same = true;
  for (size_t size = 0; size <= sizeof sent; size += size < 300 ? 1 : 37) {
    for (size_t i = 0; i < size; i++)
      sent[i] = (unsigned char)(i * 7 + size);
    memset(received, 0, sizeof received);
    same = same && channel_send(producer, sent, size, 0) == 0 &&
           channel_receive(consumer, received, sizeof received, 0) == (ssize_t)size &&
           memcmp(sent, received, size) == 0;
  }
  check(same);
  show(channel_send(producer, sent, 4088, 0));
  show(channel_send(producer, sent, 0, 0));
  show(channel_receive(consumer, received, 100, 0));
  show(channel_receive(consumer, received, sizeof received, 0));
  show(channel_send(producer, sent, 4089, 0));
  show(channel_receive(consumer, received, sizeof received, 0));
  show(channel_send(consumer, sent, 1, 0));
  show(channel_receive(producer, received, 1, 0));
  close_both();
}

static void full_and_empty(unsigned producers) {
  char message[56] = "";
  open_both(4096, producers);
  int count = 0;
  while (channel_send(producer, message, sizeof message, 0) == 0)
    count++;
  printf("%d messages, then %s\n", count, errno_name(errno));
  show(channel_send(producer, message, sizeof message, 20000000));
  for (; channel_receive(consumer, message, sizeof message, 0) == sizeof message; count--)
    continue;
  printf("%d left, then %s\n", count, errno_name(errno));
  show(channel_receive(consumer, message, sizeof message, 20000000));
  show(channel_send(producer, "again", 6, 0));
  show(channel_receive(consumer, message, sizeof message, CHANNEL_FOREVER));
  puts(message);
  close_both();
}

static void batches(unsigned producers) {
  char text[8][16], buffer[128];
  struct iovec messages[8], taken[8];
  open_both(4096, producers);
  for (int i = 0; i < 8; i++)
    messages[i] = (struct iovec){text[i], (size_t)snprintf(text[i], sizeof text[i], "number %d", i) + 1};
  show(channel_send_many(producer, messages, 8, 0));
  show(channel_receive_many(consumer, buffer, sizeof buffer, taken, 3, 0));
  for (int i = 0; i < 3; i++)
    printf("%zu %s\n", taken[i].iov_len, (char *)taken[i].iov_base);
  show(channel_receive_many(consumer, buffer, 40, taken, 8, 0));
  show(channel_receive_many(consumer, buffer, sizeof buffer, taken, 8, 0));
  show(channel_receive_many(consumer, buffer, sizeof buffer, taken, 8, 0));
  show(channel_send_many(producer, messages, 0, 0));

  char *first = channel_reserve(producer, 100, 0);
  char *second = channel_reserve(producer, 100, 0);
  check(first != NULL && second != NULL);
  check(channel_reserve(producer, 4000, CHANNEL_FOREVER) == NULL && errno == EAGAIN);
  strcpy(first, "first");
  strcpy(second, "second");
  show(channel_receive(consumer, buffer, sizeof buffer, 0));
  show(channel_commit(producer, 101));
  show(channel_commit(producer, 7));
  show(channel_commit(producer, 7));
  check(channel_reserve(producer, 64, 0) != NULL);
  channel_cancel(producer);
  show(channel_send(producer, "third", 6, 0));
  size_t size = 0;
  for (const char *message; (message = channel_borrow(consumer, &size, 0)) != NULL;)
    printf("%zu %s\n", size, message);
  printf("then %s\n", errno_name(errno));
  channel_detach(consumer);
  show(channel_attach(consumer, CHANNEL_CONSUMER));
  check(channel_borrow(consumer, &size, 0) != NULL && size == 100);
  channel_release(consumer);
  show(channel_receive(consumer, buffer, sizeof buffer, 0));
  close_both();
}

static void ends(unsigned producers) {
  char buffer[16];
  open_both(0, producers);
  show(channel_wait_peer(producer, 0));
  show(channel_wait_peer(consumer, CHANNEL_FOREVER));
  channel_send(producer, "last", 5, 0);
  channel_detach(producer);
  show(channel_receive(consumer, buffer, sizeof buffer, CHANNEL_FOREVER));
  show(channel_receive(consumer, buffer, sizeof buffer, CHANNEL_FOREVER));
  show(channel_wait_peer(consumer, 0));
  show(channel_wait_peer(consumer, 10000000));
  show(channel_attach(producer, CHANNEL_PRODUCER));
  show(channel_receive(consumer, buffer, sizeof buffer, 0));
  show(channel_send(producer, "more", 5, 0));
  channel_detach(consumer);
  show(channel_send(producer, "lost", 5, CHANNEL_FOREVER));
  show(channel_attach(consumer, CHANNEL_CONSUMER));
  show(channel_send(producer, "found", 6, 0));
  show(channel_receive(consumer, buffer, sizeof buffer, 0));
  show(channel_receive(consumer, buffer, sizeof buffer, 0));
  close_both();
}

int main(void) {
  begin();
  errors_of_opening();
  for (unsigned producers = 1; producers <= 3; producers += 2) {
    printf("with %u\n", producers);
    every_size(producers);
    full_and_empty(producers);
    batches(producers);
    ends(producers);
  }
  return 0;
}
