// core.wasm: channels. Every call here tries only; waiting is TypeScript's, on the word that core_channel_prepare
// tells. Messages pass through the buffer: each begins at a multiple of 8 with its length (u32), and 8 bytes later
// itself.
#include "../channel/copy.h"
#include "../channel/ring.h"
#include "core.h"
#include <isthmus/channel.h>

enum { ENTRY = 8 };

static size_t entry_length(size_t size) { return ENTRY + ((size + 7) & ~(size_t)7); }

static int pointer_or_error(struct channel *channel) { return channel == NULL ? core_result(-1) : (int)channel; }

static struct channel_options options_of(double capacity, int producers, int mode) {
  return (struct channel_options){.capacity = (size_t)capacity, .producers = (unsigned)producers, .mode = (mode_t)mode};
}

/* Opens the address in the buffer. */
CORE_EXPORT(core_channel_open) int core_channel_open(int how, int role, double capacity, int producers, int mode) {
  struct channel_options options = options_of(capacity, producers, mode);
  return pointer_or_error(channel_open((const char *)core_scratch, how, (enum channel_role)role, &options));
}

/* Opens a descriptor, which stays the caller's. */
CORE_EXPORT(core_channel_open_fd) int core_channel_open_fd(int fd, int how, int role, double capacity, int producers) {
  struct channel_options options = options_of(capacity, producers, 0);
  return pointer_or_error(channel_open_fd(fd, how, (enum channel_role)role, &options));
}

CORE_EXPORT(core_channel_detach) void core_channel_detach(struct channel *channel) { channel_detach(channel); }
CORE_EXPORT(core_channel_close) void core_channel_close(struct channel *channel) { channel_close(channel); }
CORE_EXPORT(core_channel_fd) int core_channel_fd(struct channel *channel) { return channel_fd(channel); }
CORE_EXPORT(core_channel_unlink) int core_channel_unlink(void) {
  return core_result(channel_unlink((const char *)core_scratch));
}

/* Leaves 8 u32 in the buffer: capacity, used, producers, most producers, dead producers, consumer, dead consumer,
 * largest. */
CORE_EXPORT(core_channel_status) int core_channel_status(struct channel *channel) {
  struct channel_status status;
  int result = channel_status(channel, &status);
  uint32_t words[] = {
      (uint32_t)status.capacity,      (uint32_t)status.used,           status.producers,
      status.most_producers,          (uint32_t)status.dead_producers, (uint32_t)status.consumer,
      (uint32_t)status.dead_consumer, (uint32_t)status.largest,
  };
  memcpy(core_scratch, words, sizeof words);
  return core_result(result);
}

/* Sends the first bytes of the buffer as one message. */
CORE_EXPORT(core_channel_send) int core_channel_send(struct channel *channel, size_t size) {
  return core_result(channel_send(channel, core_scratch, size, 0));
}

/* Sends the messages in the buffer together; how many it took. */
CORE_EXPORT(core_channel_send_many) int core_channel_send_many(struct channel *channel, int count) {
  enum { MOST = 1024 };
  static struct iovec messages[MOST];
  size_t at = 0;
  if (count > MOST)
    count = MOST;
  for (int i = 0; i < count; i++) {
    uint32_t size;
    memcpy(&size, core_scratch + at, sizeof size);
    messages[i] = (struct iovec){core_scratch + at + ENTRY, size};
    at += entry_length(size);
  }
  return core_result((int)channel_send_many(channel, messages, (size_t)count, 0));
}

/* Leaves as many messages in the buffer as there are, and fit, up to `count` and some `bytes`: how many. EMSGSIZE when
 * not even one fits; the next calls are for those. */
CORE_EXPORT(core_channel_receive) int core_channel_receive(struct channel *channel, int count, size_t bytes) {
  size_t at = 0, size;
  int done = 0;
  /* Whether there is more behind what is known to be there is looked up by the next call. */
  while (done < count && at <= bytes && (done == 0 || channel->there != 0)) {
    const void *message = channel_borrow(channel, &size, 0);
    if (message == NULL || entry_length(size) > sizeof core_scratch - at) {
      if (message != NULL)
        __channel_return_last(channel, size);
      if (message != NULL && done == 0)
        errno = EMSGSIZE;
      break;
    }
    memcpy(core_scratch + at, &(uint32_t){(uint32_t)size}, sizeof(uint32_t));
    copy_message(core_scratch + at + ENTRY, message, (uint32_t)size);
    at += entry_length(size);
    done++;
  }
  if (done == 0)
    return core_result(-1);
  channel_release(channel);
  return done;
}

/* Messages that are larger than the buffer go piece by piece. */
static unsigned char *piece;

CORE_EXPORT(core_channel_reserve) int core_channel_reserve(struct channel *channel, size_t size) {
  piece = channel_reserve(channel, size, 0);
  return piece == NULL ? core_result(-1) : 0;
}

CORE_EXPORT(core_channel_fill) void core_channel_fill(size_t offset, size_t length) {
  memcpy(piece + offset, core_scratch, length);
}

CORE_EXPORT(core_channel_commit) int core_channel_commit(struct channel *channel, size_t size) {
  return core_result(channel_commit(channel, size));
}

CORE_EXPORT(core_channel_borrow) int core_channel_borrow(struct channel *channel) {
  size_t size;
  piece = (unsigned char *)channel_borrow(channel, &size, 0);
  return piece == NULL ? core_result(-1) : (int)size;
}

CORE_EXPORT(core_channel_copy) void core_channel_copy(size_t offset, size_t length) {
  memcpy(core_scratch, piece + offset, length);
}

CORE_EXPORT(core_channel_release) void core_channel_release(struct channel *channel) { channel_release(channel); }

/* Looks for a message, or for room for one, for some microseconds at most. */
CORE_EXPORT(core_channel_spin) int core_channel_spin(struct channel *channel, uint32_t size, int sends) {
  return sends ? __channel_spin_room(channel, record_length(size)) : __channel_spin_message(channel);
}

/* Prepares to sleep: 1, and the word and its value in the buffer; 0 when there is no need. */
CORE_EXPORT(core_channel_prepare) int core_channel_prepare(struct channel *channel, uint32_t size, int sends) {
  struct channel_sleep sleep;
  int result =
      sends ? __channel_prepare_send(channel, record_length(size), &sleep) : __channel_prepare_receive(channel, &sleep);
  if (result == 1)
    memcpy(core_scratch, (uint32_t[]){(uint32_t)(uintptr_t)sleep.word, sleep.value}, 8);
  return core_result(result);
}

/* The same for the other side's attaching. */
CORE_EXPORT(core_channel_prepare_peer) int core_channel_prepare_peer(struct channel *channel) {
  struct channel_sleep sleep;
  int result = __channel_prepare_peer(channel, &sleep);
  memcpy(core_scratch, (uint32_t[]){(uint32_t)(uintptr_t)sleep.word, sleep.value}, 8);
  return result;
}

CORE_EXPORT(core_channel_awake) void core_channel_awake(struct channel *channel) { __channel_awake(channel); }

/* Blocks until there is a message. */
CORE_EXPORT(core_channel_await) int core_channel_await(struct channel *channel) {
  return core_result(__channel_await_message(channel, CHANNEL_FOREVER));
}

/* Blocks until there may be room for a message. */
CORE_EXPORT(core_channel_await_room) int core_channel_await_room(struct channel *channel, uint32_t size) {
  return core_result(__channel_await_room(channel, record_length(size), CHANNEL_FOREVER));
}
