// library: channel
// Peers that write whatever they like into a channel's memory: every call ends, with a result or an error, and touches
// nothing else.
#include "show.h"
#include <isthmus/channel.h>
#include <sys/mman.h>

enum { HEADER = 4096, CAPACITY = 4096, ROUNDS = 4000 };

static uint32_t seed = 12345;

static uint32_t any(uint32_t below) {
  seed = seed * 1664525 + 1013904223;
  return (uint32_t)((uint64_t)seed * below >> 32);
}

/* Wild, or near something that is right. */
static uint32_t any_value(void) {
  static const uint32_t interesting[] = {0,          1,         7,    8,        64,       4088,       4089,
                                         4096,       4097,      8192, 1u << 30, 1u << 31, UINT32_MAX, UINT32_MAX - 7,
                                         0x3fffffff, 0x40000000};
  switch (any(3)) {
  case 0:
    return interesting[any(sizeof interesting / sizeof interesting[0])];
  case 1:
    return any(16384) & ~7u;
  default:
    return any(UINT32_MAX);
  }
}

/* Calls that end whatever the memory says. */
static void use(struct channel *producer, struct channel *consumer) {
  static char buffer[8192];
  struct iovec vector[4];
  struct channel_status status;
  size_t size;
  switch (any(6)) {
  case 0:
    channel_send(producer, buffer, any(4200), any(2) * 1000);
    break;
  case 1:
    channel_receive(consumer, buffer, sizeof buffer, any(2) * 1000);
    break;
  case 2:
    channel_receive_many(consumer, buffer, sizeof buffer, vector, 4, 0);
    break;
  case 3: {
    char *place = channel_reserve(producer, 100, 0);
    if (place != NULL)
      memset(place, 'x', 100);
    channel_commit(producer, any(110));
    channel_cancel(producer);
    break;
  }
  case 4: {
    const char *message = channel_borrow(consumer, &size, 0);
    if (message != NULL && size > 0)
      buffer[0] = (char)(message[0] + message[size - 1]);
    if (any(2))
      channel_release(consumer);
    break;
  }
  default:
    channel_status(consumer, &status);
    channel_wait_peer(producer, 0);
  }
}

static void fuzz(unsigned producers) {
  const struct channel_options options = {.capacity = CAPACITY, .producers = producers};
  for (int round = 0; round < ROUNDS / 20; round++) {
    struct channel *producer = channel_open("memory:", 0, CHANNEL_PRODUCER, &options);
    struct channel *consumer = channel_open_fd(channel_fd(producer), 0, CHANNEL_CONSUMER, NULL);
    uint32_t *memory = mmap(NULL, HEADER + CAPACITY, PROT_READ | PROT_WRITE, MAP_SHARED, channel_fd(producer), 0);
    if (producer == NULL || consumer == NULL || memory == MAP_FAILED) {
      printf("could not open: %s\n", errno_name(errno));
      exit(1);
    }
    for (int step = 0; step < 20; step++) {
      for (uint32_t count = any(4); count > 0; count--)
        memory[any(3) ? any(160) : any((HEADER + CAPACITY) / 4)] = any_value();
      use(producer, consumer);
      if (any(8) == 0) {
        channel_detach(consumer);
        channel_attach(consumer, CHANNEL_CONSUMER);
      }
      if (any(8) == 0) {
        channel_detach(producer);
        channel_attach(producer, CHANNEL_PRODUCER);
      }
    }
    struct channel *another = channel_open_fd(channel_fd(producer), CHANNEL_CREATE, CHANNEL_CONSUMER, NULL);
    if (another != NULL)
      channel_close(another);
    channel_close(producer);
    channel_close(consumer);
    munmap(memory, HEADER + CAPACITY);
  }
  printf("with %u: nothing happened\n", producers);
}

int main(void) {
  begin();
  fuzz(1);
  fuzz(3);
  return 0;
}
