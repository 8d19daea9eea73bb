// The producer's side: room, records, the step that makes them visible ("Sending" in ring.h).
#include "copy.h"
#include "ring.h"

/* EPIPE when there was a consumer and it is gone. */
static inline bool has_lost_consumer(const struct channel *channel) {
  struct ring *ring = channel->ring;
  return __builtin_expect(!word_is_held(word_glance(&ring->slots[CONSUMER_SLOT].word)), 0) &&
         atomic_load(&ring->consumers_attached) != 0;
}

/* Takes the lock of many producers, and with it the position where the last one left off. */
static int begin(struct channel *channel, int64_t deadline) {
  if (__channel_lock(channel, deadline) != 0)
    return -1;
  channel->position = channel->sent = atomic_load(&channel->ring->tail);
  if (__channel_look_room(channel, 0) >= 0)
    return 0;
  __channel_unlock(channel);
  __channel_wake(channel);
  return -1;
}

/* Gives the lock back; nothing is sure any more. */
static void end(struct channel *channel) {
  channel->room = 0;
  __channel_unlock(channel);
  __channel_wake(channel);
}

/* Looks for room, and waits for it. */
static bool make_room(struct channel *channel, size_t size, int64_t time) {
  if (channel->role != CHANNEL_PRODUCER)
    return __channel_fail(EBADF) == 0;
  if (size > channel->capacity - RECORD_HEADER)
    return __channel_fail(EMSGSIZE) == 0;
  uint32_t need = record_length((uint32_t)size);
  bool pending = channel->position != channel->sent;
  int64_t deadline = time <= 0 ? time : __channel_now() + time;
  for (;;) {
    if (has_lost_consumer(channel))
      return __channel_fail(EPIPE) == 0;
    bool locks = channel->many && !channel->locked;
    if (locks && begin(channel, deadline) != 0)
      return false;
    int found = __channel_look_room(channel, need);
    if (found > 0)
      return true;
    if (locks)
      end(channel);
    if (found < 0)
      return false;
    /* What this producer has reserved nobody can take, so that waiting for it would be for ever. */
    if (pending || time == 0)
      return __channel_fail(EAGAIN) == 0;
    if (__channel_await_room(channel, need, deadline) != 0)
      return false;
  }
}

static inline unsigned char *reserve(struct channel *channel, size_t size, int64_t time) {
  /* Not longer than what is sure, so that nothing overflows. */
  if (__builtin_expect(size >= channel->room || record_length((uint32_t)size) > channel->room, 0) &&
      !make_room(channel, size, time))
    return NULL;
  uint32_t need = record_length((uint32_t)size);
  unsigned char *record = channel->bytes + (channel->position & channel->mask);
  *(uint64_t *)(void *)record = size;
  channel->last = channel->position;
  channel->position += need;
  channel->room -= need;
  return record + RECORD_HEADER;
}

/* Stores something where the next message will lie, so that its cache lines, which the consumer has, come here while
 * nobody waits: stores of one processor happen one after the other, and each would fetch its line only then. The line
 * where this message ends is left to the consumer, who is about to read it. */
static inline void fetch_ahead(struct channel *channel) {
  enum { LINE = 64 };
  if (channel->room < 3 * LINE)
    return;
  uint32_t next = (channel->position + LINE - 1) & -LINE;
  *(volatile uint64_t *)(void *)(channel->bytes + (next & channel->mask)) = 0;
  *(volatile uint64_t *)(void *)(channel->bytes + ((next + LINE) & channel->mask)) = 0;
}

/* Takes back what was reserved. */
static void withdraw(struct channel *channel) {
  if (channel->locked) {
    channel->position = channel->sent;
    end(channel);
  } else {
    channel->room += channel->position - channel->sent;
    channel->position = channel->sent;
  }
}

/* The step after which everything reserved is sent; a and b of "Sleeping". */
static inline int publish(struct channel *channel) {
  if (has_lost_consumer(channel)) {
    withdraw(channel);
    return __channel_fail(EPIPE);
  }
  channel->sent = channel->position;
  atomic_store(&channel->ring->tail, channel->position);
  if (channel->many) {
    channel->room = 0;
    __channel_wake_consumer(channel);
    __channel_unlock(channel);
  }
  __channel_wake(channel);
  fetch_ahead(channel);
  return 0;
}

void *channel_reserve(struct channel *channel, size_t size, int64_t time) { return reserve(channel, size, time); }

int channel_commit(struct channel *channel, size_t size) {
  if (channel->role != CHANNEL_PRODUCER)
    return __channel_fail(EBADF);
  if (channel->position == channel->sent)
    return 0;
  uint64_t *record = (uint64_t *)(void *)(channel->bytes + (channel->last & channel->mask));
  if (size > channel->position - channel->last - RECORD_HEADER)
    return __channel_fail(EMSGSIZE);
  *record = size;
  channel->room += channel->position - channel->last - record_length((uint32_t)size);
  channel->position = channel->last + record_length((uint32_t)size);
  return publish(channel);
}

void channel_cancel(struct channel *channel) {
  if (channel->role != CHANNEL_PRODUCER)
    return;
  withdraw(channel);
}

int channel_send(struct channel *channel, const void *message, size_t size, int64_t time) {
  unsigned char *place = reserve(channel, size, time);
  if (place == NULL)
    return -1;
  copy_message(place, message, (uint32_t)size);
  return publish(channel);
}

ssize_t channel_send_many(struct channel *channel, const struct iovec *messages, size_t count, int64_t time) {
  size_t done = 0;
  for (; done < count; done++) {
    unsigned char *place = reserve(channel, messages[done].iov_len, done == 0 ? time : 0);
    if (place == NULL)
      break;
    copy_message(place, messages[done].iov_base, (uint32_t)messages[done].iov_len);
  }
  if (done == 0)
    return count == 0 ? 0 : -1;
  return publish(channel) == 0 ? (ssize_t)done : -1;
}
