// The consumer's side: records, checked one by one, and giving back their room ("Receiving" in ring.h).
#include "copy.h"
#include "ring.h"

/* Producers learn of room in steps of this part of the ring. */
enum { STEPS = 8 };

void __channel_publish_head(struct channel *channel) {
  if (channel->published == channel->released)
    return;
  channel->published = channel->released;
  atomic_store(&channel->ring->head, channel->released);
  __channel_wake(channel);
}

/* A consumer at the heels of a producer takes the line of `tail`, and those of the records, away from it at every
 * message. So while every look finds a few bytes more, the next one comes a little later. */
enum { FEW = 512, MANY = 4096, GATHER_MOST = 15 };

/* Waits for a message. */
static int await(struct channel *channel, int64_t time) {
  if (channel->role != CHANNEL_CONSUMER)
    return __channel_fail(EBADF);
  for (uint32_t turn = 0; turn < channel->gather; turn++)
    __channel_relax(channel);
  if (__channel_look_message(channel) > 0) {
    if (channel->there < FEW)
      channel->gather = channel->gather < GATHER_MOST ? 2 * channel->gather + 1 : GATHER_MOST;
    else if (channel->there > MANY)
      channel->gather /= 2;
    return 0;
  }
  channel->gather = 0;
  return __channel_await_message(channel, time);
}

/* The next record, whose size is read once and ends within what is sure to be there. */
static inline const unsigned char *next(struct channel *channel, uint32_t *size, int64_t time) {
  if (__builtin_expect(channel->there == 0, 0) && await(channel, time) != 0)
    return NULL;
  const unsigned char *record = channel->bytes + (channel->position & channel->mask);
  uint32_t length = *(const volatile uint32_t *)(const void *)record;
  if (__builtin_expect(length >= channel->there || record_length(length) > channel->there, 0)) {
    errno = EBADMSG;
    return NULL;
  }
  *size = length;
  return record + RECORD_HEADER;
}

/* Goes past it. */
static inline void pass(struct channel *channel, uint32_t length) {
  channel->position += record_length(length);
  channel->there -= record_length(length);
}

static inline void release(struct channel *channel) {
  /* What was copied out of the record, or done with it, comes before the step by which it is gone. */
  atomic_signal_fence(memory_order_seq_cst);
  channel->released = channel->position;
  channel->ring->received = channel->position;
  if (channel->released - channel->published >= channel->capacity / STEPS)
    __channel_publish_head(channel);
}

const void *channel_borrow(struct channel *channel, size_t *size, int64_t time) {
  uint32_t length;
  const unsigned char *message = next(channel, &length, time);
  if (message == NULL)
    return NULL;
  pass(channel, length);
  *size = length;
  return message;
}

void __channel_return_last(struct channel *channel, size_t size) {
  channel->position -= record_length((uint32_t)size);
  channel->there += record_length((uint32_t)size);
}

void channel_release(struct channel *channel) {
  if (channel->role == CHANNEL_CONSUMER && channel->position != channel->released)
    release(channel);
}

ssize_t channel_receive(struct channel *channel, void *buffer, size_t size, int64_t time) {
  uint32_t length;
  const unsigned char *message = next(channel, &length, time);
  if (message == NULL)
    return -1;
  if (__builtin_expect(length > size, 0))
    return __channel_fail(EMSGSIZE);
  copy_message(buffer, message, length);
  pass(channel, length);
  release(channel);
  return (ssize_t)length;
}

ssize_t channel_receive_many(struct channel *channel, void *buffer, size_t size, struct iovec *messages, size_t count,
                             int64_t time) {
  uint32_t length;
  const unsigned char *first = next(channel, &length, time);
  if (first == NULL)
    return -1;
  if (length > size)
    return __channel_fail(EMSGSIZE);
  unsigned char *to = buffer;
  size_t done = 0;
  size_t used = 0;
  while (done < count && channel->there != 0) {
    const unsigned char *message = next(channel, &length, 0);
    if (message == NULL || length > size - used)
      break;
    copy_message(to + used, message, length);
    messages[done++] = (struct iovec){to + used, length};
    pass(channel, length);
    used += record_length(length) - RECORD_HEADER;
    if (used > size)
      used = size;
  }
  if (done > 0)
    release(channel);
  return (ssize_t)done;
}
